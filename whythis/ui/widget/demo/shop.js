// A shop's page: it opens a session, asks for a list and hangs a <why-this> on each product.
'use strict';
const products = document.getElementById('products');
const buttons = [...document.querySelectorAll('[data-query]')];
const lang = document.documentElement.lang;
const json = { 'Content-Type': 'application/json' };

const kept = (key, value) => {
  try {
    if (value !== undefined) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
};

const post = async (path, body, token) => {
  const answer = await fetch('/api/v1/' + path, {
    method: 'POST',
    headers: token ? { ...json, Authorization: 'Bearer ' + token } : json,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

let session;
const token = () => {
  session = session || (async () => {
    const known = kept('demo-shop');
    // The session is of the same shopper afterwards, and holds for longer; one that has ended is drawn anew.
    const made = (known && await post('sessions', {}, known).catch(() => null)) || await post('sessions', { site: 'local' });
    kept('demo-shop', made.token);
    return made.token;
  })();
  session.catch(() => { session = null; });
  return session;
};
// The widget speaks for the shopper whom the shop knows: here, whoever this page has started a session for.
window.whythis = Object.assign(window.whythis || {}, { token });

const price = ({ price_cents: cents, currency }) =>
  cents === null ? '' : new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-US', { style: 'currency', currency }).format(cents / 100);

const product = (item, decision) => {
  const row = document.createElement('li');
  const picture = document.createElement('img');
  const title = document.createElement('h3');
  const brand = document.createElement('p');
  const cost = document.createElement('p');
  const why = document.createElement('why-this');
  row.id = item.id;
  picture.src = '/images/' + encodeURIComponent(item.id);
  picture.alt = '';
  title.textContent = item.title;
  brand.textContent = item.brand;
  cost.textContent = price(item);
  cost.className = 'price';
  why.setAttribute('item', item.id);
  why.setAttribute('decision', decision);
  row.append(picture, title, brand, cost, why);
  return row;
};

const note = (text) => {
  const row = document.createElement('li');
  row.textContent = text;
  products.replaceChildren(row);
};

const show = async (button) => {
  buttons.forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
  note(products.dataset.loading);
  try {
    const list = await post('recommendations', { query: button.dataset.query, lang }, await token());
    if (button.getAttribute('aria-pressed') !== 'true') return;
    if (list.items.length) products.replaceChildren(...list.items.map((item) => product(item, list.id)));
    else note(products.dataset.empty);
  } catch {
    note(products.dataset.failed);
  }
};

buttons.forEach((button) => button.addEventListener('click', () => show(button)));
if (buttons.length) show(buttons[0]);

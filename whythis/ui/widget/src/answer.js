// What stands in an answer: its text, cards, reasons, feedback, and what can be asked next.
const ordinal = (rank) => say('ordinals').split(' ')[rank - 1] || say('ordinal', { rank });
const paragraphs = (text) => text.split(/\n+/).filter(Boolean).map((part) => el('p', null, part));

// Where the shop has an item's page, from data-link="/products/{id}"; only addresses of the web.
function linkOf(item) {
  const pattern = setting('link');
  if (!pattern) return null;
  try {
    const url = new URL(pattern.replace('{id}', encodeURIComponent(item.id)), location.href);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function card(item, why) {
  const href = linkOf(item);
  const chosen = (event) => { if (!tell('item', { item: item.id })) event.preventDefault(); };
  const rated = item.rating !== null && item.rating_count > 0;
  return el('li', { class: 'card' },
    el('img', { src: BASE + 'images/' + encodeURIComponent(item.id), alt: '', width: 76, height: 57, loading: 'lazy' }),
    el('div', { class: 'facts' },
      href ? el('a', { class: 'title', href, onclick: chosen }, item.title) : el('span', { class: 'title' }, item.title),
      el('span', { class: 'small' }, item.brand ? item.brand + ' · ' : '',
        rated ? el('span', { role: 'img', 'aria-label': say('rating', { rating: number(item.rating, 1), count: number(item.rating_count) }) },
          '★ ' + number(item.rating, 1) + ' (' + number(item.rating_count) + ')') : say('no_rating')),
      el('span', { class: 'row' }, el('b', null, price(item)),
        el('span', { class: 'small', title: say(item.band ? 'fit_title' : 'fit_title_unmeasured') }, say('fit', { percent: chance(item.probability) })),
        why && el('button', { type: 'button', class: 'chip', 'aria-label': say('why_button') + ' ' + item.title, onclick: () => why(item) }, say('why_button')))));
}

const cards = (items, why) => el('ol', { class: 'cards', 'aria-label': say('products') }, items.map((item) => card(item, why)));

const chips = (pairs) => el('div', { class: 'chips', role: 'group', 'aria-label': say('next_questions') },
  pairs.map(([text, press]) => el('button', { type: 'button', class: 'chip', onclick: press }, text)));

// Thumbs; a thumb down asks what was wrong before it is sent.
function feedback(decision, item) {
  const place = el('div', { class: 'feedback', role: 'group', 'aria-label': say('feedback') });
  const thanks = el('span', { role: 'status', class: 'small', tabindex: -1 });
  const key = newKey();
  const send = async (reaction, comment) => {
    const body = { decision_id: decision, reaction, comment: comment || '', ...(item ? { item_id: item } : {}) };
    thanks.textContent = say('sending');
    try {
      await service.call('feedback', { method: 'POST', body, key: key + reaction }, () => { thanks.textContent = say('broken'); });
      place.replaceChildren(thanks);
      thanks.textContent = say('thanks');
      thanks.focus();
    } catch {
      thanks.textContent = say('failed');
    }
  };
  const open = () => {
    const comment = el('textarea', { rows: 2, maxlength: 1000, 'aria-label': say('comment'), placeholder: say('comment') });
    const choices = ['unhelpful', 'wrong', 'offensive'].map((reaction) =>
      el('button', { type: 'button', class: 'chip', onclick: () => send(reaction, comment.value) }, say(reaction)));
    place.replaceChildren(el('div', { class: 'wrong' }, el('p', null, say('what_wrong')), comment, el('div', { class: 'chips' }, choices)), thanks);
    comment.focus();
  };
  place.append(button(say('helpful'), 'up', () => send('helpful')), button(say('unhelpful'), 'down', open), thanks);
  return place;
}

// What is known of the shopper, in words.
function known_of(me) {
  const counts = ['talks', 'decisions', 'feedback', 'events'].map((name) => el('li', null, el('span', null, say('count_' + name)), el('span', { class: 'value' }, number(me[name]))));
  const list = (key, rows) => (rows.length ? [el('h3', null, say(key)), el('ul', { class: 'bars' }, rows)] : []);
  return [
    el('p', null, me.shopper ? say('known_as', { shopper: me.shopper }) : say('not_known')),
    el('ul', { class: 'bars' }, counts),
    list('stated', me.stated.map((s) => el('li', null, (s.weight < 0 ? '− ' : '+ ') + (s.name ? s.name + ': ' : '') + s.value))),
    list('newest_events', me.newest_events.slice(0, 10).map((e) =>
      el('li', null, e.title, el('small', null, (has('event_' + e.kind) ? say('event_' + e.kind) + ' · ' : '') + day(e.at_utc))))),
  ].flat();
}

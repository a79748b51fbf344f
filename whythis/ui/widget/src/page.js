// What the page and its script tag say: where the service is, which site this is, which language.
const script = document.currentScript || document.querySelector('script[data-site][src*="widget.js"]');
const setting = (name) => (script && script.dataset[name]) || '';
const BASE = new URL('.', script ? script.src : location.href).href;
const API = BASE + 'api/v1/';
const SITE = setting('site') || 'local';
// The page may have said things before this script ran, and goes on holding the same object.
const whythis = (window.whythis = window.whythis || {});

const log = (message, detail) => console.warn('WhyThis: ' + message, detail === undefined ? '' : detail);
const tell = (name, detail) =>
  document.dispatchEvent(new CustomEvent('whythis:' + name, { detail, cancelable: true }));

// Words come with the site's look, in the first of these languages that the site speaks.
let TEXTS = {};
let lang = 'en';
const languages = () => [setting('lang'), document.documentElement.lang, ...(navigator.languages || [])].filter(Boolean).slice(0, 8).join();
const say = (key, values = {}) => (TEXTS[key] || '').replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
const has = (key) => key in TEXTS;

const format = (make, plain) => {
  try { return make(lang === 'zh' ? 'zh-CN' : 'en-US'); } catch { return plain; }
};
const number = (value, digits = 0) =>
  format((l) => new Intl.NumberFormat(l, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value), String(value));
const percent = (share) => format((l) => new Intl.NumberFormat(l, { style: 'percent' }).format(share), Math.round(share * 100) + '%');
// As sentences say it: a guess, however good, never reads as certain.
const chance = (share) => percent(Math.min(Math.max(share, 0.01), 0.99));
const price = ({ price_cents: cents, currency }) => cents === null ? say('no_price')
  : format((l) => new Intl.NumberFormat(l, { style: 'currency', currency }).format(cents / 100), currency + ' ' + cents / 100);
const day = (utc) => format((l) => new Date(utc).toLocaleString(l, { dateStyle: 'medium', timeStyle: 'short' }), utc);
const signed = (value) => {
  const text = Math.abs(value).toFixed(2);
  return text === '0.00' ? text : (value > 0 ? '+' : '−') + text;
};

// Everything that is shown is made here: text is text, and no markup is ever read.
const el = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat(2).filter(Boolean));
  return made;
};
const icon = (path) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
};
const ICONS = {
  bubble: 'M4 5h16v11h-8l-5 4v-4H4zM10 8.600a2 2 0 1 1 2.600 1.900c-.5.2-.6.5-.6 1M12 13.500v.1',
  close: 'M6 6l12 12M18 6L6 18',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500',
  again: 'M12 5v14M5 12h14',
  send: 'M4 12l16-7-6 15-3-6z',
  up: 'M7 11v9H4v-9zM7 11l4-8c2 0 2.500 1.500 2 3.500L12.500 9H18c1.500 0 2.200 1.200 1.900 2.500l-1.500 6.500c-.3 1.300-1 2-2.400 2H7',
  down: 'M7 13V4H4v9zM7 13l4 8c2 0 2.500-1.500 2-3.500l-.5-2.500H18c1.500 0 2.200-1.200 1.900-2.500L18.400 6c-.3-1.300-1-2-2.400-2H7',
};
const button = (label, name, press, extra) =>
  el('button', { type: 'button', class: 'icon', 'aria-label': label, title: label, onclick: press, ...extra }, icon(ICONS[name]));

// A style sheet made by script is no inline style, so a page's content security policy has nothing against it.
const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS_TEXT);
const shadowOf = (host) => {
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  return root;
};

// The site's own colours, under what the page says by its CSS variables.
const paint = (host) => {
  for (const [name, value] of Object.entries(service.site.colours)) host.style.setProperty('--site-' + name, value);
  if (setting('theme')) host.setAttribute('theme', setting('theme'));
};

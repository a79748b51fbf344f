// Runs once, as the bridge's script: `trigger` sends an event to Python. Every step is an address: links and forms
// make one, the history keeps it, and Python draws the page at it.
const view = () => document.querySelector('#wt-view');
let waiting = false;
let asked = '';

const go = (query, { write = false, keep = true } = {}) => {
  waiting = true;
  asked = query;
  view()?.setAttribute('aria-busy', 'true');
  if (keep && !write) history.pushState(null, '', query || '?');
  trigger('select', { index: write ? 1 : 0, value: query });
};

// A form's fields on top of the address that it stands on.
const filled = (form) => {
  const fields = new URLSearchParams(form.dataset.base || '');
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value.trim()) fields.set(name, value.trim());
    else fields.delete(name);
  }
  return fields;
};

document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-go]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    go(link.getAttribute('href'));
    return;
  }
  const button = event.target.closest('button[data-copy]');
  if (button) {
    const text = document.getElementById(button.dataset.copy).textContent;
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done;
  }
});
document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-go]');
  if (!form) return;
  event.preventDefault();
  const fields = filled(form);
  go('?' + fields, { write: fields.has('do') });
});
window.addEventListener('popstate', () => go(location.search, { keep: false }));

// When the page is drawn: times as the reader's clock has them, and the keyboard where the news is.
const drawn = () => {
  const box = view();
  const page = box?.querySelector('.wt-console:has(.wt-bar)');
  if (!page || page.dataset.seen) return;
  page.dataset.seen = 'yes';
  for (const node of box.querySelectorAll('time[datetime]:not([title])')) {
    const at = new Date(node.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    node.title = node.textContent;
    node.textContent = at.toLocaleString(page.lang, { dateStyle: 'medium', timeStyle: 'short' });
  }
  document.documentElement.lang = page.lang;
  if (!waiting) return;
  // What is drawn first of a slow answer is replaced as a whole, and would take the focus with it.
  waiting = box.querySelector('.wt-pending') !== null;
  box.removeAttribute('aria-busy');
  const title = page.querySelector('h1');
  if (title) document.title = title.textContent;
  const fields = new URLSearchParams(asked);
  const found = fields.toString() ? box.querySelector('.wt-results h2') || title : null;
  const target = fields.get('i') ? box.querySelector('.wt-answer h2') || title : found;
  if (target) target.focus({ preventScroll: innerWidth > 900 });
  else box.querySelector('.wt-search input')?.focus();
};
new MutationObserver(drawn).observe(document.body, { childList: true, subtree: true });

// A session that is over leads back to the sign-in, from whichever request notices first.
const asFetched = window.fetch;
window.fetch = async (...given) => {
  const answer = await asFetched(...given);
  if (answer.status === 401) location.assign('/staff/sign-in');
  return answer;
};
go(location.search, { keep: false });

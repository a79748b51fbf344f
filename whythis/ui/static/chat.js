// Runs once, as the header's script: `element` is the header, `trigger` sends an event to Python.
// It carries the page's own buttons to the chat, keeps the latest question in view, and redraws a tab
// that is looked at again, because another tab may have gone on with the conversation.
const log = () => document.querySelector('#wt-chat [role="log"]');
const busy = () => document.querySelector('#wt-chat .wt-thinking') !== null;

// From the first sign of an answer to the end of its event, Gradio would drop whatever is sent. The last thing that
// somebody sends meanwhile waits here.
let answering = false;
let held = null;
const send = (action) => { if (answering) held = action; else action(); };
document.addEventListener('wt-answered', () => setTimeout(() => {
  answering = false;
  const action = held;
  held = null;
  action?.();
}));

document.addEventListener('click', (event) => {
  const button = event.target.closest('#wt-chat [data-ask]');
  if (button) send(() => trigger('select', { index: 0, value: button.dataset.ask }));
});
const typed = () => document.querySelector('#wt-box .submit-button')?.click();
const holdTyped = (event) => {
  event.preventDefault();
  event.stopPropagation();
  held = typed;
};
document.addEventListener('keydown', (event) => {
  const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
  if (answering && sends && event.target.closest('#wt-box textarea')) holdTyped(event);
}, true);
document.addEventListener('click', (event) => {
  if (answering && event.target.closest('#wt-box .submit-button')) holdTyped(event);
}, true);

const startOver = async (body) => {
  const answer = await fetch('/conversation', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  held = null;
  if (answer.ok) trigger('click');
  document.querySelector('#wt-box textarea')?.focus();
};
element.addEventListener('click', (event) => {
  if (event.target.closest('#wt-new')) startOver({});
});
element.addEventListener('change', (event) => {
  if (event.target.id === 'wt-shopper') startOver({ shopper: event.target.value });
});

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !busy() && !document.querySelector('.wt-error')) trigger('focus');
});

// The question goes to the top and the answer grows below it, until the reader scrolls elsewhere. Of a long question
// only the end stays in view.
let follow = true;
let asked = 0;
// Not told from where the log stands: the browser moves it too, whenever what is above or below changes its height.
const SCROLLING = new Set(['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown', ' ', 'Tab']);
for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
  document.addEventListener(kind, ({ target, key }) => {
    const box = log();
    const scrolls = kind === 'pointerdown' ? target === box : box?.contains(target) && (!key || SCROLLING.has(key));
    if (scrolls) follow = false;
  }, { capture: true, passive: true });
}
const keepInView = () => {
  if (busy()) answering = true;
  const box = log();
  if (!box) return;
  const rows = box.querySelectorAll('.user-row');
  if (rows.length !== asked) { asked = rows.length; follow = true; }
  // Gradio labels each message with its own HTML, which a screen reader would read out.
  for (const node of box.querySelectorAll('[data-testid][aria-label]')) node.removeAttribute('aria-label');
  if (!follow) return;
  const last = rows[rows.length - 1]?.getBoundingClientRect();
  const top = last ? Math.max(last.top - 12, last.bottom - box.clientHeight / 3) - box.getBoundingClientRect().top : 0;
  box.scrollTop = last ? Math.max(0, top + box.scrollTop) : 0;
};
new MutationObserver(keepInView).observe(document.body, { childList: true, subtree: true, characterData: true });
keepInView();

// The page's elements, and what a page may call. A second copy of this script finds them there and does nothing.
let chat;
let ready;

class WhyThis extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) return;
    const root = shadowOf(this);
    if (!(await ready)) return;
    this.button = el('button', { type: 'button', class: 'why', part: 'button', 'aria-haspopup': 'dialog', onclick: () => this.ask() },
      el('slot', null, say('why_this')));
    paint(this);
    root.append(el('span', { lang }, this.button));
  }

  async ask() {
    const item = this.getAttribute('item');
    if (!item) {
      log('a <why-this> has no item attribute.', this);
      return;
    }
    await chat.open(this.button);
    chat.explain({ ask: say('why_this'), item, decision: this.getAttribute('decision'), query: this.getAttribute('query') });
  }
}

const begin = async () => {
  if (document.readyState === 'loading') await new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }));
  await service.look();
  chat = new Chat();
  whythis.open = async (message) => { await chat.open(document.activeElement); if (message) chat.say(String(message)); };
  // For shops of one page: somebody signed in or out.
  whythis.reset = () => {
    const end = () => { service.who = null; memory.forget(); };
    end();
    chat.restart(end);
  };
  whythis.close = () => chat.dialog.close();
  tell('ready', {});
  return true;
};

if (customElements.get('why-this')) {
  log('the script stands on this page more than once; only the first one works.');
} else {
  ready = begin().catch((error) => log('it could not start. Is data-site right? It is "' + SITE + '".', error.body || error));
  customElements.define('why-this', WhyThis);
}

// The bubble and the dialog. All that is asked goes through here, in order, one at a time.
const KINDS = ['compare', 'what_if', 'similar'];

class Chat {
  constructor() {
    this.host = el('whythis-chat', { lang });
    this.root = shadowOf(this.host);
    this.work = Promise.resolve();
    this.busy = 0;
    this.build();
    paint(this.host);
    document.body.append(this.host);
  }

  build() {
    this.log = el('div', { class: 'log', role: 'log', tabindex: 0, 'aria-label': say('conversation') });
    this.status = el('p', { class: 'status', role: 'status' });
    this.box = el('textarea', { rows: 1, maxlength: 2000, 'aria-label': say('message'), placeholder: say('placeholder'), enterkeyhint: 'send' });
    this.box.addEventListener('input', () => { this.fit(); memory.save({ draft: this.box.value }); });
    this.box.addEventListener('keydown', (event) => {
      // While a Chinese word is being composed, Enter chooses it.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
        event.preventDefault();
        this.submit();
      }
    });
    const form = el('form', { onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.box, el('button', { class: 'icon go', 'aria-label': say('send'), title: say('send') }, icon(ICONS.send)));
    this.me = el('section', { class: 'me', hidden: true, tabindex: 0, 'aria-label': say('profile') });
    this.person = button(say('profile'), 'person', () => this.profile(this.me.hidden), { 'aria-expanded': 'false' });
    this.dialog = el('dialog', { 'aria-labelledby': 'title' },
      el('header', null, el('h2', { id: 'title', tabindex: -1 }, service.site.title || say('title')),
        button(say('new_conversation'), 'again', () => this.restart()), this.person,
        button(say('close'), 'close', () => this.dialog.close())),
      this.log, this.me, this.status, form);
    this.dialog.addEventListener('close', () => this.closed());
    this.dialog.addEventListener('click', (event) => { if (event.target === this.dialog) this.dialog.close(); });
    this.bubble = el('button', { type: 'button', class: 'bubble', part: 'bubble', 'aria-haspopup': 'dialog', 'aria-label': say('open'), title: say('open'),
      hidden: setting('bubble') === 'off', onclick: () => this.open(this.bubble) }, icon(ICONS.bubble));
    this.root.append(this.bubble, this.dialog);
    if (setting('side') === 'left') this.host.setAttribute('side', 'left');
  }

  async open(opener) {
    if (!this.host.isConnected) document.body.append(this.host);
    if (!this.dialog.open) {
      this.opener = opener;
      this.dialog.showModal();
      this.profile(false);
      this.focus();
      tell('open', {});
    }
    if (!this.restored) {
      this.restored = this.queue(() => this.restore());
    }
    return this.restored;
  }

  focus() {
    // On a phone the keyboard would hide what there is to read.
    (matchMedia('(pointer: coarse)').matches ? this.dialog.querySelector('h2') : this.box).focus();
  }

  closed() {
    tell('close', {});
    const opener = this.opener && this.opener.isConnected ? this.opener : this.bubble;
    opener.focus();
  }

  queue(work) {
    this.work = this.work.then(work).catch((error) => log('an answer could not be shown.', error));
    return this.work;
  }

  async restore() {
    try { await service.session(); } catch { /* the first message tries again, and says so */ }
    if (!this.box.value) this.box.value = memory.is.draft;
    this.fit();
    if (!memory.is.turns.length && !memory.is.sent && !this.log.childElementCount) this.welcome();
    for (const turn of memory.is.turns) this.answered(this.asked(turn.ask), turn);
    const sent = memory.is.sent;
    if (sent) this.say(sent.message, sent);
  }

  welcome() {
    this.log.append(el('div', { class: 'welcome' }, el('p', null, el('b', null, say('welcome_title'))), el('p', null, say('welcome_text'))));
  }

  fit() {
    this.box.style.height = 'auto';
    this.box.style.height = Math.min(118, this.box.scrollHeight + 2) + 'px';
  }

  submit() {
    const message = this.box.value.trim();
    if (!message) return;
    // Until its turn comes it stays in the box, where a reload finds it.
    this.eager = this.busy > 0;
    if (this.eager) return;
    this.box.value = '';
    memory.save({ draft: '' });
    this.fit();
    this.say(message);
  }

  // A question on the right and a place for its answer below it.
  asked(text) {
    this.root.querySelectorAll('.welcome, .next').forEach((old) => old.remove());
    this.profile(false);
    const row = el('div', { class: 'turn' });
    row.append(el('p', { class: 'ask' }, text), (row.answer = el('div', { class: 'answer' }, el('span', { class: 'dots', 'aria-hidden': 'true' }))));
    this.log.append(row);
    this.log.scrollTop = row.offsetTop - 12;
    if (!this.root.activeElement) this.focus();  // the chip that was pressed has gone
    return row;
  }

  // Runs `work` when its turn comes; what fails says so and can be tried again, with nothing lost.
  under(row, work) {
    this.busy += 1;
    return this.queue(async () => {
      this.status.textContent = say('thinking');
      this.log.ariaBusy = 'true';  // or a screen reader reads the answer once for each sentence that comes
      try {
        this.answered(row, await work((why) => { this.status.textContent = say(why); }), true);
      } catch (error) {
        this.failed(row, error, work);
      }
      this.status.textContent = '';
      this.log.ariaBusy = 'false';
      this.busy -= 1;
      if (this.eager) this.submit();
    });
  }

  say(message, sent) {
    const row = this.asked(message);
    let text = '';
    const hear = (name, told) => {
      if (name === 'started') text = '';  // after a broken line the answer comes again from its beginning
      if (name !== 'text') return;
      text += told.text;
      row.answer.replaceChildren(...paragraphs(text));
    };
    let kept = sent;
    return this.under(row, async (waiting) => {
      const reply = await service.chat(message, kept, hear, waiting).catch((error) => { kept = memory.is.sent; throw error; });
      if (reply.claims.some((claim) => claim.kind === 'memory.erased_all')) this.erased(row);
      return { ask: message, reply };
    });
  }

  // After erasure nothing of the old talk stays on the page or in the tab.
  erased(row) {
    memory.forget();
    this.log.replaceChildren(row);
    row.querySelector('.ask').remove();
  }

  answered(row, turn, fresh) {
    const { reply, explained } = turn;
    const told = reply || explained;
    const parts = paragraphs(told.text).map((part) => { if (told.lang) part.lang = told.lang; return part; });
    if (turn.head) parts.unshift(el('p', { class: 'small' }, turn.head));
    if (turn.item) parts.unshift(cards([turn.item]));
    if (reply && reply.items.length) parts.push(cards(reply.items, (item) => this.why(reply.decision_id, item)));
    const explanation = reply ? reply.explanation : explained.contributions && explained;
    const decision = told.decision_id;
    if (explanation) parts.push(reasons(explanation));
    if (decision && (explained || explanation || reply.items.length)) parts.push(feedback(decision, (explained || explanation || {}).item_id));
    const next = reply ? reply.suggestions.map((text) => [text, () => this.say(text)]) : this.further(turn);
    if (next.length) parts.push(el('div', { class: 'next' }, chips(next)));
    row.answer.replaceChildren(...parts.filter(Boolean));
    if (!row.isConnected) return;
    if (reply && reply.items.length) this.latest = decision;
    if (!fresh) return;
    memory.save({ turns: [...memory.is.turns, turn] });
    tell('reply', { decision: decision || null, items: reply ? reply.items.map((item) => item.id) : [explained.item_id] });
  }

  failed(row, error, work) {
    const status = error instanceof Refused ? error.status : error instanceof Lost ? 0 : -1;
    const words = { 0: 'lost', 403: 'not_here', 404: 'not_yours', 409: 'older', 429: 'busy', 503: 'busy' }[status] || 'failed';
    if (status) log(error.message, error.body || error);
    const retry = el('button', { type: 'button', class: 'chip', onclick: () => {
      row.answer.replaceChildren(el('span', { class: 'dots', 'aria-hidden': 'true' }));
      this.box.focus();
      this.under(row, work);
    } }, say('retry'));
    row.answer.replaceChildren(el('div', { class: 'error', role: 'alert' }, el('p', null, say(words)), retry));
  }

  // On the latest list the question goes into the talk; on an older one it goes to the list itself.
  why(decision, item) {
    if (decision === this.latest) this.say(say('why_ask', { ordinal: ordinal(item.rank) }));
    else this.explain({ ask: say('why_item', { title: item.title }), item: item.id, decision });
  }

  explain({ ask, item, decision, query, kind }) {
    return this.under(this.asked(ask), async (waiting) => {
      const get = (path) => service.call(path, {}, waiting);
      const id = encodeURIComponent(item);
      let from = decision;
      let head = 'from_list';
      if (!from) {
        const found = await get('decisions?limit=1&item=' + id);
        from = found.decisions.length ? found.decisions[0].id : null;
      }
      if (!from && query) {
        const made = await service.call('recommendations', { method: 'POST', body: { query, lang }, key: newKey() }, waiting);
        from = made.id;
        head = 'from_page';
      }
      if (!from) return { ask, explained: { text: say('no_list'), item_id: item } };
      const list = await get('decisions/' + encodeURIComponent(from));
      const shown = list.items.find((one) => one.id === item);
      const told = await get('decisions/' + encodeURIComponent(from) + '/explanations?item=' + id + '&kind=' + (kind || (shown ? 'why' : 'why_not')));
      const explained = { ...told, lang: list.lang };
      if (!shown) delete explained.contributions;
      return { ask, explained, item: kind ? null : shown, rank: shown && shown.rank,
        head: kind ? null : say(head, { when: day(list.made_at_utc), request: list.request.message }) };
    });
  }

  further({ explained, rank }) {
    const { decision_id: decision, item_id: item, kind } = explained;
    if (!decision || !rank) return [];
    return KINDS.filter((one) => one !== kind && (rank > 1 || one !== 'compare'))
      .map((one) => [say('ask_' + one), () => this.explain({ ask: say('ask_' + one), item, decision, kind: one })]);
  }

  restart(end = () => memory.save({ talk: null, turns: [], sent: null })) {
    this.latest = null;
    this.log.replaceChildren();
    // What is still being answered belongs to the old conversation, and so does what it leaves behind.
    this.queue(end);
    this.profile(false);
    this.welcome();
    this.box.focus();
  }

  // The first press asks, the second erases; that of a double click is no answer to what was not read yet.
  forget(note, forget, { detail }) {
    if (detail > 1) return;
    if (!note.sure) {
      note.sure = true;
      note.textContent = say('forget_sure');
      forget.textContent = say('forget_yes');
      return;
    }
    forget.disabled = true;
    this.queue(async () => {
      try {
        await service.call('me', { method: 'DELETE', key: newKey() });
        memory.forget();
        this.restart(() => {});
        this.status.textContent = say('forgotten');
      } catch {
        note.textContent = say('lost');
        forget.disabled = false;
      }
    });
  }

  async profile(show) {
    const was = !this.me.hidden;
    this.me.hidden = !show;
    this.log.hidden = show;
    this.person.setAttribute('aria-expanded', String(show));
    if (!show) {
      if (was) this.box.focus();
      return;
    }
    const head = [el('h3', null, say('profile'))];
    const wait = el('p', { role: 'status' }, say('thinking'));
    this.me.replaceChildren(...head, wait);
    this.me.focus();
    try {
      const told = await service.call('me', {}, () => { wait.textContent = say('broken'); });
      const note = el('p', { class: 'small', role: 'status' }, say('forget_note'));
      const forget = el('button', { type: 'button', class: 'chip danger', onclick: (event) => this.forget(note, forget, event) }, say('forget'));
      this.me.replaceChildren(...head, ...known_of(told), note, forget);
    } catch {
      wait.textContent = say('lost');
    }
  }
}

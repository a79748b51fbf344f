// Talks to the service: one session, retries that do nothing twice, and the stream of an answer.
const SILENCE_MS = 35000;
const WAITS_MS = [700, 1500, 3000, 6000, 10000, 15000];

class Refused extends Error {
  constructor(status, body, after) {
    super((body && body.error) || 'HTTP ' + status);
    Object.assign(this, { status, body, after });
  }
}
class Lost extends Error {}

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
const later = (ms) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  addEventListener('online', () => { clearTimeout(timer); done(); }, { once: true });
});

// One request. `hear` is called with each event of a stream; the last one's data is the answer.
async function once(path, { method = 'GET', body, key, token, hear } = {}) {
  const headers = { Accept: hear ? 'text/event-stream' : 'application/json' };
  if (body) headers['Content-Type'] = 'application/json';
  if (key) headers['Idempotency-Key'] = key;
  if (token) headers.Authorization = 'Bearer ' + token;
  const stop = new AbortController();
  let timer;
  const alive = () => { clearTimeout(timer); timer = setTimeout(() => stop.abort(), SILENCE_MS); };
  const cut = () => stop.abort();
  addEventListener('offline', cut);
  alive();
  try {
    const answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body), signal: stop.signal, credentials: 'omit', cache: 'no-store' });
    if (!answer.ok) {
      const told = await answer.json().catch(() => null);
      throw new Refused(answer.status, told, Number(answer.headers.get('Retry-After')) || 0);
    }
    return hear && answer.body ? await heard(answer.body, hear, alive) : await answer.json();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Lost(String(error));
  } finally {
    clearTimeout(timer);
    removeEventListener('offline', cut);
  }
}

async function heard(stream, hear, alive) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  for (let rest = ''; ;) {
    const { done, value } = await reader.read();
    if (done) throw new Lost('the stream ended before the answer did');
    alive();
    const parts = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(part) || [];
      if (!name) continue;
      const told = JSON.parse(data);
      if (name === 'reply') return told;
      if (name === 'error') throw new Refused(told.status, told, told.retry_after);
      hear(name, told);
    }
  }
}

// Tries again while the line is broken or the service asks to wait. `waiting` is told why.
async function again(attempt, waiting) {
  for (let tried = 0; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      const asked = error instanceof Refused && error.after;
      if ((!asked && !(error instanceof Lost)) || tried >= (asked ? 20 : WAITS_MS.length)) throw error;
      waiting(asked ? 'busy' : 'broken');
      await later(asked ? Math.min(asked, 60) * 1000 : WAITS_MS[tried]);
    }
  }
}

const service = {
  site: null,
  who: null,  // the page is asked once: whose token it gives, or nobody's
  starting: null,

  // How the site looks and what is said there. Nothing is shown before: there is nobody to ask as long as it fails.
  async look() {
    const path = 'site?name=' + encodeURIComponent(SITE) + '&lang=' + encodeURIComponent(languages());
    this.site = await again(() => once(path, {}), () => {});
    ({ texts: TEXTS, lang } = this.site);
  },

  // The token of this shopper's session; a new one when they are somebody else than before.
  session() {
    this.starting = this.starting || this.start().finally(() => { this.starting = null; });
    return this.starting;
  },

  async start() {
    let given = '';
    if (this.who === null || memory.is.until < Date.now()) {
      given = await shopperToken();
      this.who = given ? subjectOf(given) : '';
      if (this.who !== memory.is.who) memory.forget();
      memory.save({ who: this.who });
    }
    if (memory.is.token && memory.is.until > Date.now()) return memory.is.token;
    const open = (token) => once('sessions', { method: 'POST', token, body: token ? {} : { site: SITE } });
    let made;
    try {
      made = await open(given);
    } catch (error) {
      if (!given || !(error instanceof Refused)) throw error;
      log('the shopper token was refused; the shopper goes on as nobody known.', error.body);
      made = await open('');
    }
    memory.save({ token: made.token, until: Date.parse(made.expires_at_utc) - 60000 });
    return made.token;
  },

  async call(path, options = {}, waiting = () => {}) {
    const attempt = async () => once(path, { ...options, token: await this.session() });
    try {
      return await again(attempt, waiting);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      // The session is over. Who is not known by name starts afresh; their old talk cannot be gone on with.
      memory.save(memory.is.who ? { token: '', until: 0 } : { token: '', until: 0, talk: null });
      return again(attempt, waiting);
    }
  },

  // One message of the talk. What was sent is remembered until it is answered, so that a reload sends it again.
  async chat(message, sent, hear, waiting) {
    const ask = async (session, key) => {
      // On an English page the answer follows the message, which may be Chinese.
      const body = { message, ...(lang !== 'en' && { lang }), ...(session && { session }) };
      memory.save({ sent: { message, session, key } });
      return this.call('chat', { method: 'POST', body, key, hear }, waiting);
    };
    let reply;
    try {
      reply = await ask(sent ? sent.session : memory.is.talk, sent ? sent.key : newKey());
    } catch (error) {
      if (!(error instanceof Refused) || error.after || ![404, 409].includes(error.status)) throw error;
      reply = await ask(null, newKey());  // the talk has ended or was erased: a new one begins
    }
    memory.save({ sent: null, talk: reply.session });
    return reply;
  },
};

async function shopperToken() {
  try {
    return (typeof whythis.token === 'function' ? await Promise.race([whythis.token(), later(10000)]) : setting('token')) || '';
  } catch (error) {
    log('window.whythis.token failed; the shopper goes on as nobody known.', error);
    return '';
  }
}

// Only to notice that somebody else is signed in now; the service is what checks a token.
function subjectOf(token) {
  try {
    return String(JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub);
  } catch {
    return 'unreadable';
  }
}

// What this tab remembers: the session, the talk, what is typed and what was sent and not yet answered.
// No cookie. Where the browser keeps nothing for us, it holds until the page is left.
const MOST_TURNS = 12;
const blank = () => ({ who: '', token: '', until: 0, talk: null, turns: [], draft: '', sent: null });

const memory = {
  place: 'whythis ' + BASE + ' ' + SITE,
  is: blank(),

  load() {
    try { Object.assign(this.is, JSON.parse(sessionStorage.getItem(this.place)) || {}); } catch { /* none is kept */ }
  },

  save(changes) {
    Object.assign(this.is, changes);
    this.is.turns = this.is.turns.slice(-MOST_TURNS);
    for (let turns = this.is.turns; ; turns = turns.slice(Math.ceil(turns.length / 2))) {
      try {
        sessionStorage.setItem(this.place, JSON.stringify({ ...this.is, turns }));
        return;
      } catch {
        if (!turns.length) return;  // it is full or shut: the page itself still remembers
      }
    }
  },

  forget() {
    this.is = blank();
    this.save({});
  },
};
memory.load();

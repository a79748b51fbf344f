// An explanation as something to look at: what moved the score, and which words did.
const MOST_SIGNALS = 6;
const MOST_EVENTS = 4;
const FAINT = 0.08;   // marking everything marks nothing
const MINOR = 0.1;    // words that hardly mattered must not look like the reason
const LONG_CHARS = 140;
const WORDS_SIGNAL = 'text_relevance';

const level = (explanation, name) => (explanation.contributions || []).filter((c) => c.level === name);
const bySize = (a, b) => Math.abs(b.value) - Math.abs(a.value);

function reasons(explanation) {
  const all = level(explanation, 'signal');
  const signals = all.filter((s) => Math.abs(s.value) >= 0.005).sort(bySize);
  const found = words(explanation, all);
  if (!signals.length && !found) return null;
  return el('details', { class: 'reasons', open: true },
    el('summary', null, say('chart')),
    signals.length && [el('p', { class: 'note' }, say(explanation.other_id ? 'chart_caption_other' : 'chart_caption')), bars(signals)],
    found, past(explanation));
}

function bars(signals) {
  const shown = signals.slice(0, MOST_SIGNALS);
  const most = Math.abs(shown[0].value);
  const rows = shown.map((signal) => {
    const bar = el('span', { class: 'bar ' + (signal.value > 0 ? 'for' : 'against') });
    bar.style.setProperty('--size', (50 * Math.abs(signal.value)) / most + '%');
    const name = has('signal_' + signal.name) ? say('signal_' + signal.name) : signal.label || signal.name;
    return el('li', null, el('span', null, name), el('span', { class: 'value' }, signed(signal.value)),
      el('span', { class: 'track', 'aria-hidden': 'true' }, bar));
  });
  const rest = signals.slice(MOST_SIGNALS);
  const sum = rest.reduce((total, signal) => total + signal.value, 0);
  if (rest.length) {
    rows.push(el('li', { class: 'rest' }, el('span', null, say('rest', { count: rest.length })), el('span', { class: 'value' }, signed(sum))));
  }
  return el('ul', { class: 'bars' }, rows);
}

function words(explanation, signals) {
  const read = signals.find((signal) => signal.name === WORDS_SIGNAL);
  const found = level(explanation, 'word').filter((word) => word.span && word.span.length === 2);
  const most = Math.max(0, ...found.map((word) => Math.abs(word.value)));
  if (!explanation.words || !read || !read.weight || !most) return null;
  const parts = Object.entries(explanation.words.texts).map(([source, text]) => {
    const [nodes, count] = marked(text, found.filter((word) => word.source === source), most);
    if (!count) return null;
    const name = has('source_' + source) ? say('source_' + source) : say('source_attributes');
    const label = source.startsWith('attribute') ? null : el('span', { class: 'source' }, name);
    return text.length > LONG_CHARS
      ? el('details', null, el('summary', null, say('words_folded', { source: name, count })), el('p', { class: 'words' }, nodes))
      : el('p', { class: 'words' }, label, nodes);
  });
  if (!parts.some(Boolean)) return null;
  const legend = el('p', { class: 'note' }, el('mark', { class: 'for w3' }, say('words_for')), ' ', el('mark', { class: 'against w3' }, say('words_against')));
  const moved = signals.reduce((total, signal) => total + Math.abs(signal.value), 0);
  return el('details', { open: Math.abs(read.value) >= MINOR * moved }, el('summary', null, say('words')), legend, parts);
}

// The text in pieces, the words that counted in marks. Spans count characters as Python does, not UTF-16 units.
function marked(text, found, most) {
  const letters = Array.from(text);
  const nodes = [];
  let at = 0;
  let count = 0;
  for (const word of found.sort((a, b) => a.span[0] - b.span[0])) {
    const [start, end] = word.span;
    const share = Math.abs(word.value) / most;
    if (share < FAINT || start < at || end <= start || end > letters.length) continue;
    const side = word.value > 0 ? 'for' : 'against';
    nodes.push(letters.slice(at, start).join(''));
    nodes.push(el('mark', { class: side + ' w' + Math.min(3, Math.ceil(share * 3)) }, letters.slice(start, end).join('')));
    at = end;
    count += 1;
  }
  nodes.push(letters.slice(at).join(''));
  return [nodes, count];
}

function past(explanation) {
  const events = level(explanation, 'event').sort(bySize);
  if (!events.length) return null;
  const total = events.reduce((sum, event) => sum + Math.abs(event.value), 0) || 1;
  const rows = events.slice(0, MOST_EVENTS).map((event) => {
    const kind = event.kind || '';
    const title = (event.label || event.name).replace(kind + ': ', '');
    return el('li', null, el('span', null, title, has('event_' + kind) ? el('small', null, say('event_' + kind)) : null),
      el('span', { class: 'value' }, percent(event.value / total)));
  });
  return [el('p', { class: 'heading' }, say('history')), el('ul', { class: 'bars' }, rows)];
}

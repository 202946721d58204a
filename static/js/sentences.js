// The sentences of a text as they are spoken and shown: the text alone, without the readings above
// it, marks of footnotes and code.

const SKIPPED =
  "rt, rp, pre, script, style, template, .footnote-ref, .footnote-backref, [aria-hidden=true], [hidden]";
export const BLOCKS =
  "p, h1, h2, h3, h4, h5, h6, li, td, th, caption, figcaption, blockquote, dt, dd, figure, section, div, main";
const SENTENCE = /.+?(?:[。！？!?；;…]+|\.(?=\s)|\n|$)[”’」』）)\]】》"']*\s*/gsu;
const PAUSE = /[，、：,:—\s]/;
const HAN = /\p{Script=Han}|\p{Script=Bopomofo}/u;
const SPOKEN = /[\p{L}\p{N}]/u;

// Each sentence has its `text`, its `block` (an element) and what `rangeOf` needs.
export function sentencesIn(...parts) {
  return parts.flatMap((part) => [...blocksIn(part)].flatMap(sentencesOf));
}

function* blocksIn(part) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node.nodeType === Node.TEXT_NODE || node.localName === "br") return NodeFilter.FILTER_ACCEPT;
    return node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  let block;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement.closest(BLOCKS) ?? part;
    if (element !== block?.element) {
      if (block) yield block;
      block = { element, text: "", nodes: [] };
    }
    if (node.nodeType === Node.TEXT_NODE) {
      block.nodes.push([block.text.length, node]);
      block.text += node.data;
    } else {
      block.text += "\n";
    }
  }
  if (block) yield block;
}

function sentencesOf({ element, text, nodes }) {
  // A line of the source ends within a sentence; only <br> ends one, and stands between nodes.
  const ends = new Set(nodes.map(([start, node]) => start + node.length));
  const read = text.replace(/\n/g, (_, at) => (ends.has(at) ? "\n" : " "));
  return [...read.matchAll(SENTENCE)]
    .map(({ 0: found, index }) => ({ text: found, start: index, end: index + found.trimEnd().length, block: element, nodes }))
    .filter((sentence) => SPOKEN.test(sentence.text));
}

// The part of the document that a sentence is.
export function rangeOf({ start, end, nodes }) {
  const range = document.createRange();
  const [first, from] = placed(nodes, start);
  const [last, to] = placed(nodes, end, true);
  range.setStart(first, from);
  range.setEnd(last, to);
  return range;
}

// The text node a place of a block is in, and the offset there; the end of a sentence is in the
// node of its last character.
function placed(nodes, place, isEnd = false) {
  let found = nodes[0];
  for (const each of nodes) if (each[0] <= place && (each[0] < place || !isEnd)) found = each;
  const [start, node] = found;
  return [node, Math.min(place - start, node.length)];
}

// The sentence at a place of the document (a node and an offset), if it is one of these, and the
// `offset` in it.
export function sentenceAt(sentences, node, offset) {
  const ruby = node.parentElement?.closest("rt, rp")?.closest("ruby");
  let last = null;
  for (const sentence of sentences) {
    const found = sentence.nodes.find(([, own]) => own === node || ruby?.contains(own));
    if (!found) continue;
    const within = found[0] + (found[1] === node ? offset : 0) - sentence.start;
    if (within >= 0 && within < sentence.text.length) return { ...sentence, offset: within };
    if (within === sentence.text.length) last = { ...sentence, offset: within };
  }
  return last;
}

// The sentence under a point of the window.
export function sentenceUnder(sentences, x, y) {
  const [node, offset] = caretAt(x, y);
  return node ? sentenceAt(sentences, node, offset) : null;
}

// The node and the offset that a point of the window is nearest to.
export function caretAt(x, y) {
  const caret = document.caretPositionFromPoint?.(x, y);
  if (caret) return [caret.offsetNode, caret.offset];
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? [range.startContainer, range.startOffset] : [];
}

// How long a text takes to say or how wide it is, in Chinese characters.
export function weightOf(text) {
  let weight = 0;
  for (const character of text) weight += HAN.test(character) ? 1 : /\d/.test(character) ? 0.8 : 0.35;
  return weight;
}

// A text in pieces of at most so many characters, cut where one would take a breath.
export function pieces(text, most) {
  const parts = [];
  let start = 0;
  let breath = 0;
  let weight = 0;
  let since = 0;
  let at = 0;
  for (const character of text) {
    const own = weightOf(character);
    if (weight + own > most && at > start) {
      const cut = breath > start ? breath : at;
      weight = breath > start ? since : 0;
      parts.push(text.slice(start, cut));
      start = cut;
    }
    weight += own;
    since += own;
    at += character.length;
    if (PAUSE.test(character)) {
      breath = at;
      since = 0;
    }
  }
  return [...parts, text.slice(start)].filter((part) => SPOKEN.test(part));
}

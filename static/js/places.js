// The places where a reader stopped, kept on this device alone, by article and in no edition.
// A place is [the number of the block, the part of it read, per cent of the text, time in seconds].

const KEY = "places";
const MOST = 200; // the oldest go first

// The name of this page's article: its address without the edition.
export const here = location.pathname.replace(/[^/]+\/(?=articles\/)/, "");

export function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
    return Object.fromEntries(Object.entries(kept).filter(([, place]) => isPlace(place)));
  } catch {
    return {}; // storage refused, or not ours
  }
}

export function get(article) {
  return all()[article];
}

export function keep(article, [block, part, percent]) {
  const time = Math.round(Date.now() / 1000);
  write({ ...all(), [article]: [block, Math.round(part * 100) / 100, percent, time] });
}

export function forget(article) {
  const { [article]: gone, ...others } = all();
  if (gone) write(others);
}

function write(places) {
  const newest = Object.entries(places).sort(([, a], [, b]) => b[3] - a[3]).slice(0, MOST);
  try {
    if (newest.length) localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest)));
    else localStorage.removeItem(KEY);
  } catch {
    // full or refused: the place is not kept
  }
}

function isPlace(place) {
  return Array.isArray(place) && place.length === 4 && place.every(Number.isFinite);
}

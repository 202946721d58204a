// Columns from right to left (直排): keys and the wheel go along the text, short numbers stand
// upright. Without this script the region scrolls by touch, by its bar and by ← and → in it.

import { current } from "./tools.js";

const SKIPPED = "pre, code, figure, rt, sup, .table, .combined";
const OTHERS = "input, select, textarea, .table";
const text = document.querySelector("article > .text");
const bar = document.querySelector(".tools");
let isDown = false;

export default function flow() {
  if (!text) return;
  isDown = current().flow === "down";
  if (!isDown) {
    for (const name of ["tabindex", "role", "aria-labelledby"]) text.removeAttribute(name);
    return;
  }
  const title = document.querySelector("h1");
  title.id ||= "title";
  text.tabIndex = 0;
  text.setAttribute("role", "region");
  text.setAttribute("aria-labelledby", title.id);
  combine();
}

// clreq 2.3.4: numbers of two digits and single letters stand upright in one character's place.
function combine() {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes.filter((each) => !each.parentElement.closest(SKIPPED))) {
    const isOpen = (next) => next?.nodeName === "WBR"; // an address goes on there
    const [before, after] = [isOpen(node.previousSibling), isOpen(node.nextSibling)];
    const { length } = node;
    for (const { 0: word, index } of [...node.data.matchAll(/[\w.,:%/+=&?#-]+/g)].reverse()) {
      const isPart = (before && !index) || (after && index + word.length === length);
      if (isPart || !/^(\d\d?|[A-Z])$/.test(word)) continue;
      const short = node.splitText(index);
      short.splitText(word.length);
      const box = Object.assign(document.createElement("span"), { className: "combined" });
      short.replaceWith(box);
      box.append(short);
    }
  }
}

const column = () => parseFloat(getComputedStyle(text).lineHeight);
const isAtStart = () => text.scrollLeft > -2;
const isAtEnd = () => text.scrollLeft - text.clientWidth < 2 - text.scrollWidth;

function isInView() {
  const { top, bottom } = text.getBoundingClientRect();
  const foot = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  return { top: top >= -1, bottom: bottom <= innerHeight - foot + 1, some: top < innerHeight && bottom > 0 };
}

// How far a key goes on, in pixels; back where it is negative.
function distance({ key, shiftKey }) {
  const page = Math.max(text.clientWidth - column() * 1.5, column());
  if (key === " ") return shiftKey ? -page : page;
  return {
    ArrowLeft: column() * 2, ArrowRight: column() * -2, PageDown: page, PageUp: -page,
    End: text.scrollWidth, Home: -text.scrollWidth,
  }[key];
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!isDown || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (target !== document.body && (!target.closest("main") || target.closest(OTHERS))) return;
  if (key === " " && target.closest("button, summary")) return;
  const way = distance(event);
  const seen = isInView();
  if (!way || !seen.some || (way > 0 ? isAtEnd() : isAtStart())) return;
  event.preventDefault();
  if (seen.top && seen.bottom) text.scrollLeft -= way;
  else text.scrollIntoView({ block: "nearest" });
});

// The page scrolls until the whole region is in view, then the text goes on, then the page again.
text?.addEventListener(
  "wheel",
  (event) => {
    const { deltaY, deltaMode } = event;
    const isAlong = Math.abs(deltaY) > Math.abs(event.deltaX) && !event.ctrlKey && !event.shiftKey;
    if (!isDown || !isAlong || (deltaY > 0 ? isAtEnd() : isAtStart())) return;
    if (!isInView()[deltaY > 0 ? "bottom" : "top"]) return;
    event.preventDefault();
    text.scrollLeft -= deltaY * (deltaMode ? column() : 1);
  },
  { passive: false },
);

// Magnified captions: what is under the pointer, a tap or the focus, in large type at the foot of
// the window, or at its head where it would cover what it repeats. Without this script there are none.

import { BLOCKS, pieces, rangeOf, sentenceUnder, sentencesIn, weightOf } from "./sentences.js";
import { styled } from "./sheets.js";
import { current, root } from "./tools.js";

const CONTROLS = "button, summary, select, input, textarea, label, img, .button, nav a, h2 a, .brand a";
const NEAR = 4; // pixels from a sentence that still are it
const strip = Object.assign(document.createElement("div"), { className: "caption" });
strip.setAttribute("aria-hidden", "true"); // it repeats what is there

let isOn = false;
let isListening = false;
let frame = 0;

export default async function caption() {
  await styled("caption");
  isOn = current().caption === "on";
  if (!isOn) {
    strip.remove();
    return;
  }
  if (!isListening) follow();
}

function follow() {
  isListening = true;
  const under = ({ target, clientX, clientY }) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => show(wordsUnder(target, clientX, clientY), clientY));
  };
  addEventListener("pointermove", under, { passive: true });
  addEventListener("pointerdown", under, { passive: true });
  addEventListener("focusin", ({ target }) => {
    if (!target.matches(":focus-visible") || target.matches("main")) return;
    const { top, height } = target.getBoundingClientRect();
    show([nameOf(target), 0], top + height / 2);
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && strip.remove());
}

// What is said there, and the offset in it that is meant; nothing where there are no words.
function wordsUnder(target, x, y) {
  const control = target.closest?.(CONTROLS);
  if (control) return [nameOf(control), 0];
  const block = target.closest?.(BLOCKS);
  const sentence = block && sentenceUnder(sentencesIn(block), x, y);
  if (!sentence) return ["", 0];
  const isNear = [...rangeOf(sentence).getClientRects()].some(
    ({ left, top, right, bottom }) => x >= left - NEAR && x <= right + NEAR && y >= top - NEAR && y <= bottom + NEAR,
  );
  return isNear ? [sentence.text, sentence.offset] : ["", 0];
}

function nameOf(element) {
  const label = element.labels?.[0];
  const { selectedOptions } = element;
  const own = element.ariaLabel || element.alt || (selectedOptions ? selectedOptions[0]?.text : element.innerText);
  return [label?.innerText, own].filter(Boolean).join(" ").trim();
}

function show([text, offset], y) {
  if (!isOn || !text) return; // what was there stays, so that nothing flickers
  if (!strip.isConnected) root.append(strip);
  const foot = Math.max(innerHeight - document.querySelector(".tools").getBoundingClientRect().top, 0);
  strip.style.setProperty("--foot", `${foot < innerHeight / 2 ? foot : 0}px`);
  strip.textContent = fitting(text, offset);
  const { top, bottom } = strip.getBoundingClientRect();
  const rest = bottom - top;
  if (y > top - NEAR && y < bottom + NEAR) strip.classList.toggle("above", y > innerHeight - foot - rest - NEAR);
}

// As much of a text as the strip has room for, around the offset.
function fitting(text, offset) {
  const style = getComputedStyle(strip);
  const size = parseFloat(style.fontSize);
  const inLine = Math.max(Math.floor((innerWidth * 0.94) / size), 1);
  const rows = Math.max(Math.floor(innerHeight / 3 / parseFloat(style.lineHeight)), 1);
  const most = inLine * rows;
  if (weightOf(text) <= most) return text;
  let start = 0;
  for (const part of pieces(text, most)) {
    start = text.indexOf(part, start) + part.length;
    if (start > offset) return part;
  }
  return text;
}

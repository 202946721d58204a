// The reading guide: one, three or five lines are clear, what is above and below is dimmed. It
// follows the pointer, a tap, the focus and the arrow keys, and stays where it is while the page
// scrolls. Without this script there is none.

import { caretAt } from "./sentences.js";
import { scrollerOf } from "./scrolling.js";
import { styled } from "./sheets.js";
import { current, root } from "./tools.js";

const TYPED = "input, select, textarea, audio, video, [role=radiogroup], details[open] *";
const band = Object.assign(document.createElement("div"), { className: "guide" });
band.setAttribute("aria-hidden", "true");

let lines = 0;
let pitch = 0; // pixels from one line to the next
let at = { x: innerWidth / 2, y: innerHeight / 3 };
let isListening = false;
let frame = 0;

export default async function guide() {
  await styled("guide");
  lines = Number(current().guide) || 0; // "off" is no number
  if (!lines) {
    band.remove();
    return;
  }
  root.append(band); // the body may be what fixed things are placed in
  if (!isListening) follow();
  place();
}

function follow() {
  isListening = true;
  const to = (x, y) => {
    at = { x, y };
    soon();
  };
  addEventListener("pointermove", ({ pointerType, clientX, clientY }) => pointerType !== "touch" && to(clientX, clientY), { passive: true });
  addEventListener("click", ({ detail, clientX, clientY }) => detail && to(clientX, clientY));
  addEventListener("scroll", soon, { passive: true, capture: true });
  addEventListener("resize", soon);
  addEventListener("focusin", ({ target }) => {
    if (!target.matches(":focus-visible") || target.matches("main")) return;
    const { left, top, width, height } = target.getBoundingClientRect();
    to(left + width / 2, top + height / 2);
  });
  addEventListener("keydown", byKey);
}

function soon() {
  if (!lines) return;
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(place);
}

function isDown() {
  return getComputedStyle(document.querySelector(".text, main")).writingMode.startsWith("vertical");
}

// The middle of the line at the place of the guide; the place itself where there is no text.
function place() {
  const down = isDown();
  const [node, offset] = caretAt(at.x, at.y);
  const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  let middle = down ? at.x : at.y;
  if (element instanceof Element && !element.closest(".tools")) {
    pitch = parseFloat(getComputedStyle(element.closest("ruby")?.parentElement ?? element).lineHeight) || pitch;
    const line = lineOf(node, offset);
    const off = line && (down ? (line.left + line.right) / 2 : (line.top + line.bottom) / 2) - middle;
    if (line && Math.abs(off) <= pitch) middle += off;
  }
  pitch ||= 1.8 * parseFloat(getComputedStyle(root).fontSize);
  const size = pitch * lines;
  band.classList.toggle("down", down);
  band.style.setProperty("--size", `${size}px`);
  band.style.setProperty("--at", `${middle - size / 2}px`);
}

function lineOf(node, offset) {
  if (node.nodeType !== Node.TEXT_NODE || !node.length) return null;
  const range = document.createRange();
  const start = Math.min(offset, node.length - 1);
  range.setStart(node, start);
  range.setEnd(node, start + 1);
  const [rect] = range.getClientRects();
  return rect;
}

function byKey(event) {
  const down = isDown();
  const on = down ? "ArrowLeft" : "ArrowDown";
  const back = down ? "ArrowRight" : "ArrowUp";
  const isOurs = lines && (event.key === on || event.key === back);
  if (!isOurs || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.target.closest?.(TYPED)) return;
  event.preventDefault();
  step((event.key === on) === !down ? pitch : -pitch, down);
  soon();
}

// One line on, by the guide within the middle of the window, by the page beyond that.
function step(by, down) {
  const axis = down ? "x" : "y";
  const length = down ? innerWidth : Math.min(innerHeight, document.querySelector(".tools").getBoundingClientRect().top);
  const there = at[axis] + by;
  if (there < length * 0.2 || there > length * 0.7) {
    const box = scrollerOf(document.querySelector(".text, main"));
    const before = down ? box.scrollLeft : box.scrollTop;
    box.scrollBy({ [down ? "left" : "top"]: by, behavior: "instant" });
    if ((down ? box.scrollLeft : box.scrollTop) !== before) return;
  }
  at[axis] = Math.min(Math.max(there, 0), length);
}

// The reading guide: one, three or five lines are clear, what is above and below is dimmed. It
// follows the pointer, a tap, the focus and the arrow keys, and stays where it is while the page
// scrolls. Without this script there is none.

import { caretAt } from "./sentences.js";
import { scrollerOf } from "./scrolling.js";
import { styled } from "./sheets.js";
import { current, root } from "./tools.js";

const TYPED = "input, select, textarea, audio, video, [role=radiogroup], details[open] *";
const FARTHEST = 4; // lines of blank that may lie between two lines
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

function read() {
  return document.querySelector(".text") ?? document.querySelector("main");
}

function isDown() {
  return getComputedStyle(read()).writingMode.startsWith("vertical");
}

// The line nearest to a place along the page (down it, or across it where lines run down): its
// middle and its height, null where there is no text.
function lineAt(place, down) {
  const text = read().getBoundingClientRect();
  const x = down ? place : clamp(at.x, text.left + 2, text.right - 2);
  const y = down ? clamp(at.y, text.top + 2, text.bottom - 2) : place;
  const [node, offset] = caretAt(x, y);
  if (node?.nodeType !== Node.TEXT_NODE || !node.length || node.parentElement.closest(".tools")) return null;
  const range = document.createRange();
  const start = Math.min(offset, node.length - 1);
  range.setStart(node, start);
  range.setEnd(node, start + 1);
  const [rect] = range.getClientRects();
  if (!rect) return null;
  const element = node.parentElement.closest("ruby")?.parentElement ?? node.parentElement;
  pitch = parseFloat(getComputedStyle(element).lineHeight) || pitch;
  const middle = down ? (rect.left + rect.right) / 2 : (rect.top + rect.bottom) / 2;
  return Math.abs(middle - place) <= pitch ? { middle, pitch } : null;
}

// The next line after or before (-1) one, null where none comes near.
function lineBeside({ middle, pitch: own }, way, down) {
  for (let far = 0.75; far <= FARTHEST; far += 0.25) {
    const line = lineAt(middle + way * far * own, down);
    if (line && (line.middle - middle) * way > own / 2) return line;
  }
  return null;
}

// Around the line at its place, or at the place itself where there is no text.
function place() {
  const down = isDown();
  const here = down ? at.x : at.y;
  pitch ||= 1.8 * parseFloat(getComputedStyle(root).fontSize);
  const line = lineAt(here, down) ?? { middle: here, pitch };
  const edge = (way) => {
    let last = line;
    for (let n = lines; n > 1; n -= 2) {
      last = lineBeside(last, way, down) ?? { middle: last.middle + way * last.pitch, pitch: last.pitch };
    }
    return last.middle + (way * last.pitch) / 2;
  };
  const [start, end] = [edge(-1), edge(1)];
  band.classList.toggle("down", down);
  band.style.setProperty("--at", `${start}px`);
  band.style.setProperty("--size", `${end - start}px`);
}

function byKey(event) {
  const down = isDown();
  const on = down ? "ArrowLeft" : "ArrowDown";
  const back = down ? "ArrowRight" : "ArrowUp";
  const isOurs = lines && (event.key === on || event.key === back);
  if (!isOurs || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.target.closest?.(TYPED)) return;
  event.preventDefault();
  step((event.key === on) === !down ? 1 : -1, down);
  soon();
}

// One line on, by the guide within the middle of the window, by the page beyond that.
function step(way, down) {
  const axis = down ? "x" : "y";
  const length = down ? innerWidth : Math.min(innerHeight, document.querySelector(".tools").getBoundingClientRect().top);
  const line = lineAt(at[axis], down) ?? { middle: at[axis], pitch };
  const next = lineBeside(line, way, down)?.middle ?? line.middle + way * pitch;
  if (next < length * 0.2 || next > length * 0.7) {
    const box = scrollerOf(read());
    const before = down ? box.scrollLeft : box.scrollTop;
    box.scrollBy({ [down ? "left" : "top"]: next - line.middle, behavior: "instant" });
    const moved = (down ? box.scrollLeft : box.scrollTop) - before;
    at[axis] = next - moved;
  } else {
    at[axis] = next;
  }
  at[axis] = clamp(at[axis], 0, length);
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}

// Where the reader stopped in an article is kept on this device and offered as a link when they
// come back. Who keeps a reading history has it on the server too, and so on all their devices.
// Without this script they scroll, or use the list of sections.

import { article, base, own } from "./own.js";
import * as places from "./places.js";
import { panel } from "./tools.js";

const PAUSE = 300; // milliseconds without scrolling
const text = document.querySelector("article > .text");
const blocks = text ? [...text.children] : [];
let offered; // the place of an earlier visit, until the reader takes it up or passes it
let link;
let timer;
let isShared = false; // whether the server keeps it
let noted = "";
let sent = "";

export default async function position() {
  if (timer !== undefined || !text) return;
  timer = 0;
  addEventListener("scroll", later, { capture: true, passive: true });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", leave);
  later();
  const kept = places.get(places.here);
  const { history: isKept, place } = await own();
  isShared = isKept;
  offer(place && !(kept?.[3] > place[3]) ? place : kept);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(note, PAUSE);
}

const isDown = () => getComputedStyle(text).writingMode === "vertical-rl";

// How far the start of an element is past the edge where reading begins, and its length.
function extent(element) {
  const box = element.getBoundingClientRect();
  const edge = text.getBoundingClientRect().right;
  return isDown() ? [box.right - edge, box.width] : [-box.top, box.height];
}

function read() {
  const whole = text.getBoundingClientRect();
  const [past, length] = isDown() ? [-text.scrollLeft, text.scrollWidth] : extent(text);
  const end = isDown() ? past + text.clientWidth >= length - 2 : whole.bottom <= innerHeight;
  const block = blocks.findIndex((each) => extent(each)[1] - extent(each)[0] > 1);
  if (past <= 0 || block < 0) return { end, place: null };
  const [start, size] = extent(blocks[block]);
  return { end, place: [block, Math.max(start / size, 0), Math.round((past / length) * 100)] };
}

function note() {
  const { end, place } = read();
  if (end) {
    offered = null;
    link?.remove();
    places.forget(places.here);
  } else if (place && (!offered || place[0] + place[1] > offered[0] + offered[1])) {
    if (`${place}` !== noted) places.keep(places.here, place);
    noted = `${place}`;
  }
}

// On other devices reading goes on from here.
function leave({ type }) {
  note();
  const { end, place } = read();
  const [block, part, percent] = end ? [0, 0, 100] : (place ?? []);
  const isNew = end || (place && (!offered || block + part > offered[0] + offered[1]));
  if (!isShared || !isNew || (type !== "pagehide" && !document.hidden)) return;
  const body = new URLSearchParams({ article, block, part: part.toFixed(3), percent });
  if (`${body}` !== sent && navigator.sendBeacon(`${base}/history/place`, body)) sent = `${body}`;
}

async function offer(place) {
  const { place: now } = read();
  const target = place?.[2] < 100 && blocks[place[0]];
  if (!target || (now && now[0] + now[1] > place[0] + place[1] - 0.1)) return;
  if (location.hash === "#continue") {
    target.id ||= "place";
    location.replace(`#${target.id}`);
    resume(target, place[1]);
    return;
  }
  offered = place;
  const { styled } = await import("./sheets.js");
  [link] = await Promise.all([panel("position"), styled("position")]);
  if (!offered) return;
  target.id ||= "place";
  link.hash = target.id;
  link.querySelector("span").textContent = `${place[2]}%`;
  document.querySelector("article > header").append(link);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.hash = target.id;
    resume(target, place[1]);
  });
}

function resume(target, part) {
  offered = null;
  if (isDown()) text.scrollLeft -= part * target.offsetWidth;
  else scrollBy({ top: part * target.offsetHeight, behavior: "instant" });
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  link?.remove();
}

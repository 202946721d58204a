// A footnote opens at the foot of the window, and nothing that is being read is covered. Without
// this script, and where the note is not to be found, its link leads to the note and back.

import { styled } from "./sheets.js";
import { panel } from "./tools.js";

const GAP = 0.8; // between the mark and the note, in characters: the line below the mark is seen
const bar = document.querySelector(".tools");
const text = document.querySelector("article > .text");
let box;
let opener;

export default async function note(link) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) throw new Error(link.hash);
  box ??= await made();
  opener = link;
  const words = target.cloneNode(true);
  for (const back of words.querySelectorAll(".footnote-backref")) back.remove();
  for (const named of words.querySelectorAll("[id]")) named.removeAttribute("id");
  box.querySelector("b").textContent = link.textContent;
  const content = box.querySelector("div");
  content.lang = text.closest("[lang]").lang;
  content.replaceChildren(...words.childNodes);
  box.hidden = false;
  place();
  box.scrollTop = 0;
  box.focus({ preventScroll: true });
}

async function made() {
  const [made] = await Promise.all([panel("note"), styled("note")]);
  made.querySelector("button").addEventListener("click", close);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && !made.hidden && close());
  bar.before(made);
  return made;
}

// Above the tool bar; beside the line where lines run down. The line moves where it would be covered.
function place() {
  const isDown = getComputedStyle(text).writingMode === "vertical-rl";
  const foot = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  const { left, right, bottom } = opener.getBoundingClientRect();
  const isLeft = left + right >= innerWidth;
  box.classList.toggle("left", isDown && isLeft);
  box.classList.toggle("right", isDown && !isLeft);
  box.style.bottom = `${foot}px`;
  const gap = GAP * parseFloat(getComputedStyle(text).fontSize);
  const note = box.getBoundingClientRect();
  if (isDown) {
    const covered = Math.max(0, isLeft ? note.right - left : right - note.left);
    text.scrollBy({ left: isLeft ? -covered : covered, behavior: "instant" });
  } else {
    scrollBy({ top: Math.max(0, bottom + gap - note.top), behavior: "instant" });
  }
}

function close() {
  box.hidden = true;
  opener.focus({ preventScroll: true });
}

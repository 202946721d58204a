// Adds an article to the favourites and removes it, without a reload; shows which of the two its
// button does. Without this script the buttons are a plain form, and a private style sheet shows.

import { begin, own } from "./own.js";
import { say } from "./tools.js";

const form = document.querySelector(".deeds form");
const { add, remove } = form.elements;
let isBusy = false;
let line; // says what went wrong

export default async function favourite(button) {
  if (button) await change(button);
  else show((await own()).favourite);
}

function show(isFavourite) {
  add.style.display = isFavourite ? "none" : "";
  remove.style.display = isFavourite ? "inline-flex" : "";
}

async function change(button) {
  if (isBusy) return;
  isBusy = true;
  const trouble = await send(button).catch(() => form.dataset.away);
  isBusy = false;
  if (trouble) {
    line ??= Object.assign(document.createElement("p"), { role: "status" });
    form.parentElement.after(line);
  }
  if (line) line.textContent = trouble;
}

// Nothing where it went well, else what the server says, in the page's language.
async function send({ name, value }) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ [name]: value }),
  });
  if (!answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = [...page.querySelectorAll("main :is(h1, h1 ~ p:not(.code, :has(a)))")];
    return said.map((part) => part.textContent.trim()).join(" ") || form.dataset.away;
  }
  const { favourite: isFavourite, said } = await answer.json();
  if (isFavourite) begin();
  show(isFavourite);
  (isFavourite ? remove : add).focus({ preventScroll: true });
  say(said);
  return "";
}

addEventListener("pageshow", ({ persisted }) => {
  if (persisted) favourite();
});

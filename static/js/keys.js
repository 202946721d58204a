// Single keys as shortcuts: each presses what is on the page, or does nothing. Without this script
// the page's own buttons and links do the same.

import { styled } from "./sheets.js";
import { panel } from "./tools.js";

const PRESSED = {
  "+": "[data-key=larger]",
  "=": "[data-key=larger]",
  "-": "[data-key=smaller]",
  t: "[data-key=script]",
  c: "[data-key=theme]",
  e: "[data-key=elder]",
  n: "a[rel=next]",
  p: "a[rel=prev]",
};
const DONE = { l: listen, s: display, "/": search, "?": help, "？": help };

export default function pressed(key) {
  if (document.querySelector("dialog[open]")) return;
  if (DONE[key]) DONE[key]();
  else document.querySelector(PRESSED[key])?.click();
}

function search() {
  document.querySelector("[data-key=search]")?.focus();
}

function display() {
  const opener = document.querySelector("[data-key=panel]");
  opener?.focus();
  opener?.click();
}

async function listen() {
  const button = document.querySelector('[data-feature="listen"]');
  if (button) button.click();
  else if (document.querySelector(".recording")) (await import("./listen.js")).default();
}

// The list of keys, over the page until it is closed; then the focus is where it was.
async function help() {
  const dialog = document.createElement("dialog");
  dialog.className = "over";
  const [part] = await Promise.all([panel("keys"), styled("panels")]);
  dialog.append(part);
  dialog.setAttribute("aria-labelledby", part.getAttribute("aria-labelledby"));
  Object.assign(part.querySelector("h1"), { tabIndex: -1, autofocus: true });
  const close = part.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

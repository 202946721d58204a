// The preferences page at once, and undo for as many steps as were taken on it. Without this script
// every button and Save is a plain form, and the last change can be undone.

import { change, current, DEFAULTS, keep, root, say, shownSize } from "./tools.js";

const form = document.querySelector(".settings");
const presets = document.querySelector(".presets");
const undo = presets.querySelector('[name="undo"]');
const own = form.querySelector(".own");
const steps = [];
let isUndoing = false;

export default function start() {
  root.addEventListener("kept", ({ detail }) => {
    if (!isUndoing) steps.push(detail);
    show();
  });
  form.addEventListener("change", ({ target }) => choose(target));
  own.addEventListener("input", preview);
  presets.addEventListener("submit", press);
  if (form.action.endsWith(".html")) form.addEventListener("submit", save);
  show();
}

function choose({ name, value, type, checked }) {
  if (name === "edition") return; // another page: Save goes there
  if (type === "color") keep({ ...current(), theme: "own", own: colours() });
  else change(name, type === "checkbox" && !checked ? DEFAULTS[name] : value);
}

// In an export no server takes the form: all is kept already but the edition, which is another page.
async function save(event) {
  event.preventDefault();
  const edition = form.querySelector('[name="edition"]:checked').value;
  const link = document.querySelector(`.bottom a[data-edition="${edition}"]`);
  if (current().edition || !link.ariaCurrent) await keep({ ...current(), edition });
  location.assign(link.href);
}

async function press(event) {
  const { name, dataset, textContent } = event.submitter;
  const wanted = name === "undo" ? steps.pop() : preset(name, dataset.sets);
  if (!wanted && !undo.matches(".idle")) return; // what was changed before, the server takes back
  event.preventDefault();
  if (!wanted) return;
  isUndoing = name === "undo";
  await keep(wanted);
  isUndoing = false;
  say(textContent.trim());
}

function preset(name, sets = "") {
  const now = current();
  const lasting = name === "reset" ? ["edition"] : presets.dataset.lasting.split(" ");
  const left = Object.fromEntries(lasting.map((key) => [key, now[key]]));
  return { ...DEFAULTS, ...Object.fromEntries(new URLSearchParams(sets)), ...left };
}

function show() {
  const preferences = current();
  for (const input of form.querySelectorAll("[type=radio], [type=checkbox]")) {
    const { name, value } = input;
    if (name !== "edition") {
      input.checked = value === (name === "size" ? String(shownSize()) : preferences[name]);
    }
  }
  const chosen = (preferences.own || own.dataset.usual).split("-");
  own.querySelectorAll("input").forEach((input, place) => {
    input.value = `#${chosen[place]}`;
  });
  warn();
}

function colours() {
  return [...own.querySelectorAll("input")].map(({ value }) => value.slice(1)).join("-");
}

function preview() {
  if (current().theme === "own") {
    const [ink, paper] = colours().split("-");
    root.style.cssText = `--own-ink:#${ink};--own-paper:#${paper}`;
  }
  warn();
}

function warn() {
  const [darker, lighter] = colours().split("-").map(luminance).sort((a, b) => a - b);
  const ratio = (lighter + 0.05) / (darker + 0.05);
  own.querySelector("b").textContent = ratio.toFixed(1);
  own.querySelector(".warning span").hidden = ratio >= Number(own.dataset.least);
}

// WCAG 2.2, relative luminance; the same as reader.domain.contrast.
function luminance(colour) {
  const [red, green, blue] = [0, 2, 4].map((place) => {
    const channel = parseInt(colour.slice(place, place + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

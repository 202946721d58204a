// Reading tools at once, without a reload. Without this script every button is a plain form that
// the server answers; printing is the browser's own command and sharing is a page.
//
// This is all that a page loads at first. A feature is a module of its own beside this one, named
// by the button's `data-feature` or by the preference it follows, and loaded when it is used: its
// default export is called with the button, or with nothing. What a feature shows comes from the
// server, in the edition's own words: `panel(name)`.

const SIZES = [80, 90, 100, 110, 125, 140, 160, 180, 200, 250, 300, 400, 500];
const DEFAULTS = {
  size: "", theme: "auto", own: "", elder: "off", line: "", space: "", letter: "", width: "",
  face: "", align: "", indent: "on", images: "on", flow: "across", pointer: "usual",
  motion: "auto", ruby: "all", reading: "", guide: "off", caption: "off", keys: "on", rate: "",
  edition: "",
};
const FEATURES = ["guide", "caption", "images"]; // preferences that are modules
const YEAR = 60 * 60 * 24 * 365;

export const root = document.documentElement;
const tools = document.querySelector(".tools");
const path = new URL(tools.action).pathname.replace(/preferences$/, "");
const said = document.querySelector(".said");

export function current() {
  const cookie = document.cookie.match(/(?:^|; )preferences=([^;]{0,256})(?:;|$)/);
  const pairs = cookie ? [...cookie[1].matchAll(/([a-z]+)=([\w-]+)/g)] : [];
  return { ...DEFAULTS, ...Object.fromEntries(pairs.map(([, key, value]) => [key, value])) };
}

export async function keep(preferences) {
  const text = Object.entries(preferences)
    .filter(([key, value]) => key in DEFAULTS && value !== DEFAULTS[key])
    .map((pair) => pair.join("="))
    .join("&");
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = text ? YEAR : 0;
  document.cookie = `preferences=${text}; path=${path}; max-age=${age}; samesite=lax${secure}`;
  await sheet();
  for (const [key, value] of Object.entries(preferences)) {
    if (value === DEFAULTS[key]) delete root.dataset[key];
    else root.dataset[key] = value;
  }
  const [ink, paper] = preferences.own.split("-");
  if (paper) root.style.cssText = `--own-ink:#${ink};--own-paper:#${paper}`;
  show();
  features();
}

// What the preferences do is loaded with the first one that is changed.
const sheet = once(() => {
  const { sheet: href } = document.querySelector("[data-sheet]").dataset;
  if (document.querySelector(`link[href="${href}"]`)) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((done) => {
    link.onload = link.onerror = done;
  });
  document.head.append(link);
  return loaded;
});

function once(make) {
  let made;
  return () => (made ??= make());
}

export function say(text) {
  said.textContent = text;
}

// A part of the page in this edition's words, asked for once; it is not in the document yet.
export async function panel(name) {
  const edition = location.pathname.slice(path.length).replace(/^text\//, "").split("/")[0];
  const answer = await fetch(`${path}${edition}/panels/${name}`);
  if (!answer.ok) throw new Error(answer.statusText);
  const text = (await answer.text()).replace(/<style.*?<\/style>/s, ""); // which no policy allows here
  const parsed = new DOMParser().parseFromString(text, "text/html");
  return document.adoptNode(parsed.querySelector("main").firstElementChild);
}

export async function use(name, ...given) {
  (await import(`./${name}.js`)).default(...given);
}

const used = new Set();
function features() {
  for (const name of FEATURES) {
    if (current()[name] !== DEFAULTS[name]) used.add(name);
    if (used.has(name)) use(name);
  }
}

// The same arithmetic as reader.domain.preferences; a test holds the two together.
function changed(key, value) {
  const preferences = current();
  const own = ownSize(preferences);
  const size = shownSize();
  if (value === "larger" || value === "smaller") {
    const beyond = value === "larger" ? SIZES.filter((s) => s > size) : SIZES.filter((s) => s < size).reverse();
    value = beyond[0] ?? size;
  }
  if (key === "size") value = Number(value) && Number(value) !== own ? String(value) : "";
  if (key === "elder") {
    preferences.size = "";
    if (value === "toggle") value = preferences.elder === "on" ? "off" : "on";
  }
  return { ...preferences, [key]: value };
}

function show() {
  const preferences = current();
  const { theme, elder } = preferences;
  for (const button of document.querySelectorAll('button[name="theme"]')) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  for (const button of document.querySelectorAll('button[name="elder"]')) {
    button.setAttribute("aria-pressed", String(elder === "on"));
  }
  for (const input of document.querySelectorAll(".settings input")) {
    if (input.name === "size") input.checked = Number(input.value) === shownSize();
    else if (input.name in DEFAULTS && input.name !== "edition") input.checked = input.value === preferences[input.name];
  }
}

function ownSize({ elder }) {
  return elder === "on" ? 160 : 100;
}

function shownSize() {
  const preferences = current();
  const size = Number(preferences.size);
  return SIZES.includes(size) ? size : ownSize(preferences);
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const isTool = event.target.matches("form[data-at-once]") && button?.name in DEFAULTS;
  if (!isTool || !navigator.cookieEnabled) return;
  event.preventDefault();
  keep(changed(button.name, button.value));
  say(`${button.textContent.trim()} ${button.name === "size" ? `${shownSize()}%` : ""}`);
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches(".settings input") || !(target.name in DEFAULTS)) return;
  if (target.name === "edition") return;
  keep(changed(target.name, target.type === "checkbox" && !target.checked ? "off" : target.value));
});

document.addEventListener("click", ({ target }) => {
  const link = target.closest("a[data-edition]");
  if (link) keep({ ...current(), edition: link.dataset.edition });
  const open = document.querySelector(".tools details[open]");
  if (open && !open.contains(target)) open.open = false;
  const feature = target.closest("[data-feature]");
  if (feature) use(feature.dataset.feature, feature);
  if (target.closest("[data-print]")) print();
  if (target.closest("[data-copy]")) copy(target.closest("[data-copy]"));
});

document.addEventListener("keydown", ({ key }) => {
  const open = key === "Escape" && document.querySelector(".tools details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// The keys of keys.js, never while something is typed.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key.length !== 1 || !"+=-/?？tclpnse".includes(key.toLowerCase()) || current().keys === "off") return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.keyCode === 229) return;
  if (target.closest("input, select, textarea")) return;
  event.preventDefault();
  use("keys", key.toLowerCase());
});

async function copy(button) {
  await navigator.clipboard.writeText(document.querySelector(".address").textContent.trim());
  say(button.dataset.copy);
}

for (const button of document.querySelectorAll("[data-print], [data-copy], [data-feature]")) {
  button.hidden = button.matches("[data-copy]") && !navigator.clipboard;
}
show();
features();
if (navigator.cookieEnabled && sessionStorage.listen === "next") use("listen");

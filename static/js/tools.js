// Reading tools at once, without a reload. Without this script every button is a plain form that
// the server answers; printing, sharing and saving are pages.
//
// This is all that a page loads at first. A feature is a module of its own beside this one, named
// by the button's `data-feature` or by the preference it follows, and loaded when it is used: its
// default export is called with the button, or with nothing. What a feature shows comes from the
// server, in the edition's own words: `panel(name)`.

const SIZES = [80, 90, 100, 110, 125, 140, 160, 180, 200, 250, 300, 400, 500];
export const DEFAULTS = {
  size: "", theme: "auto", own: "", elder: "off", line: "", space: "", letter: "", width: "",
  face: "", align: "", indent: "on", images: "on", flow: "across", pointer: "usual",
  motion: "auto", ruby: "all", reading: "", guide: "off", caption: "off", keys: "on", rate: "",
  edition: "",
};
const THEMES = ["auto", "dark", "contrast", "light"]; // what the theme button goes through
const FEATURES = ["flow", "guide", "caption", "images"]; // preferences that are modules
const YEAR = 60 * 60 * 24 * 365;

export const root = document.documentElement;
const tools = document.querySelector(".tools");
const [, path, suffix] = new URL(tools.action).pathname.match(/(.*)preferences(.*)/); // .html in an export
const said = document.querySelector(".said");

export function current() {
  const cookie = document.cookie.match(/(?:^|; )preferences=([^;]{0,256})(?:;|$)/);
  const pairs = cookie ? [...cookie[1].matchAll(/([a-z]+)=([\w-]+)/g)] : [];
  return { ...DEFAULTS, ...Object.fromEntries(pairs.map(([, key, value]) => [key, value])) };
}

export async function keep(preferences) {
  const before = current();
  const stay = place();
  const text = Object.entries(preferences)
    .filter(([key, value]) => key in DEFAULTS && value !== DEFAULTS[key])
    .map((pair) => pair.join("="))
    .join("&");
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `preferences=${text}; path=${path}; max-age=${YEAR}; samesite=lax${secure}`;
  await sheet();
  for (const [key, value] of Object.entries(preferences)) {
    if (value === DEFAULTS[key]) delete root.dataset[key];
    else root.dataset[key] = value;
  }
  const [ink, paper] = preferences.own.split("-");
  if (paper) root.style.cssText = `--own-ink:#${ink};--own-paper:#${paper}`;
  stay();
  features();
  root.dispatchEvent(new CustomEvent("kept", { detail: before }));
}

// What is being read stays where it is while the text around it grows.
function place() {
  const y = innerHeight / 3;
  const used = document.activeElement.closest("main form *");
  const seen = used ?? document.elementFromPoint(innerWidth / 2, y);
  const { top, height } = seen.getBoundingClientRect();
  const part = used || !height ? 0 : (y - top) / height;
  return () => {
    const now = seen.getBoundingClientRect();
    if (scrollY) scrollBy(0, now.top - top + part * (now.height - height));
  };
}

// What the preferences do is loaded with the first one that is changed.
const sheet = once(() => {
  const { sheet: href } = document.querySelector("[data-sheet]").dataset;
  if (document.querySelector(`link[href="${href}"]`)) return null;
  return load(href);
});

// Resolves when a style sheet is there, or cannot be had.
export function load(href) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((done) => {
    link.onload = link.onerror = done;
  });
  document.head.append(link);
  return loaded;
}

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
  const answer = await fetch(`${path}${edition}/panels/${name}${suffix}`);
  if (!answer.ok) throw new Error(answer.statusText);
  const [main] = (await answer.text()).match(/<main[^]*<\/main>/); // the rest has its own policy
  const moved = main.replaceAll('="../', `="${path}${edition}/`); // an export's links are relative
  const parsed = new DOMParser().parseFromString(moved, "text/html");
  return document.adoptNode(parsed.querySelector("main").firstElementChild);
}

export async function use(name, ...given) {
  return (await import(`./${name}.js`)).default(...given);
}

const used = new Set();
function features() {
  for (const name of FEATURES) {
    if (current()[name] !== DEFAULTS[name]) used.add(name);
    if (used.has(name)) use(name);
  }
}

export function change(key, value) {
  return keep(changed(key, value));
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
  if (value === "next") value = THEMES[(THEMES.indexOf(preferences.theme) + 1) % THEMES.length];
  if (key === "elder" && value !== preferences.elder) {
    preferences.size = "";
    if (value === "toggle") value = preferences.elder === "on" ? "off" : "on";
  }
  return { ...preferences, [key]: value };
}

function ownSize({ elder }) {
  return elder === "on" ? 160 : 100;
}

export function shownSize() {
  const preferences = current();
  const size = Number(preferences.size);
  return SIZES.includes(size) ? size : ownSize(preferences);
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const isTool = event.target.matches("form[data-at-once]") && button?.name in DEFAULTS;
  if (!isTool || !navigator.cookieEnabled) return;
  event.preventDefault();
  const label = button.innerText; // of what is shown now
  change(button.name, button.value);
  const name = button.dataset.names?.split(",")[THEMES.indexOf(current().theme)];
  say(`${label.trim()} ${button.name === "size" ? `${shownSize()}%` : (name ?? "")}`);
});

document.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("a[data-edition]");
  if (link) keep({ ...current(), edition: link.dataset.edition });
  const feature = target.closest("[data-feature]");
  if (feature && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    use(feature.dataset.feature, feature).catch(() => {
      if (feature.href) location.assign(feature.href);
      else feature.form?.requestSubmit(feature);
    });
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[role=button]")) return;
  event.preventDefault();
  event.target.click();
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

const NEEDS = { share: "share", keep: "serviceWorker" }; // features, and what the browser must have
for (const button of document.querySelectorAll("[data-feature]")) {
  const needed = NEEDS[button.dataset.feature];
  button.hidden = needed && !navigator[needed];
  if (button.href) Object.assign(button, { role: "button", ariaExpanded: "false" });
}
if (Object.keys(root.dataset).length) {
  // Chromium (156) at times counts rem in container queries by the size before the reader's sheet.
  const { style } = document.body;
  style.containerType = "normal";
  document.body.getBoundingClientRect();
  style.containerType = "";
}
if (document.querySelector(".settings")) use("preferences");
features();

// A place in an article is kept from the first scroll on, and offered where there is one.
const keepPlace = () => use("position").catch(() => {});
if (document.querySelector("article > .text")) {
  addEventListener("scroll", keepPlace, { once: true, capture: true });
  try {
    if (localStorage.places || localStorage.me) keepPlace();
    if (localStorage.me) use("favourite").catch(() => {});
  } catch {} // storage refused
}
if (navigator.cookieEnabled && sessionStorage.listen === "next") use("listen");
// Reading without a network, when the page has all it needs.
if (navigator.serviceWorker && document.querySelector("[data-worker]")) {
  addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(() => use("offline")));
}

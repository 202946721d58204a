// Reading tools at once, without a reload. Without this script every button is a plain form that
// the server answers; printing is the browser's own command and sharing is a page.

const SIZES = [80, 90, 100, 110, 125, 140, 160, 180, 200, 250, 300, 400, 500];
const DEFAULTS = { size: "", theme: "auto", elder: "off", ruby: "all", edition: "" };
const YEAR = 60 * 60 * 24 * 365;

const root = document.documentElement;
const tools = document.querySelector(".tools");
const path = new URL(tools.action).pathname.replace(/preferences$/, "");
const said = document.querySelector(".said");

function current() {
  const cookie = document.cookie.match(/(?:^|; )preferences=([^;]{0,256})(?:;|$)/);
  const pairs = cookie ? [...cookie[1].matchAll(/([a-z]+)=([\w-]+)/g)] : [];
  return { ...DEFAULTS, ...Object.fromEntries(pairs.map(([, key, value]) => [key, value])) };
}

function keep(preferences) {
  const text = Object.entries(preferences)
    .filter(([key, value]) => key in DEFAULTS && value !== DEFAULTS[key])
    .map((pair) => pair.join("="))
    .join("&");
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = text ? YEAR : 0;
  document.cookie = `preferences=${text}; path=${path}; max-age=${age}; samesite=lax${secure}`;
  for (const [key, value] of Object.entries(preferences)) {
    if (value === DEFAULTS[key]) delete root.dataset[key];
    else root.dataset[key] = value;
  }
  show();
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
  const { theme, elder, ruby } = current();
  for (const button of document.querySelectorAll('button[name="theme"]')) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  for (const button of document.querySelectorAll('button[name="elder"]')) {
    button.setAttribute("aria-pressed", String(elder === "on"));
  }
  for (const input of document.querySelectorAll(".settings input")) {
    if (input.name === "elder") input.checked = elder === "on";
    if (input.name === "theme") input.checked = input.value === theme;
    if (input.name === "ruby") input.checked = input.value === ruby;
    if (input.name === "size") input.checked = Number(input.value) === shownSize();
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
  said.textContent = `${button.textContent.trim()} ${button.name === "size" ? `${shownSize()}%` : ""}`;
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
  if (target.closest("[data-print]")) print();
  if (target.closest("[data-copy]")) copy(target.closest("[data-copy]"));
});

document.addEventListener("keydown", ({ key }) => {
  const open = key === "Escape" && document.querySelector(".tools details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

async function copy(button) {
  await navigator.clipboard.writeText(document.querySelector(".address").textContent.trim());
  said.textContent = button.dataset.copy;
}

for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
  button.hidden = button.matches("[data-copy]") && !navigator.clipboard;
}
show();

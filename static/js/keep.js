// Keeping an article, or a column, on this device. Without this script the button is not there;
// the browser's own “save page” does the same for one.

import { ask, mark, megabytes } from "./offline.js";
import { current, panel } from "./tools.js";

const AT_ONCE = 3; // pages
const MOST_FAILURES = 5;

export default async function keep(button) {
  navigator.storage?.persist?.().catch(() => {});
  await (button.dataset.list ? column(button) : article(button));
}

const wantsPictures = () => current().images !== "off";

// -- One article

async function article(button) {
  const words = wordsIn(await panel("keep"));
  const url = location.href;
  if (button.hasAttribute("data-is-kept")) {
    await ask("remove", { urls: [url] });
    mark(button, false);
    tell(button, words.removed);
    return;
  }
  tell(button, words.working);
  const { error } = await ask("keep", { url, pictures: wantsPictures() }).catch(failed);
  mark(button, !error);
  tell(button, error ? reason(words, error) : words.kept);
}

// Says something below the row that a button is in.
function tell(button, text) {
  const row = button.parentElement;
  let line = row.nextElementSibling;
  if (!line?.matches("[role=status]")) {
    line = Object.assign(document.createElement("p"), { role: "status" });
    row.after(line);
  }
  line.textContent = text;
}

function wordsIn(found) {
  const words = [...found.querySelectorAll("[data-word]")];
  return Object.fromEntries(words.map((word) => [word.dataset.word, word.textContent]));
}

function failed(error) {
  return { error: error.name };
}

function reason(words, error) {
  return error === "QuotaExceededError" ? words.full : words.failed;
}

// -- A column

let opened = null; // what shows it, once asked for

async function column(button) {
  opened ??= open(button);
  const shown = await opened;
  if (!shown) {
    opened = null;
    return;
  }
  shown.hidden = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!shown.hidden));
}

async function open(button) {
  const whole = await panel("keep");
  const given = await fetch(button.dataset.list).then(listed).catch(() => null);
  tell(button, given ? "" : wordsIn(whole).failed);
  if (!given) return null;
  const shown = whole.querySelector(".keeping");
  for (const name of ["full", "failed"]) shown.append(whole.querySelector(`[data-word="${name}"]`));
  const { styled } = await import("./sheets.js"); // a column is kept with a network alone
  await styled("shelf");
  shown.hidden = true;
  button.after(shown);
  await new Saving(shown, given).show();
  return shown;
}

// What there is to keep, by whole addresses.
async function listed(answer) {
  const given = await answer.json();
  const whole = (url) => new URL(url, answer.url).href;
  return { ...given, articles: given.articles.map(whole), lists: given.lists.map(whole) };
}

class Saving {
  constructor(shown, given) {
    this.shown = shown;
    this.given = given;
    this.isRunning = false;
    this.start = shown.querySelector("[data-start]");
    this.remove = shown.querySelector("[data-remove]");
    this.progress = shown.querySelector("progress");
    this.words = wordsIn(shown);
    this.start.addEventListener("click", () => (this.isRunning ? this.stop() : this.run()));
    this.remove.addEventListener("click", () => this.takeAway());
  }

  // How many there are, how large, and how many are kept.
  async show() {
    const { articles, total, bytes, pictures } = this.given;
    const kept = await this.kept();
    const size = megabytes(bytes + (wantsPictures() ? pictures : 0));
    this.put("size", { count: articles.length, size });
    if (total > articles.length) this.put("newest", { total });
    this.put("before", { count: kept }, kept === 0);
    this.remove.hidden = kept === 0;
  }

  async kept() {
    const { chosen = [] } = await ask("list");
    const urls = new Set(chosen.map((page) => page.url));
    return this.given.articles.filter((url) => urls.has(url)).length;
  }

  async run() {
    this.isRunning = true;
    this.label();
    this.say("");
    this.remove.hidden = true;
    this.done = this.failures = 0;
    this.trouble = "";
    const { title, articles, lists } = this.given;
    this.waiting = [...articles, ...lists];
    this.step();
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.work(title)));
    this.isRunning = false;
    this.label();
    await this.show();
    this.finish();
  }

  async work(group) {
    const pictures = wantsPictures();
    while (this.isRunning && this.waiting.length) {
      const url = this.waiting.shift();
      const { error } = await ask("keep", { url, pictures, group }).catch(failed);
      if (error) this.fail(error);
      else if (this.given.articles.includes(url)) this.done += 1;
      this.step();
    }
  }

  // Of many failures the network is the cause, or there is no room: then it is no use to go on.
  fail(error) {
    this.failures += 1;
    this.trouble = error === "QuotaExceededError" ? "full" : "failed";
    if (this.trouble === "full" || this.failures >= MOST_FAILURES) this.stop();
  }

  stop() {
    this.isRunning = false;
  }

  finish() {
    const count = this.given.articles.length;
    const isWhole = this.done === count;
    const said = this.text(isWhole ? "all" : "some", { done: this.done, count });
    this.say(this.trouble && !isWhole ? `${said} ${this.text(this.trouble)}` : said);
    this.put("progress", {}, true);
    this.progress.hidden = true;
  }

  async takeAway() {
    const { articles, lists } = this.given;
    await ask("remove", { urls: [...articles, ...lists] });
    this.start.focus(); // before its neighbour goes away
    await this.show();
    this.say(this.text("gone"));
  }

  step() {
    const count = this.given.articles.length;
    this.progress.hidden = false;
    Object.assign(this.progress, { max: count, value: this.done });
    this.put("progress", { done: this.done, count });
  }

  // The button says what it does next.
  label() {
    const { start } = this;
    [start.textContent, start.dataset.stop] = [start.dataset.stop, start.textContent];
  }

  text(name, given = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_, key) => given[key]);
  }

  put(name, given, isHidden = false) {
    const word = this.shown.querySelector(`[data-word="${name}"]`);
    word.textContent = this.text(name, given);
    word.hidden = isHidden;
  }

  say(text) {
    this.shown.querySelector("[data-status]").textContent = text;
  }
}

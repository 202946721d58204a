// The page that lists what is kept on this device. Without this script it says that it needs one.

import { ask, megabytes } from "./offline.js";
import { say } from "./tools.js";

const shelf = document.querySelector("[data-shelf]");
const find = (selector) => shelf.querySelector(selector);
const word = (name) => find(`[data-word="${name}"]`);
const language = document.documentElement.lang;
const decoder = document.createElement("textarea");
const spaceWords = word("space").textContent;

export default async function start() {
  try {
    await show();
  } catch {
    return; // the page says already what it needs
  }
  find("[data-cannot]").hidden = true;
  for (const part of shelf.querySelectorAll("[data-can]")) part.hidden = false;
  find("[data-read]").addEventListener("change", async ({ target }) => {
    await ask("keepRead", { on: target.checked });
    await show();
  });
  find("[data-clear]").addEventListener("click", () => sure(true));
  find("[data-not]").addEventListener("click", () => sure(false));
  find("[data-sure]").addEventListener("click", async () => {
    await ask("clear");
    await show();
    sure(false);
    say(word("removed").textContent);
  });
}

function sure(isAsked) {
  find(".sure").hidden = !isAsked;
  find("[data-clear]").setAttribute("aria-expanded", String(isAsked));
  find(isAsked ? "[data-not]" : "[data-clear]").focus();
}

async function show() {
  const { error, chosen, read, isKeepingRead } = await ask("list");
  if (error) throw new Error(error);
  const chosenArticles = articlesOf(chosen);
  const readArticles = articlesOf(read);
  list("chosen", chosenArticles);
  list("read", readArticles);
  const all = [...chosenArticles, ...readArticles];
  word("none").hidden = all.length > 0;
  find("[data-read]").checked = isKeepingRead;
  const pages = [...chosen, ...read].reduce((sum, kept) => sum + kept.bytes, 0);
  const { usage: bytes = pages } = (await navigator.storage?.estimate?.()) ?? {}; // pictures too
  word("space").textContent = spaceWords
    .replace("{count}", all.length)
    .replace("{size}", megabytes(bytes));
}

// The articles, the newest first.
function articlesOf(pages) {
  return pages.filter((kept) => kept.isArticle).reverse();
}

function list(kind, articles) {
  const section = find(`[data-kind="${kind}"]`);
  section.hidden = articles.length === 0;
  section.querySelector("ul").replaceChildren(...articles.map((kept) => line(kept, section)));
}

function line(kept, section) {
  const item = find("template").content.cloneNode(true).firstElementChild;
  const [link, note, button] = item.children;
  decoder.innerHTML = kept.title; // text alone: a title as it stood in its page
  link.textContent = decoder.value;
  link.href = kept.url;
  link.lang = kept.language;
  const day = new Date(kept.time).toLocaleDateString(language, { dateStyle: "medium" });
  note.textContent = [kept.group, day].filter(Boolean).join(" · ");
  button.ariaLabel = button.ariaLabel.replace("{title}", link.textContent);
  button.addEventListener("click", async () => {
    await ask("remove", { urls: [kept.url] });
    const next = item.nextElementSibling ?? item.previousElementSibling;
    const place = next ? next.querySelector("button").ariaLabel : null;
    await show();
    const buttons = [...section.querySelectorAll("button")];
    (buttons.find((other) => other.ariaLabel === place) ?? document.querySelector("main")).focus();
    say(word("removed").textContent);
  });
  return item;
}

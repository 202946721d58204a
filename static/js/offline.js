// Reading without a network: starts the service worker, which does the work, and speaks with it.
// Without this script pages are read from the network, as ever.

import { use } from "./tools.js";

const { worker } = document.querySelector("[data-worker]").dataset;
const ready = navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready);

const PATIENCE = 60_000; // milliseconds

// The worker's answer to one of its questions; throws where there is no worker.
export async function ask(question, given = {}) {
  const { active } = await ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((answer) => {
    port1.onmessage = ({ data }) => answer(data);
    setTimeout(answer, PATIENCE, { error: "TimeoutError" });
    active.postMessage({ question, ...given }, [port2]);
  });
}

// Says on an article's button whether the article is kept.
export function mark(button, isKept) {
  if (isKept === button.hasAttribute("data-is-kept")) return;
  button.toggleAttribute("data-is-kept");
  const label = button.lastChild;
  [label.data, button.dataset.kept] = [button.dataset.kept, label.data];
}

export function megabytes(bytes) {
  const shown = Math.max(bytes / 1e6, 0.1);
  return `${shown.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;
}

export default async function start() {
  if (document.querySelector("[data-shelf]")) use("shelf");
  const answer = await ask("hello", { url: location.href }).catch(() => ({}));
  const button = document.querySelector("button[data-kept]");
  if (button) mark(button, Boolean(answer.isChosen));
}

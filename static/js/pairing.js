// The page that shows a pairing code says by itself when the other device has joined, or the time
// is over. Without this script “Look again” does.

import { say } from "./tools.js";

const REST = 5000; // milliseconds

async function look() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (answer?.redirected) return location.reload(); // this device was signed out
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page && page.querySelector(".pairing");
  if (found && found.dataset.state !== "open") show(document.adoptNode(found));
  else setTimeout(look, REST);
}

function show(found) {
  const here = document.querySelector(".pairing");
  const hadFocus = here.contains(document.activeElement);
  here.replaceWith(found);
  found.tabIndex = -1;
  if (hadFocus) found.focus();
  say(found.querySelector("[role=status]").innerText);
}

document.querySelector(".pairing .waiting").hidden = true;
setTimeout(look, REST);

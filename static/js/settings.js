// The quick panel above the tool bar. Without this script its button leads to the preferences page.

import { styled } from "./sheets.js";
import { current, panel, root, shownSize } from "./tools.js";

let quick;

export default async function toggle(opener) {
  if (quick?.isConnected) return close(opener);
  quick ??= await make(opener);
  opener.closest(".tools").before(quick);
  opener.ariaExpanded = "true";
  root.classList.add("adjusting");
  show();
  quick.focus({ preventScroll: true });
}

function close(opener) {
  quick.remove();
  root.classList.remove("adjusting");
  opener.ariaExpanded = "false";
  opener.focus({ preventScroll: true });
}

async function make(opener) {
  const [made] = await Promise.all([panel("settings"), styled("swatches"), styled("quick")]);
  made.querySelector("h1").ariaLevel = "2"; // the page has its own
  for (const link of made.querySelectorAll("a[data-edition]")) {
    const { edition } = link.dataset;
    link.href = document.querySelector(`.bottom a[data-edition="${edition}"]`)?.href ?? link.href;
  }
  const button = made.querySelector(".close");
  button.hidden = false;
  button.addEventListener("click", () => close(opener));
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && made.isConnected) close(opener);
  });
  root.addEventListener("kept", show);
  const tools = opener.closest(".tools");
  const stand = () => made.style.setProperty("--bar", `${tools.offsetHeight - 1}px`);
  new ResizeObserver(stand).observe(tools);
  return made;
}

function show() {
  const preferences = current();
  const size = String(shownSize());
  const isListed = quick.querySelector(`[name="size"][value="${size}"]`);
  for (const button of quick.querySelectorAll("button[name]")) {
    const { name, value } = button;
    const now = name === "size" && isListed ? size : preferences[name];
    button.ariaPressed = String(value === now);
  }
}

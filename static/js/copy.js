// Copies the link on the page, or selects it where the browser lets no script copy. Without this
// script the link can be selected by one tap.
import { say } from "./tools.js";

export default async function copy({ dataset }) {
  const link = document.querySelector(".address");
  try {
    await navigator.clipboard.writeText(link.textContent.trim());
    say(dataset.copied);
  } catch {
    getSelection().selectAllChildren(link); // no clipboard without HTTPS
    say(document.execCommand("copy") ? dataset.copied : dataset.selected);
  }
}

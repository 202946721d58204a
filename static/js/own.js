// What the reader has of this article: asked once, and only where a private page or the button has
// noted that this device has a profile (`localStorage.me`). The page itself is everybody's.

const form = document.querySelector(".deeds form");
export const article = form?.elements.add.value; // its address below the edition
export const base = form?.action.replace(/\/favourites$/, "");

let asked;

// { known, favourite, history, place }, nothing of it where nobody knows. `place` is as in places.js.
export function own() {
  return (asked ??= ask());
}

async function ask() {
  try {
    if (!form || !localStorage.me) return {};
    const answer = await fetch(`${base}${article}.json`);
    const found = answer.ok ? await answer.json() : {};
    if (found.known === false) localStorage.removeItem("me");
    return found;
  } catch {
    return {}; // no network, or storage refused
  }
}

// The device has a profile from now on.
export function begin() {
  try {
    localStorage.me = 1;
  } catch {} // refused: then nothing is asked
}

addEventListener("pageshow", ({ persisted }) => {
  if (persisted) asked = undefined;
});

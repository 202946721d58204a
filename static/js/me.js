// Private pages note whether this device has a profile: only where it has do articles ask about
// their reader. What is cleared from the history is forgotten on this device too.

import { forget } from "./places.js";

try {
  if (document.querySelector(".me[data-known]")) localStorage.me = 1;
  else localStorage.removeItem("me");
} catch {} // storage refused: then articles ask nothing

document.addEventListener("submit", ({ target }) => {
  const { forget: articles, forgetAll } = target.dataset;
  for (const article of articles?.split(" ") ?? []) forget(article);
  if (forgetAll !== undefined) localStorage.removeItem("places");
});

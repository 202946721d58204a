// The style sheet of a feature, loaded with it.

import { load } from "./tools.js";

const loaded = new Map();

// Resolves when the sheet css/<name>.css is there, or cannot be had.
export function styled(name) {
  if (!loaded.has(name)) {
    loaded.set(name, load(new URL(`../css/${name}.css`, import.meta.url).href));
  }
  return loaded.get(name);
}

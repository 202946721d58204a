// The style sheet of a feature, loaded with it.

const loaded = new Map();

// Resolves when the sheet css/<name>.css is there, or cannot be had.
export function styled(name) {
  if (!loaded.has(name)) {
    const href = new URL(`../css/${name}.css`, import.meta.url).href;
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    loaded.set(name, new Promise((done) => {
      link.onload = link.onerror = done;
      document.head.append(link);
    }));
  }
  return loaded.get(name);
}

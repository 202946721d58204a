// The style sheet that a feature brings along, there once the promise is kept.

export default function sheet(name) {
  const href = new URL(`../css/${name}.css`, import.meta.url);
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((done) => {
    link.onload = link.onerror = done;
  });
  document.head.append(link);
  return loaded;
}

// The service worker of a site that has offline reading switched off: it takes everything it had
// kept off the reader's device, and itself.

"use strict";

const base = SITE.base ?? location.pathname.replace(/\/[^/]*$/, "");
const MINE = `qingdu ${base}/ `;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const names = (await caches.keys()).filter((name) => name.startsWith(MINE));
  await Promise.all(names.map((name) => caches.delete(name)));
  await registration.unregister();
}

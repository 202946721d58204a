// The service worker: keeps public pages on the reader's device, and answers with them when the
// network does not. Without it pages are read from the network, as ever.
//
// The server puts a line before this text: `SITE` says the site's base path, its editions, the
// digest of this release's static files, the names of the files and panels features use, and what
// addresses of pages end in: `.html` in an export, which no server answers for.
//
// A page comes from the network whenever that answers, so nobody is held on an old version; a
// static file never changes under its address, so a kept one is as good. What a page says it is
// (Cache-Control) and what its address looks like must both allow it to be kept.

"use strict";

const { digest, editions, files, panels, suffix } = SITE;
const base = SITE.base ?? location.pathname.replace(/\/[^/]*$/, "");
const ORIGIN = location.origin;
const MOST_ARTICLES = 50; // that were read and not chosen
const MOST_LISTS = 30;
const PATIENCE = 4000; // milliseconds to wait for the network where there is a kept copy
const LARGEST = 3e6; // bytes of a picture that is kept in passing
const FRESH = 24 * 60 * 60 * 1000; // milliseconds in which a chosen page is not fetched again
const AWAY = [502, 503, 504]; // what a proxy answers for a server that is not there

const [CHOSEN, READ, SHELL, FILES] = ["chosen", "read", "shell", "files"].map(cacheName);
const EDITION = `/(${editions.join("|")})/`;
const PAGE = new RegExp(`^${EDITION}(|articles/.+|(columns|archive|tags)(/.+)?|about/.+)$`);
const ARTICLE = new RegExp(`^${EDITION}articles/`);
const OWN_PAGE = new RegExp(`^${EDITION}offline$`);
const PANEL = new RegExp(`^${EDITION}panels/[a-z]+$`);
const IN_EDITION = new RegExp(`^${EDITION}`);
const UNPREFIXED = /^\/(|(articles|columns|archive|tags)(\/.*)?)$/;
const STATIC = /^\/static\/([0-9a-f]{12})\//;

function cacheName(kind) {
  return `qingdu ${base}/ ${kind}`; // several sites may share an origin
}

// The new worker may take over at once: no page depends on which one answers it.
addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([registration.navigationPreload?.enable(), clients.claim()]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const place = placeOf(request.url);
  if (request.method !== "GET" || place === null) return;
  if (request.mode === "navigate") {
    if (IN_EDITION.test(place)) event.respondWith(page(event, place));
    else if (UNPREFIXED.test(place)) event.respondWith(unprefixed(event, place));
  } else if (STATIC.test(place)) {
    event.respondWith(staticFile(event));
  } else if (place.startsWith("/media/") && request.destination === "image") {
    event.respondWith(picture(event));
  } else if (PANEL.test(place)) {
    event.respondWith(panel(event));
  }
});

addEventListener("message", (event) => {
  const [port] = event.ports;
  const { question, ...given } = event.data;
  const answer = async () => {
    try {
      port.postMessage(await ANSWERS[question](given, event));
    } catch (error) {
      port.postMessage({ error: error.name });
    }
  };
  event.waitUntil(answer());
});

// What pages ask. Pages of another release ask the same: questions may be added, not changed.
const ANSWERS = {
  // A page has been loaded; it may have been before there was a worker to see it.
  async hello({ url }, event) {
    const key = keyOf(url);
    event.waitUntil(settle(key, url).catch(() => {}));
    return { isChosen: key !== null && (await isKept(CHOSEN, key)) };
  },

  // Keep a page with what it needs, until it is removed.
  async keep({ url, pictures = true, group = "" }) {
    const key = keyOf(url);
    if (key === null) throw new TypeError("not a page to keep");
    const before = await about(CHOSEN, key);
    if (!before || before.time + FRESH < Date.now()) {
      const { response, time, isAway } = await toKeep(key);
      const kept = await store(CHOSEN, key, response, { group: group || before?.group, time });
      await remove([READ], [key]);
      const all = keepFiles(pictures ? kept.files : kept.files.filter(isStatic));
      await (isAway ? all.catch(() => {}) : all); // pictures that were not seen come with the network
      await keepShell(editionOf(key), true);
    }
    return {};
  },

  async remove({ urls }) {
    await remove([CHOSEN, READ], urls.map(keyOf).filter(Boolean));
    await collect();
    return {};
  },

  async clear() {
    whole.clear();
    await Promise.all([CHOSEN, READ].map((name) => caches.delete(name)));
    await collect();
    return {};
  },

  // Every kept page: { url, title, time, bytes, group, isArticle, language }.
  async list() {
    const [chosen, read] = await Promise.all([list(CHOSEN), list(READ)]);
    return { chosen, read, isKeepingRead: await isKeepingRead() };
  },

  // Which release this worker is of.
  async release() {
    return { digest };
  },

  // Whether pages that are read are kept too.
  async keepRead({ on }) {
    const shell = await caches.open(SHELL);
    if (on) await shell.delete(SWITCH);
    else await shell.put(SWITCH, new Response());
    if (!on) await caches.delete(READ);
    await collect();
    return {};
  },
};

const SWITCH = `${ORIGIN}${base}/offline?read=off`; // no page: a note that reading is not kept

async function isKeepingRead() {
  return !(await isKept(SHELL, SWITCH));
}

// -- Addresses

// A path below the site's base, as a server has it; null for what is not this site's.
function placeOf(address) {
  const { origin, pathname } = new URL(address, ORIGIN);
  if (origin !== ORIGIN || !pathname.startsWith(`${base}/`)) return null;
  const place = pathname.slice(base.length);
  if (!suffix || !place.endsWith(suffix)) return place;
  return place.slice(0, -suffix.length).replace(/\/index$/, "/");
}

// The address of such a place.
function addressOf(place) {
  const name = suffix && place.endsWith("/") ? "index" : "";
  return `${ORIGIN}${base}${place}${name}${suffix}`;
}

// What a page is kept under, null for one that never is: of a query, the page number alone.
function keyOf(address) {
  const place = placeOf(address);
  if (place === null || !PAGE.test(place)) return null;
  const number = Number(new URL(address, ORIGIN).searchParams.get("page") ?? 1);
  if (!Number.isInteger(number) || number < 1) return null;
  return `${addressOf(place)}${number > 1 ? `?page=${number}` : ""}`;
}

function editionOf(address) {
  return IN_EDITION.exec(placeOf(address))?.[1];
}

function isStatic(address) {
  return STATIC.test(placeOf(address));
}

// -- Answers

async function page(event, place) {
  const key = OWN_PAGE.test(place) ? addressOf(place) : keyOf(event.request.url);
  const network = fromNetwork(event, key);
  event.waitUntil(network.catch(() => {}));
  const kept = key && (await find([CHOSEN, READ], key));
  try {
    const response = await (kept ? Promise.race([network, patience()]) : network);
    if (!kept || !AWAY.includes(response.status)) return response;
  } catch {
    // The network does not answer, or not soon enough.
  }
  const edition = editionOf(event.request.url);
  if (kept) return noticed(kept, edition, "kept");
  return ownPage(edition, OWN_PAGE.test(place) ? "away" : "missing");
}

async function fromNetwork(event, key) {
  const response = await answerTo(event);
  if (key && isPublic(response)) {
    const copy = response.clone();
    event.waitUntil(visited(key, copy).catch(() => {}));
  }
  // Its publisher has taken it down.
  if (key && [404, 410].includes(response.status)) event.waitUntil(remove([READ], [key]));
  if (key && response.status === 410) event.waitUntil(remove([CHOSEN], [key]));
  return response;
}

// The browser may have asked already, while the worker was starting.
async function answerTo({ request, preloadResponse }) {
  const response = (await preloadResponse) ?? (await fetch(request));
  // Where others reject, Firefox resolves to an error (github.com/GoogleChrome/workbox/issues/3134).
  if (response.type === "error") throw new TypeError("no network");
  return response;
}

function patience() {
  return new Promise((_, fail) => setTimeout(fail, PATIENCE));
}

// An address without an edition is the server's to lead on; without it, the last edition read.
async function unprefixed(event, place) {
  try {
    return await answerTo(event);
  } catch {
    const [own] = await list(SHELL);
    const last = (await list(READ)).at(-1) ?? own;
    if (!last) return Response.error();
    return Response.redirect(addressOf(`/${editionOf(last.url)}${place}`));
  }
}

async function staticFile(event) {
  const { url } = event.request;
  const kept = await find([FILES], url);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(keepFile(url, response.clone()));
  return response;
}

// A picture may be replaced under its name: the network first.
async function picture(event) {
  const { url } = event.request;
  try {
    const response = await fetch(event.request);
    const isSmall = Number(response.headers.get("content-length")) <= LARGEST;
    if (response.status === 200 && isSmall && (await isKeepingRead())) {
      event.waitUntil(keepFile(url, response.clone()));
    }
    return response;
  } catch (error) {
    const kept = await find([FILES], url);
    if (!kept) throw error;
    return kept;
  }
}

async function keepFile(url, response) {
  await caches
    .open(FILES)
    .then((files) => files.put(url, response))
    .catch(() => {}); // it is there all the same
}

async function panel(event) {
  const { url } = event.request;
  try {
    const response = await fetch(event.request);
    if (isPublic(response)) event.waitUntil(store(SHELL, url, response.clone()).catch(() => {}));
    return response;
  } catch (error) {
    const kept = await find([SHELL], url);
    if (!kept) throw error;
    return kept;
  }
}

// The page that lists what is kept, in place of one that is not there.
async function ownPage(edition, notice) {
  const kept = await find([SHELL], addressOf(`/${edition}/offline`));
  return kept ? noticed(kept, edition, notice, 503) : Response.error();
}

// A kept page that says above its text that it is one, in the words of its edition.
async function noticed(kept, edition, name, status = 200) {
  const own = await find([SHELL], addressOf(`/${edition}/offline`));
  const words = own ? wordsIn(await own.clone().text()) : {};
  const html = await kept.clone().text();
  const [, language] = /<html lang="([\w-]+)"/.exec(html) ?? [];
  const time = new Date(described(kept)?.time ?? 0).toLocaleString(language, {
    dateStyle: "long",
    timeStyle: "short",
  });
  const text = words[name]?.replace("{time}", time);
  const note =
    `<p role="status"><strong>${text}</strong></p>` +
    `<p><a class="button" href="">${words.again}</a></p>`;
  const headers = new Headers(kept.headers);
  headers.delete(ABOUT);
  headers.set("Cache-Control", "no-store");
  const shown = text ? html.replace(/<main\b[^>]*>/, (main) => main + note) : html;
  return new Response(shown, { status, headers });
}

function wordsIn(html) {
  const found = html.matchAll(/<p data-notice="(\w+)" hidden>([^<]*)</g);
  return Object.fromEntries([...found].map(([, name, text]) => [name, text]));
}

// -- What is kept

const ABOUT = "X-Kept"; // a header that says of a kept page what the list of them needs

function isPublic(response) {
  const says = (name) => response.headers.get(name)?.toLowerCase() ?? "";
  return (
    response.status === 200 &&
    response.type === "basic" &&
    !response.redirected &&
    !response.headers.has("content-disposition") &&
    says("content-type").startsWith("text/html") &&
    (suffix || /\bpublic\b/.test(says("cache-control"))) && // all of an export is
    !/no-store|private/.test(says("cache-control")) &&
    !/cookie|\*/.test(says("vary"))
  );
}

async function store(name, key, response, given = {}) {
  const html = await response.text();
  const kept = { ...description(key, html), ...given };
  const headers = new Headers(response.headers);
  for (const header of ["content-encoding", "content-length", "vary"]) headers.delete(header);
  headers.set(ABOUT, encodeURIComponent(JSON.stringify(kept)));
  await put(name, key, () => new Response(html, { headers }));
  return kept;
}

// Where there is no room, pages that were only read make some.
async function put(name, key, make) {
  const cache = await caches.open(name);
  try {
    await cache.put(key, make());
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    await caches.delete(READ);
    await collect();
    if (name === READ) return;
    await cache.put(key, make());
  }
}

function description(key, html) {
  const [, title = ""] = /<title>([^<]*)/.exec(html) ?? [];
  const [, language = ""] = /<h1\b[^>]* lang="([\w-]+)"/.exec(html) ?? /<html lang="([\w-]+)"/.exec(html) ?? [];
  const statics = [...html.matchAll(/"([^"\s]*\/static\/[0-9a-f]{12}\/[\w./-]+)"/g)];
  const pictures = [...html.matchAll(/<img\b[^>]*?\ssrc="([^"]+)"/g)];
  const addresses = [...statics, ...pictures]
    .map(([, address]) => new URL(address.replaceAll("&amp;", "&"), key).href)
    .filter((address) => /^\/(static|media)\//.test(placeOf(address)));
  return {
    url: key,
    title: title.replace(/ · [^·]*$/, ""),
    language,
    time: Date.now(),
    bytes: new Blob([html]).size,
    isArticle: ARTICLE.test(placeOf(key)),
    digest: addresses.map((address) => STATIC.exec(placeOf(address))?.[1]).find(Boolean),
    files: [...new Set(addresses)],
  };
}

function described(response) {
  const text = response.headers.get(ABOUT);
  return text ? JSON.parse(decodeURIComponent(text)) : null;
}

// What is kept, the oldest first.
async function list(name) {
  const responses = await (await caches.open(name)).matchAll();
  return responses.map(described).filter(Boolean).sort((one, other) => one.time - other.time);
}

// What is kept under a key; where nothing can be kept at all (a full disk, a reader's wish), nothing.
async function find(names, key) {
  for (const name of names) {
    const cache = await caches.open(name).catch(() => null);
    const kept = await cache?.match(key).catch(() => null);
    if (kept) return kept;
  }
  return null;
}

async function isKept(name, key) {
  return (await find([name], key)) !== null;
}

async function about(name, key) {
  const kept = await find([name], key);
  return kept && described(kept);
}

async function remove(names, keys) {
  for (const name of names) {
    const cache = await caches.open(name);
    await Promise.all(keys.map((key) => cache.delete(key)));
  }
}

// What to keep of a page: the network's, without one what was kept when it was read.
async function toKeep(key) {
  const time = Date.now();
  try {
    const response = await fetch(key);
    if (isPublic(response)) return { response, time };
  } catch (error) {
    const response = await find([READ], key);
    if (!response) throw error;
    return { response, time: described(response).time, isAway: true };
  }
  throw new TypeError("not public");
}

// A page was read: a chosen one is renewed, another is kept among the last.
async function visited(key, response) {
  if (OWN_PAGE.test(placeOf(key))) return keepFiles((await store(SHELL, key, response)).files);
  const chosen = await about(CHOSEN, key);
  if (chosen) return keepFiles((await store(CHOSEN, key, response, { group: chosen.group })).files);
  if (!(await isKeepingRead())) return null;
  const kept = await store(READ, key, response);
  await keepFiles(kept.files.filter(isStatic));
  return trim();
}

async function trim() {
  const read = await list(READ);
  const articles = read.filter((kept) => kept.isArticle);
  const lists = read.filter((kept) => !kept.isArticle);
  const old = [...articles.slice(0, -MOST_ARTICLES), ...lists.slice(0, -MOST_LISTS)];
  await remove([READ], old.map((kept) => kept.url));
}

let isSettled = false; // in this life of the worker

async function settle(key, url) {
  if (key && !(await find([CHOSEN, READ], key)) && (await isKeepingRead())) {
    const response = await fetch(key);
    if (isPublic(response)) await visited(key, response);
  }
  const edition = editionOf(url);
  if (edition) await keepShell(edition, (await list(CHOSEN)).length > 0);
  if (!isSettled) await collect();
  isSettled = true;
}

const whole = new Set(); // editions with all that features need, in this life of the worker

// The page that lists what is kept, and all that features need once something was chosen.
async function keepShell(edition, isWhole) {
  if (whole.has(edition)) return;
  const names = isWhole ? panels : ["keep"];
  for (const name of ["offline", ...names.map((name) => `panels/${name}`)]) {
    const key = addressOf(`/${edition}/${name}`);
    if ((await about(SHELL, key))?.digest === digest) continue;
    const response = await fetch(key);
    if (isPublic(response)) await keepFiles((await store(SHELL, key, response)).files);
  }
  if (!isWhole) return;
  await keepFiles(files.map((name) => `${ORIGIN}${base}/static/${digest}/${name}`));
  whole.add(edition);
}

async function keepFiles(addresses) {
  const cache = await caches.open(FILES);
  for (const address of addresses) {
    if (await cache.match(address)) continue;
    const response = await fetch(address);
    if (response.ok) await cache.put(address, response);
  }
}

// Files go that no kept page needs, those of earlier releases too.
async function collect() {
  const kept = (await Promise.all([CHOSEN, READ, SHELL].map(list))).flat();
  const digests = new Set([digest, ...kept.map((page) => page.digest)]);
  const needed = new Set(kept.flatMap((page) => page.files));
  const cache = await caches.open(FILES);
  for (const { url } of await cache.keys()) {
    const release = STATIC.exec(placeOf(url))?.[1];
    if (release ? !digests.has(release) : !needed.has(url)) await cache.delete(url);
  }
}

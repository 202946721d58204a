// What Mozilla's Readability (Firefox Reader View) sees: a list of {url, html} comes in as JSON on
// standard input, a list of what it found goes out.

import { text } from "node:stream/consumers";
import { Readability } from "@mozilla/readability";
import { JSDOM, VirtualConsole } from "jsdom";

const pages = JSON.parse(await text(process.stdin));
const quiet = new VirtualConsole(); // jsdom's style parser is older than layers
const found = pages.map(({ url, html }) => {
  const { window } = new JSDOM(html, { url, virtualConsole: quiet });
  const { title, byline, lang, siteName, textContent } = new Readability(window.document).parse() ?? {};
  return { title, byline, lang, siteName, text: textContent };
});
process.stdout.write(JSON.stringify(found));

// Text only: each picture is a link to itself, by its description. The pictures are in no box, and
// lazy, so that none is loaded; a browser without this script reads the pages below /text instead.

import { current, panel } from "./tools.js";

const links = new Map();

export default async function images() {
  const isOff = current().images === "off";
  if (isOff === links.size > 0) return;
  for (const [picture, link] of links) link.replaceWith(picture);
  links.clear();
  const pictures = isOff ? document.querySelectorAll("main img") : [];
  if (!pictures.length) return;
  const { picture: word, named } = (await panel("images")).dataset;
  for (const picture of pictures) {
    const link = document.createElement(picture.closest("a") ? "span" : "a");
    if (link.localName === "a") link.href = picture.src;
    if (picture.alt || link.href) link.textContent = picture.alt ? named.replace("%s", picture.alt) : word;
    picture.replaceWith(link);
    links.set(picture, link);
  }
}

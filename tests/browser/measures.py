"""What is measured in a browser: each script answers what is wrong, in words, or nothing."""

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Anything beside the screen (SC 1.4.10), but in what scrolls by itself: wide tables, and text whose
# lines run down.
BESIDE_THE_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX);
  const isInside = (e) => e !== document.body && (scrolls(e) || isInside(e.parentElement));
  const out = [...document.querySelectorAll('body *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1)
      && !e.matches('.skip, .said') && !isInside(e.parentElement);
  });
  const scroll = document.documentElement.scrollWidth - width;
  return [
    ...(scroll > 0 ? [`the page is ${scroll} px wider than the window`] : []),
    ...out.slice(0, 4).map((e) => `beside the screen: ${e.outerHTML.slice(0, 90)}`),
  ];
}"""

# Controls smaller than `least` px, but for links within sentences (SC 2.5.5, MIIT 2021).
SMALL_TARGETS = """(least) => [...document.querySelectorAll(
  'a, button, summary, input, select, .choices label')]
  .filter((e) => {
    const box = e.getBoundingClientRect();
    if (!box.width) return false;
    if (e.matches('.skip, .text a, .text a *, .choices input, .address')) return false;
    if (e.matches('.sheet > p > a')) return false;  // a link in a sentence
    if (e.matches('[aria-hidden], input[type=hidden]')) return false;
    return box.width < least - 0.5 || box.height < least - 0.5;
  })
  .map((e) => {
    const {width, height} = e.getBoundingClientRect();
    return `small target, ${width.toFixed(1)} × ${height.toFixed(1)}: ${e.outerHTML.slice(0, 80)}`;
  })"""

# Lines of running text closer than one and a half (SC 1.4.8), or longer than 40 characters where
# the text is Chinese, counted on the page: the characters between two line breaks.
LINES = """() => {
  const faults = [];
  const blocks = document.querySelectorAll('main :is(p, li, dd, blockquote, td, figcaption)');
  for (const block of blocks) {
    const texts = document.createNodeIterator(block, NodeFilter.SHOW_TEXT);
    const style = getComputedStyle(block);
    if (style.display.includes('flex') || style.writingMode !== 'horizontal-tb') continue;
    if (!block.checkVisibility() || block.querySelector('p, li, button, .button, pre')) continue;
    const size = parseFloat(style.fontSize);
    const range = document.createRange();
    range.selectNodeContents(block);
    const width = range.getBoundingClientRect().width;
    if (range.getBoundingClientRect().height > 2 * size
      && parseFloat(style.lineHeight) < 1.5 * size - 0.1) {
      faults.push(
        `lines too close, ${style.lineHeight} for ${size} px: ${block.outerHTML.slice(0, 80)}`);
    }
    if (!block.closest(':lang(zh)') || width < 40 * size) continue;
    let longest = 0, line = 0, top = null;
    for (let text; (text = texts.nextNode());) {
      if (text.parentElement.closest('rt, rp')) continue;
      for (let at = 0; at < text.data.length; at++) {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const box = range.getClientRects()[0];
        if (!box || !box.width) continue;
        if (top === null || Math.abs(box.top - top) > size / 2) { line = 0; top = box.top; }
        line += /\\p{Script=Han}|[\\u3000-\\u303f\\uff00-\\uffef]/u.test(text.data[at]) ? 1 : 0.5;
        longest = Math.max(longest, line);
      }
    }
    if (longest > 40) {
      faults.push(`${longest} characters in a line: ${block.outerHTML.slice(0, 80)}`);
    }
  }
  return faults;
}"""

# The reader's own spacing (SC 1.4.12): afterwards nothing may be cut off.
OWN_SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
}"""
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter((e) => {
    const style = getComputedStyle(e);
    if (!e.checkVisibility() || !e.innerText?.trim()) return false;
    if (e.matches('.said, .table')) return false;
    if (style.position === 'absolute' && style.clipPath !== 'none') return false;
    const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip';
    return (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
      || (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
  }).map((e) => `cut off: ${e.outerHTML.slice(0, 90)}`)"""

# Han characters in an element whose language is not Chinese (SC 3.1.2).
WRONG_LANGUAGE = """() => {
  const faults = [];
  const texts = document.createNodeIterator(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode());) {
    const parent = text.parentElement;
    if (parent.closest('script, style, noscript')) continue;
    if (!/\\p{Script=Han}/u.test(text.data)) continue;
    const lang = parent.closest('[lang]').lang;
    const said = text.data.trim().slice(0, 20);
    if (!lang.startsWith('zh')) faults.push(`${said} is said to be ${lang}`);
  }
  return faults;
}"""

# The tool bar stays in view; at the end of the page it covers nothing of it.
TO_THE_END = "window.scrollTo(0, document.body.scrollHeight)"

TAGS = [
    "wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    "experimental",
]  # fmt: skip
RUN = f"axe.run(document, {{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}})"


def faults_of(page: Page, least: int) -> list[str]:
    """What axe finds on a page (all rules), and what is too small, cut off, or beside the screen.

    `least` is the width and height of the smallest target, in CSS pixels.
    """
    page.evaluate(AXE_SCRIPT)
    faults = [
        f"{violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in page.evaluate(RUN)["violations"]
    ]
    faults += page.evaluate(SMALL_TARGETS, least)
    for script in (BESIDE_THE_SCREEN, LINES, WRONG_LANGUAGE):
        faults += page.evaluate(script)
    page.evaluate(OWN_SPACING)
    for script in (BESIDE_THE_SCREEN, CUT_OFF):
        faults += [f"with the reader's own spacing: {fault}" for fault in page.evaluate(script)]
    return faults

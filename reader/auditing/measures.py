"""What is measured in a browser, on any site: each script answers what is wrong, in words."""

import json

# Anything beside the screen (SC 1.4.10), but for what scrolls by itself, what is hidden from sight
# for those who hear pages, and what stands above the page until it has the focus.
BESIDE_THE_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (e) => /auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX);
  const isInside = (e) => e && e !== document.body && e !== document.documentElement
    && (scrolls(e) || isInside(e.parentElement));
  const isHidden = (e, box) => box.width <= 1 || box.height <= 1 || box.right <= 0
    || box.bottom <= 0 || !e.checkVisibility()
    || getComputedStyle(e).clipPath !== 'none' || getComputedStyle(e).clip !== 'auto';
  const out = [...document.querySelectorAll('body *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return (box.right > width + 1 || box.left < -1) && !isHidden(e, box)
      && !isInside(e.parentElement);
  });
  const scroll = document.documentElement.scrollWidth - width;
  return [
    ...(scroll > 1 ? [`${scroll} px: <html>`] : []),
    ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120)),
  ];
}"""

# Controls smaller than `least` px (SC 2.5.5, MIIT 2021), but for links within sentences, what a
# label enlarges, and what is hidden from sight.
SMALL_TARGETS = """(least) => {
  const isHidden = (e, box) => box.width <= 1 || box.height <= 1 || box.right <= 0
    || box.bottom <= 0 || !e.checkVisibility() || e.closest('[aria-hidden=true]')
    || getComputedStyle(e).clipPath !== 'none' || getComputedStyle(e).opacity === '0';
  const ownText = (e) => [...e.childNodes].filter((n) => n.nodeType === 3)
    .map((n) => n.data.trim()).join('');
  const isInSentence = (e) => {
    if (!getComputedStyle(e).display.startsWith('inline')) return false;
    for (let up = e.parentElement; up && up !== document.body; up = up.parentElement) {
      if (ownText(up).length > 1) return true;
      if (getComputedStyle(up).display.startsWith('inline')) continue;
      return up.matches('p, dd, td, figcaption');
    }
    return false;
  };
  const isLarge = (e) => {
    const {width, height} = e.getBoundingClientRect();
    return width >= least - 0.5 && height >= least - 0.5;
  };
  const label = (e) => e.labels?.[0];
  return [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
    .filter((e) => e.type !== 'hidden' && !isHidden(e, e.getBoundingClientRect()))
    .filter((e) => !isLarge(e) && !(label(e) && isLarge(label(e))))
    .filter((e) => !(e.matches('a') && isInSentence(e)))
    .map((e) => {
      const {width, height} = e.getBoundingClientRect();
      return `${width.toFixed(0)} × ${height.toFixed(0)}: ${e.outerHTML.slice(0, 120)}`;
    });
}"""

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

# The reader's own spacing (SC 1.4.12): afterwards nothing may be cut off that was not `isBefore`.
OWN_SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
}"""
CUT_OFF = """(isBefore) => {
  const found = [...document.querySelectorAll('body *')].filter((e) => {
    const style = getComputedStyle(e);
    if (!e.checkVisibility() || !e.innerText?.trim()) return false;
    if (e.clientWidth <= 1 || e.clientHeight <= 1 || style.clipPath !== 'none') return false;
    if (style.clip !== 'auto' || e.closest('select, option')) return false;
    const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip';
    return (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
      || (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
  });
  if (isBefore) window.cutBefore = new Set(found);
  return found.filter((e) => !window.cutBefore?.has(e)).map((e) => e.outerHTML.slice(0, 120));
}"""

# All text of a page made `share` times as large, as a browser's setting for the size of text does.
LARGER = """(share) => {
  const sizes = [...document.querySelectorAll('*')]
    .map((e) => [e, parseFloat(getComputedStyle(e).fontSize)]);
  document.documentElement.style.setProperty('font-size', `${share * sizes[0][1]}px`, 'important');
  for (const [e, size] of sizes) {
    if (e === document.documentElement || !e.style) continue;
    const now = parseFloat(getComputedStyle(e).fontSize);
    if (Math.abs(now - size) > 0.01) continue;  // it follows the reader by itself
    e.style.setProperty('font-size', `${share * size}px`, 'important');
  }
}"""

# The size of running text in px: of the paragraph that holds most of it.
TEXT_SIZE = """() => {
  let most = 0, size = 0;
  const scope = document.querySelector('main, [role=main], article') ?? document.body;
  for (const e of scope.querySelectorAll('p, li, dd, td, div')) {
    const texts = [...e.childNodes].filter((n) => n.nodeType === 3);
    const own = texts.map((n) => n.data.trim()).join('');
    if (own.length > most && e.checkVisibility()) {
      most = own.length;
      size = parseFloat(getComputedStyle(e).fontSize);
    }
  }
  return size;
}"""

# How the element with the focus looks, and how it looks without: for comparing.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const look = () => [...[e, e.parentElement, e.labels?.[0]].filter(Boolean).map((one) => {
    const s = getComputedStyle(one);
    const outline = [s.outlineStyle, s.outlineWidth, s.outlineColor];
    return [...(s.outlineStyle === 'none' ? [] : outline), s.boxShadow,
      s.borderColor, s.borderWidth, s.backgroundColor, s.color,
      s.textDecorationLine].join('|');
  })].join('||');
  const has = look();
  const html = e.outerHTML.slice(0, 120);
  e.blur();
  const without = look();
  e.focus({preventScroll: true});
  return {html, isSeen: has !== without};
}"""

# All rules of axe-core, the experimental ones and those of level AAA too.
AXE_TAGS = (
    "wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    "experimental",
)  # fmt: skip
RUN_AXE = f"axe.run(document, {{runOnly: {json.dumps(AXE_TAGS)}, resultTypes: ['violations']}})"

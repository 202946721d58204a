"""What is measured in a browser: each script answers what is wrong, in words, or nothing."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from reader.auditing import measures

LINES, OWN_SPACING, RUN = measures.LINES, measures.OWN_SPACING, measures.RUN_AXE

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

# With the reader's own spacing nothing may be cut off (SC 1.4.12).
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

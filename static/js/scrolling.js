// What scrolls: the window, or a box around lines that run down.

export function scrollerOf(element) {
  for (let box = element; box && box !== document.body; box = box.parentElement) {
    if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible") return box;
  }
  return document.scrollingElement;
}

"""What a camera reads in a QR code that is an SVG drawing of segno's."""

import re

import zxingcpp

_MODULE = 4  # pixels
_SIZE = re.compile(r'viewBox="0 0 (\d+) \1"')
_LINES = re.compile(r'stroke="#000" d="([^"]*)"')
_STEP = re.compile(r"([Mmh])([\d.-]+)(?: ([\d.-]+))?")


def decoded(svg: str) -> str:
    """The text of the code in `svg`, drawn and then read by a decoder of its own."""
    size, lines = _SIZE.search(svg), _LINES.search(svg)
    assert size
    assert lines
    width = int(size[1])
    dark = _dark(lines[1])
    rows = [
        b"".join((b"\0" if (x, y) in dark else b"\xff") * _MODULE for x in range(width)) * _MODULE
        for y in range(width)
    ]
    picture = memoryview(b"".join(rows)).cast("B", (width * _MODULE, width * _MODULE))
    (found,) = zxingcpp.read_barcodes(picture)
    text: str = found.text
    return text


def _dark(path: str) -> set[tuple[int, int]]:
    """The modules that horizontal strokes of one module cover."""
    x = y = 0.0
    dark = set()
    for kind, first, second in _STEP.findall(path):
        if kind == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += float(first)
        elif kind == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second)
    return dark

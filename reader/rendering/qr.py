"""QR codes as SVG pictures (ISO/IEC 18004)."""

from functools import lru_cache
from io import BytesIO

import segno


@lru_cache(64)  # the same for every edition of an article
def qr_svg(text: str, scale: int = 8) -> bytes:
    """A black-on-white SVG of `text` with the quiet zone the standard asks for (4 modules)."""
    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture, kind="svg", scale=scale, border=4, dark="#000", light="#fff", omitsize=False
    )
    return picture.getvalue()


def qr_inline(text: str) -> str:
    """The same as an element of a page, as wide as its style sheet says; of it nothing is kept."""
    code = segno.make(text, error="m", micro=False)
    element: str = code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return element

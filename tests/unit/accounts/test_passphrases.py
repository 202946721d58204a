"""Passphrases: what is taken, what is kept, and that nothing anybody types is an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.accounts import passphrases
from reader.accounts.passphrases import LEAST, MOST, Fault, fault_of, hashed, is_right


@pytest.mark.parametrize(
    ("passphrase", "fault"),
    [
        ("", Fault.SHORT),
        ("七个字不够长啊", Fault.SHORT),
        ("八个字就够长了啊", None),
        ("　".join("今天天气"), Fault.SHORT),
        ("字" * (MOST + 1), Fault.LONG),
        ("12345678", Fault.COMMON),
        ("Password1", Fault.COMMON),
        ("ｐａｓｓｗｏｒｄ", Fault.COMMON),
        ("i l o v e y o u", Fault.COMMON),
        ("哈哈哈哈哈哈哈哈哈", Fault.COMMON),
        ("王大妈的名字八个字", Fault.NAME),
        ("correct horse battery staple", None),
        (" 空格 在 两头 也算 ", None),
    ],
)
def test_length_and_commonness_decide(passphrase: str, fault: Fault | None) -> None:
    assert fault_of(passphrase, "王大妈的名字八个字") is fault


def test_what_is_kept_says_how_and_not_what() -> None:
    kept = hashed("今天天气很好啊")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != hashed("今天天气很好啊")
    assert is_right(kept, "今天天气很好啊")
    assert not is_right(kept, "今天天气很好")


def test_it_is_the_same_however_it_was_typed() -> None:
    assert is_right(hashed("ＡＢＣ１２３ｄｅｆ"), "ABC123def")
    assert is_right(hashed("cafe\u0301 au lait"), "caf\u00e9 au lait")
    assert not is_right(hashed("ABC123def"), "abc123def")


def test_who_is_not_there_costs_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting:
        hash = staticmethod(passphrases._HASHER.hash)

        def verify(self, kept: str, text: str) -> bool:
            asked.append(kept)
            return passphrases_verify(kept, text)

    passphrases_verify = passphrases._HASHER.verify
    monkeypatch.setattr(passphrases, "_HASHER", Counting())
    for kept in ("", hashed("今天天气很好啊"), "not a hash"):
        assert not is_right(kept, "x" * 60_000)
        assert not is_right(kept, "不对")
    assert len(asked) == 6
    assert asked[0].partition("$argon2id$v=19$m=19456,t=2,p=1$")[1]


def test_a_long_one_is_cut_before_it_costs_anything() -> None:
    kept = hashed("字" * MOST)
    assert is_right(kept, "字" * MOST)
    assert not is_right(kept, "字" * 60_000)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=MOST + 5), st.text(max_size=50))
def test_nothing_that_is_typed_is_an_error(passphrase: str, name: str) -> None:
    fault = fault_of(passphrase, name)
    if fault is None:
        assert LEAST <= len(passphrase) <= MOST
        assert is_right(hashed(passphrase), passphrase)

"""So much a minute, and no more memory than is good."""

import pytest

from reader.web import allowance
from reader.web.allowance import OwnAllowance, allowance_of


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that is set by hand."""
    now = [600_010.0]
    monkeypatch.setattr("reader.web.allowance.monotonic", lambda: now[0])
    return now


def test_each_network_has_its_own_and_a_new_one_every_minute(clock: list[float]) -> None:
    taken = OwnAllowance(2)
    assert [taken.take("a"), taken.take("a"), taken.take("b")] == [0, 0, 0]
    assert taken.take("a") == 50
    clock[0] += 49
    assert taken.take("a") == 1
    clock[0] += 1
    assert taken.take("a") == 0


def test_a_flood_of_networks_takes_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_MOST_KNOWN", 3)
    taken = OwnAllowance(1)
    assert [taken.take(str(number)) for number in range(9)] == [0] * 9
    assert len(taken._taken) == 3
    assert taken.take("0") > 0


def test_none_is_any_number() -> None:
    assert {allowance_of(0, "").take("a") for _ in range(1000)} == {0}

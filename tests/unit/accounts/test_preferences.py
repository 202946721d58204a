"""What an account and a device that follows it have in common, whichever of them was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.accounts.preferences import settled
from reader.domain.preferences import CHOICES, Preferences

ANY = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in CHOICES.items()}).map(
    lambda values: Preferences().changed(values).format()
)


@pytest.mark.parametrize(
    ("account", "shown", "applied", "both"),
    [
        # A new device takes the account's; an account without any takes the device's.
        ("size=160", "theme=dark", None, "size=160"),
        ("size=160", None, None, "size=160"),
        ("", "theme=dark", None, "theme=dark"),
        ("", None, None, ""),
        # Nothing was changed anywhere.
        ("", "", "", ""),
        ("size=160", "size=160", "size=160", "size=160"),
        # Changed here.
        ("size=160", "size=200", "size=160", "size=200"),
        ("size=160", "", "size=160", ""),
        ("", "edition=zh-hant", "", "edition=zh-hant"),
        # Changed on another device.
        ("size=200", "size=160", "size=160", "size=200"),
        ("", "size=160", "size=160", ""),
        # Changed on both: each setting where it was changed; the same one as it is here.
        ("size=160&theme=dark", "size=200", "size=160", "size=200&theme=dark"),
        ("size=250", "size=200", "size=160", "size=200"),
        ("elder=on", "size=160&line=200", "size=160", "elder=on&line=200"),
        # A browser that has forgotten is told again.
        ("size=160", None, "size=160", "size=160"),
        ("size=160", None, "", "size=160"),
        # What no release knows is left out.
        ("size=161&colour=red", "size=160", "size=160", ""),
    ],
)
def test_account_and_device_agree(
    account: str, shown: str | None, applied: str | None, both: str
) -> None:
    assert settled(account, shown, applied) == both


@given(ANY, st.none() | ANY, st.none() | ANY)
def test_once_they_agree_they_stay_so(account: str, shown: str | None, applied: str | None) -> None:
    both = settled(account, shown, applied)
    assert settled(both, both, both) == both
    assert settled(both, None, both) == both


@given(ANY, ANY, ANY)
def test_what_was_changed_here_holds(account: str, shown: str, applied: str) -> None:
    both, here, before = (
        Preferences.parse(text) for text in (settled(account, shown, applied), shown, applied)
    )
    for key in CHOICES:
        if getattr(here, key) != getattr(before, key):
            assert getattr(both, key) == getattr(here, key)

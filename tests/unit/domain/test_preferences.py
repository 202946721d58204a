"""Preferences: what a cookie may say, and what the buttons do."""

from dataclasses import asdict
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.preferences import (
    CHOICES,
    ELDER_SIZE,
    LASTING,
    MAX_COOKIE_LENGTH,
    OPEN,
    PRESETS,
    SIZES,
    THEME_CYCLE,
    Preferences,
    is_allowed,
)

colours = st.from_regex(OPEN["own"], fullmatch=True)
preferences = st.builds(
    Preferences,
    **{key: st.sampled_from(values) for key, values in CHOICES.items()} | {"own": colours},
)
values = st.sampled_from(sorted({value for choices in CHOICES.values() for value in choices}))
cookies = st.lists(
    st.tuples(st.sampled_from([*CHOICES, "", "x", "sizesize"]), st.text(max_size=8) | values)
).map(lambda pairs: "&".join(f"{key}={value}" for key, value in pairs))


@given(st.text() | cookies)
def test_any_text_gives_allowed_values_only(text: str) -> None:
    for key, value in asdict(Preferences.parse(text)).items():
        assert is_allowed(key, value)


@given(preferences)
def test_what_is_written_is_read_again(wanted: Preferences) -> None:
    assert Preferences.parse(wanted.format()) == wanted


def test_every_setting_together_fits_in_the_cookie() -> None:
    longest = {key: max(values[1:], key=len, default="") for key, values in CHOICES.items()}
    chosen = Preferences(**longest | {"own": "112233-aabbcc"})
    assert len(chosen.chosen()) == len(CHOICES)
    assert len(chosen.format()) <= MAX_COOKIE_LENGTH


def test_the_fields_are_the_keys_and_their_defaults_come_first() -> None:
    assert asdict(Preferences()) == {key: choices[0] for key, choices in CHOICES.items()}


def test_defaults_are_never_written() -> None:
    assert Preferences().format() == ""
    assert Preferences(theme="dark").format() == "theme=dark"


def test_one_odd_value_leaves_the_others_as_they_are() -> None:
    assert Preferences.parse("size=9999&theme=dark&elder=maybe&edition=zh-hant") == Preferences(
        theme="dark", edition="zh-hant"
    )


def test_an_unknown_key_is_passed_over() -> None:
    assert Preferences.parse("colour=red&size=125") == Preferences(size="125")


def test_a_cookie_that_is_too_long_is_not_read() -> None:
    padding = "x" * (MAX_COOKIE_LENGTH - len("theme=dark&"))
    assert Preferences.parse(f"theme=dark&{padding}").theme == "dark"
    assert Preferences.parse(f"theme=dark&{padding}x") == Preferences()


def test_changing_ignores_what_is_not_allowed() -> None:
    changed = Preferences(theme="dark").changed({"theme": "pink", "size": "200", "self": "x"})
    assert changed == Preferences(theme="dark", size="200")


@pytest.mark.parametrize("elder", ["off", "on"])
def test_pressing_larger_walks_up_every_size_and_stops_at_the_last(elder: str) -> None:
    settings = Preferences(elder=elder, size=str(SIZES[0]))
    seen = [settings.effective_size]
    for _ in SIZES:
        settings = settings.larger()
        seen.append(settings.effective_size)
    assert seen == [*SIZES, SIZES[-1]]


@pytest.mark.parametrize("elder", ["off", "on"])
def test_pressing_smaller_walks_down_every_size_and_stops_at_the_first(elder: str) -> None:
    settings = Preferences(elder=elder, size=str(SIZES[-1]))
    seen = [settings.effective_size]
    for _ in SIZES:
        settings = settings.smaller()
        seen.append(settings.effective_size)
    assert seen == [*reversed(SIZES), SIZES[0]]


@given(preferences)
def test_larger_then_smaller_leads_back(settings: Preferences) -> None:
    if settings.effective_size != SIZES[-1]:
        back = settings.larger().smaller()
        assert back.effective_size == settings.effective_size
        assert back.theme == settings.theme


def test_the_size_an_edition_has_by_itself_is_not_kept_as_a_choice() -> None:
    assert Preferences(size="110").smaller() == Preferences()
    assert Preferences(size="180", elder="on").smaller() == Preferences(elder="on")


def test_entering_and_leaving_the_elder_edition_starts_at_its_own_size() -> None:
    entered = Preferences(size="80", theme="dark").with_elder("on")
    assert entered == Preferences(elder="on", theme="dark")
    assert entered.effective_size == ELDER_SIZE
    assert entered.larger().with_elder("off") == Preferences(theme="dark")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_holds_allowed_choices_that_differ_from_the_defaults(name: str) -> None:
    for key, value in PRESETS[name].items():
        assert is_allowed(key, value)
        assert value != CHOICES[key][0]
        assert key not in LASTING


@given(preferences, st.sampled_from(sorted(PRESETS)))
def test_a_preset_replaces_everything_but_what_lasts(settings: Preferences, name: str) -> None:
    chosen = settings.with_preset(name)
    lasting = {key: getattr(settings, key) for key in LASTING}
    assert asdict(chosen) == {**asdict(Preferences()), **PRESETS[name], **lasting}
    assert chosen.with_preset("nonsense") == chosen


def test_the_theme_button_goes_through_its_themes_and_round() -> None:
    settings = Preferences(theme=THEME_CYCLE[0])
    seen = [(settings := settings.with_next_theme()).theme for _ in THEME_CYCLE]
    assert seen == [*THEME_CYCLE[1:], THEME_CYCLE[0]]
    assert Preferences(theme="blue").with_next_theme().theme == THEME_CYCLE[0]


def test_every_pair_of_values_is_read_as_it_was_written() -> None:
    settings = [(key, value) for key, values in CHOICES.items() for value in values]
    for one, other in combinations(settings, 2):
        chosen = Preferences(**dict((one, other)))
        assert Preferences.parse(chosen.format()) == chosen


@pytest.mark.parametrize("own", ["112233", "112233-44556", "GGGGGG-000000", "red"])
def test_own_colours_are_two_of_six_digits(own: str) -> None:
    assert Preferences.parse(f"own={own}") == Preferences()
    assert Preferences().changed({"own": own}) == Preferences()

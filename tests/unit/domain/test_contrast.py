"""Contrast as WCAG 2.2 reckons it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.contrast import LEAST, contrast

colours = st.from_regex(r"[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("ink", "paper", "ratio"),
    [
        ("000000", "ffffff", 21.0),
        ("ffffff", "ffffff", 1.0),
        ("767676", "ffffff", 4.54),  # the lightest grey that WCAG allows on white
        ("777777", "ffffff", 4.48),
        ("ff0000", "ffffff", 4.0),
        ("0000ff", "ffffff", 8.59),
        ("211c15", "fbf9f4", 16.1),
    ],
)
def test_the_contrast_of_known_pairs(ink: str, paper: str, ratio: float) -> None:
    assert contrast(ink, paper) == pytest.approx(ratio, abs=0.05)


def test_the_least_lies_between_two_greys() -> None:
    assert contrast("777777", "ffffff") < LEAST < contrast("767676", "ffffff")


@given(colours, colours)
def test_it_is_the_same_either_way_and_within_bounds(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21.001

"""Articles and columns."""

import pytest

from reader.domain.article import columns_down_to


@pytest.mark.parametrize(
    ("path", "columns"),
    [("", []), ("诗", ["诗"]), ("诗/唐/李白", ["诗", "诗/唐", "诗/唐/李白"])],
)
def test_a_column_lies_in_those_above_it(path: str, columns: list[str]) -> None:
    assert columns_down_to(path) == columns

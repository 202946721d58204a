"""Where templates, static files and translations are found."""

import pytest

from reader.config.resources import resource_dir


@pytest.mark.parametrize(
    ("name", "part"), [("templates", "*.html"), ("static", "css/*.css"), ("translations", "zh*")]
)
def test_a_folder_of_the_program_is_found_with_what_belongs_in_it(name: str, part: str) -> None:
    assert list(resource_dir(name).glob(part))


def test_a_broken_installation_says_so() -> None:
    with pytest.raises(FileNotFoundError, match="install it again"):
        resource_dir("nowhere")

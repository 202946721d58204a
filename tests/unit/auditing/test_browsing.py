"""Without a browser an audit says so, check by check."""

import pytest

from reader.auditing import browsing
from reader.auditing.answers import Answer, Fetcher
from reader.auditing.browsing import Browsing, NoBrowser, needs_browser
from reader.auditing.findings import Outcome
from reader.auditing.robots import Robots
from reader.auditing.site import Site

SITE = Site("http://localhost/", Fetcher(), Robots(Answer("http://localhost/robots.txt")), True)


def test_what_is_not_installed_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "is_installed", lambda: False)
    found = list(Browsing()(SITE))
    assert [finding.check.id for finding in found] == list(needs_browser())
    assert {finding.outcome for finding in found} == {Outcome.UNKNOWN}
    assert "qingdu[audit]" in found[0].said.english


def test_what_was_not_asked_for_is_left_open() -> None:
    assert {finding.outcome for finding in NoBrowser()(SITE)} == {Outcome.UNKNOWN}


def test_a_browser_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "look", lambda _: iter(["no such program"]))
    (said, *_) = [finding.said.english for finding in Browsing()(SITE)]
    assert said == "The browser did not start: no such program"

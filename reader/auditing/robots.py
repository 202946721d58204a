"""What a site asks of programs (RFC 9309)."""

from collections.abc import Iterable
from urllib.robotparser import RobotFileParser

from reader.auditing.answers import AGENT, Answer

_NAME = AGENT.partition("/")[0]


class Robots:
    """A robots.txt; where there is none everything is allowed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.is_there = answer.status == 200 and not answer.is_html
        self.lines = answer.body.decode("utf-8", "replace").splitlines() if self.is_there else []
        self._rules = RobotFileParser()
        self._rules.parse(self.lines)

    def allows(self, url: str) -> bool:
        """Whether this program may ask for an address."""
        return not self.is_there or self._rules.can_fetch(_NAME, url)

    def sitemaps(self) -> list[str]:
        """The sitemaps it names."""
        return self._rules.site_maps() or []

    def strange(self) -> Iterable[str]:
        """Lines that say nothing: neither empty, nor a remark, nor a known field."""
        known = ("user-agent:", "allow:", "disallow:", "sitemap:", "crawl-delay:", "host:")
        for line in self.lines:
            text = line.partition("#")[0].strip().lstrip("\ufeff")
            if text and not text.lower().startswith((*known, "clean-param:", "request-rate:")):
                yield text

"""A plain HTTP client: no redirects followed, no cookies kept, headers sent as given."""

import gzip
import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import brotli
import html5lib


@dataclass(frozen=True)
class Answer:
    """One response; `body` is as it came over the wire."""

    path: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        encoding = self.headers.get("Content-Encoding", "")
        if encoding == "br":
            return bytes(brotli.decompress(self.body)).decode()
        if encoding == "gzip":
            return gzip.decompress(self.body).decode()
        return self.body.decode()

    @cached_property
    def page(self) -> Element:
        """The document; raises where it is not valid HTML syntax (html5lib, strict)."""
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        document: Element = parser.parse(self.text)
        return document

    @property
    def lang(self) -> str | None:
        return self.page.get("lang")

    @property
    def h1(self) -> str:
        (heading,) = self.page.iter("h1")
        return words(heading)

    @property
    def is_html(self) -> bool:
        return self.headers.get_content_type() == "text/html"


@dataclass(frozen=True)
class Client:
    """Talks to one server."""

    base: str
    log: str = ""

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | bytes] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        parts = urlsplit(self.base)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            has_host = "Host" in (headers or {})
            connection.putrequest(method, path, skip_host=has_host, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(path, response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, headers: Mapping[str, str | bytes] | None = None) -> Answer:
        return self.request("GET", path, headers)

    def post(
        self, path: str, form: str, headers: Mapping[str, str | bytes] | None = None
    ) -> Answer:
        content_type = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", path, content_type | dict(headers or {}), form.encode())

    def page(self, path: str, headers: Mapping[str, str | bytes] | None = None) -> Answer:
        """A page that must be there, with everything every page must have."""
        answer = self.get(path, headers)
        assert answer.status == 200, f"{path} answered {answer.status}"
        check_page(answer)
        return answer


def check_page(answer: Answer) -> None:
    """Valid syntax, a language, one `h1` that the title repeats, unique ids, named controls."""
    page = answer.page
    assert page.get("lang"), f"{answer.path}: <html> has no lang"
    headings = [words(heading) for heading in page.iter("h1")]
    assert len(headings) == 1, f"{answer.path}: h1 elements: {headings}"
    title = words(next(page.iter("title")))
    assert headings[0] in title or "·" in title, f"{answer.path}: title {title!r}"
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"{answer.path}: ids used twice: {sorted(map(str, ids))}"


def words(element: Element) -> str:
    """The text of an element that readers see."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag in {"script", "style", "noscript"}:
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def links(page: Element) -> list[str]:
    """Every address the page links to or loads, in order."""
    found = (element.get(name) for element in page.iter() for name in ("href", "src", "action"))
    return [address for address in found if address]

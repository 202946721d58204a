"""One page as the page cache keeps it: its bytes and headers in each content coding."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, Self

import brotli

from reader.observing.cells import cell_of
from reader.observing.routes import place_of
from reader.web.encodings import ENCODINGS, SMALLEST_BROTLI, compress, is_worth_compressing

Headers = list[tuple[str, str]]
Key = str | tuple[str, int]  # a page's path; with its number where that is 2 or more

_OVERHEAD = 4096  # bytes a page costs beside its bodies: headers, keys, places in tables
_MOST_POLISHED = 256 * 1024  # bytes; brotli at its best takes a second for each megabyte
_SMALLEST = "br11"  # in ETags, brotli at its best quality
_TAG = re.compile(r'"[^"]*"')
_OF_A_FORM = {"content-type", "content-length", "content-encoding", "etag", "vary"}


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one content coding, ready to be sent."""

    body: bytes
    headers: Headers
    tag: str


class Smallest(NamedTuple):
    """A page in brotli, as small as it gets or not yet; `digest` names what it unpacks to."""

    body: bytes
    is_polished: bool
    digest: str


@lru_cache(maxsize=256)
def _parted(headers: tuple[tuple[str, str], ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The content type, and the headers that all forms of a page have; most pages share them."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    lasting = (header for header in headers if header[0].lower() not in _OF_A_FORM)
    return kind, (*lasting, ("Vary", "Accept-Encoding"))


class KeptPage:
    """A page, made into further forms as they are asked for.

    `keys` are the parts of the library it shows; `digest` names the bytes of its body, and they
    are digested where it is not given. `is_asked`: asked for since the cache last
    looked for pages to drop. `is_polished`: its brotli form is the smallest, or is about to be.
    `cell` is where answers of its route are counted. `is_personal`: readers who have said something
    of themselves get another.
    """

    __slots__ = ("_digest", "_tags", "_type", "body", "cell", "forms", "is_asked", "is_personal",
                 "is_polished", "key", "keys", "lasting_headers")  # fmt: skip

    def __init__(
        self, key: Key, keys: Iterable[str], headers: Headers, body: bytes, digest: str = ""
    ) -> None:
        self.key = key
        self.keys = frozenset(keys)
        self.body = body
        self.is_asked = False
        self.cell = cell_of(place_of(key if isinstance(key, str) else key[0]).route)
        self._digest = (digest or sha256(body).hexdigest())[:24]
        self._tags: frozenset[str] = frozenset()  # once somebody asks for them
        self.is_personal = any(
            name == "Cache-Control" and value.startswith("private") for name, value in headers
        )
        self._type, self.lasting_headers = _parted(
            tuple([header for header in headers if header[0] != "Content-Length"])
        )
        plain = self._form(body, "", self._tag(""))
        self.forms = {"": plain}
        if not is_worth_compressing(self._type, len(body)):
            self.forms |= dict.fromkeys(ENCODINGS, plain)
        self.is_polished = "br" in self.forms or len(body) > _MOST_POLISHED

    @classmethod
    def restored(
        cls, key: Key, keys: Iterable[str], headers: Headers, smallest: "Smallest"
    ) -> Self:
        """A page from what `smallest` gave of one; raises brotli.error where it is damaged."""
        page = cls(key, keys, headers, brotli.decompress(smallest.body), smallest.digest)
        if "br" not in page.forms:
            tag = page._tag(_SMALLEST if smallest.is_polished else "br")
            page.forms["br"] = page._form(smallest.body, "br", tag)
            page.is_polished |= smallest.is_polished
        return page

    def smallest(self) -> "Smallest":
        """The brotli form, made where it is not there."""
        form = self.forms.get("br") or self.make("br")
        return Smallest(form.body, form.tag == self._tag(_SMALLEST), self._digest)

    @property
    def is_compressed(self) -> bool:
        """Whether it gets smaller by being compressed."""
        return self.forms.get("br") is not self.forms[""]

    @property
    def headers(self) -> Headers:
        """The headers that the page was made with, but for those of a form."""
        return [("Content-Type", self._type), *self.lasting_headers[:-1]]

    @property
    def size(self) -> int:
        """What it takes in memory, in bytes."""
        bodies = {id(form): len(form.body) for form in self.forms.copy().values()}
        return _OVERHEAD + sum(bodies.values())

    def make(self, encoding: str) -> Form:
        """The form in a content coding that it has not been asked for in yet."""
        form = self._form(compress(self.body, encoding), encoding, self._tag(encoding))
        return self.forms.setdefault(encoding, form)

    def polish(self) -> None:
        """Make the brotli form as small as it gets: milliseconds of work."""
        body = compress(self.body, "br", SMALLEST_BROTLI)
        if len(body) < len(self.forms["br"].body):
            self.forms["br"] = self._form(body, "br", self._tag(_SMALLEST))

    def known_tag(self, if_none_match: str, encoding: str) -> str:
        """The first ETag of `If-None-Match` that any form of this page has, "" where none is.

        Every form says the same, so they match weakly (RFC 9110, 13.1.2); the one matched is
        given, for a cache to find the answer it holds by it (RFC 9111, 4.3.4).
        """
        if not self._tags:
            self._tags = frozenset(map(self._tag, ("", *ENCODINGS, _SMALLEST)))
        if if_none_match in self._tags:
            return if_none_match
        if if_none_match.strip() == "*":
            form = self.forms.get(encoding)
            return form.tag if form else self._tag(encoding)
        return next((tag for tag in _TAG.findall(if_none_match) if tag in self._tags), "")

    def _tag(self, name: str) -> str:
        return f'"{self._digest}-{name}"' if name else f'"{self._digest}"'

    def _form(self, body: bytes, encoding: str, tag: str) -> Form:
        headers = [
            ("Content-Type", self._type),
            ("Content-Length", str(len(body))),
            *self.lasting_headers,
            ("ETag", tag),
        ]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return Form(body, headers, tag)

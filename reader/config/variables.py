"""The environment variables `QINGDU_*`: what each means and how it is read.

docs/configuration.md has its table from here (`make tables`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reader.domain.errors import SettingsError

PREFIX = "QINGDU_"
MB = 1024 * 1024  # bytes

_MOST_MB = 65536
_MOST_HOPS = 9
_MOST_COSTLY = 1_000_000

Read = Callable[[str, str], Any]  # of a whole name and a value; raises SettingsError


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: its name without `QINGDU_`, and the field of `Settings` that it fills.

    `meaning` is Markdown as in docs/; `shown` says there what happens without it, where the
    `default` does not.
    """

    name: str
    field: str
    default: str
    reading: Read
    meaning: str
    shown: str = ""

    def read(self, value: str) -> Any:
        """What a value means, empty for the default; raises SettingsError with a sentence."""
        return self.reading(PREFIX + self.name, value or self.default)


def _megabytes(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= _MOST_MB):
        raise SettingsError(
            f"{name} is {value!r}; it must be a number of megabytes, 0 to {_MOST_MB}"
        )
    return int(value) * MB


def _switch(name: str, value: str) -> bool:
    if value not in {"on", "off"}:
        raise SettingsError(f"{name} is {value!r}; it must be on or off")
    return value == "on"


def _one_of(*values: str) -> Read:
    def read(name: str, value: str) -> str:
        if value not in values:
            raise SettingsError(f"{name} is {value!r}; it must be one of {', '.join(values)}")
        return value

    return read


def _names(_name: str, value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _folder(_name: str, value: str) -> Path:
    return Path(value).absolute()


def _hops(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= _MOST_HOPS):
        raise SettingsError(
            f"{name} is {value!r}; it must be how many proxies of yours each request "
            f"passes, 0 to {_MOST_HOPS}"
        )
    return int(value)


def _costly(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= _MOST_COSTLY):
        raise SettingsError(
            f"{name} is {value!r}; it must be how many searches and e-books "
            f"one network may ask for in a minute, 0 (any number) to {_MOST_COSTLY}"
        )
    return int(value)


def _database_url(name: str, value: str) -> str:
    if value and not value.startswith(("postgresql://", "sqlite:////")):
        raise SettingsError(
            f"{name} must be the address of a PostgreSQL database, such as "
            "postgresql://user:secret@host/name, or of an SQLite file, sqlite:////folder/file"
        )
    return value


def _redis_url(name: str, value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError(
            f"{name} must be the address of a Redis database, such as redis://:secret@host:6379/0"
        )
    return value


def _existing_folder(name: str, value: str) -> Path:
    folder = Path(value).absolute()
    if not folder.is_dir():
        raise SettingsError(
            f"The content folder {folder} does not exist. Create it, or set {name} to "
            "the folder that holds your articles."
        )
    return folder


def _site_url(name: str, value: str) -> str:
    if not value:
        return ""
    if not _is_site_url(value):
        raise SettingsError(
            f"{name} is {value!r}; it must be the public address of the site, such as "
            "https://www.example.gov.cn or https://www.example.gov.cn/read"
        )
    scheme, _, rest = value.partition("://")
    return f"{scheme.lower()}://{rest}".rstrip("/")


def _is_site_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    is_plain = value.isprintable() and not set(value) & set(' ?#@\\"<>')
    return parts.scheme in {"http", "https"} and has_host and is_plain


VARIABLES = (
    Variable(
        "CONTENT",
        "content",
        "content",
        _existing_folder,
        "the folder of articles; it must exist",
    ),
    Variable(
        "STATE",
        "state",
        "var",
        _folder,
        "a folder, on a local disk, for what is derived: the [index](index.md), rendered "
        "bodies, conversion tables, compressed static files. All of it may be deleted but "
        "`accounts.sqlite3`, which holds what readers have kept in the [user "
        "centre](accounts.md). Where it cannot be written, all that is made at every start in "
        "a temporary folder, and the log says so",
    ),
    Variable(
        "SITE_URL",
        "site_url",
        "",
        _site_url,
        "the public address. Canonical and `hreflang` links, the link to share and its QR "
        "code, [feeds and sitemaps](search.md) are made from it, never from the Host header; "
        "without it they are relative or left out. Its path, as in "
        "`https://example.gov.cn/read`, is where the site is mounted. With `https`, cookies "
        "are `Secure` and HSTS is sent",
        shown="empty; `http://localhost:PORT` under `qingdu serve` on the loopback addresses",
    ),
    Variable(
        "PAGE_CACHE_MB",
        "page_cache",
        "16",
        _megabytes,
        "memory for ready pages, in each server process; 0 keeps none",
    ),
    Variable(
        "BODIES_MB",
        "body_store",
        "1024",
        _megabytes,
        "disk space, in the state folder, for rendered bodies and the texts of their pages; "
        "the oldest go first",
    ),
    Variable(
        "OFFLINE",
        "offline",
        "on",
        _switch,
        "whether browsers keep articles to be [read without a network](offline.md); `off` "
        "also takes away what they had kept",
    ),
    Variable(
        "ACCOUNTS",
        "accounts",
        "on",
        _switch,
        "whether there is a [user centre](accounts.md); `off` takes every trace of it off the "
        "pages",
    ),
    Variable(
        "DATABASE_URL",
        "database_url",
        "",
        _database_url,
        "where the user centre keeps what readers give it: a PostgreSQL database, "
        "`postgresql://user:secret@host/name`, or another SQLite file, "
        "`sqlite:////folder/file`",
        shown="`accounts.sqlite3` in the state folder",
    ),
    Variable(
        "REDIS_URL",
        "redis_url",
        "",
        _redis_url,
        "where failures to sign in are counted, `redis://:secret@host:6379/0`",
        shown="empty: the database above",
    ),
    Variable(
        "PROXY_HOPS",
        "proxy_hops",
        "0",
        _hops,
        "how many proxies of yours each request passes; each must add the address it came "
        "from to `X-Forwarded-For`. Limits on failures go by the reader's address",
    ),
    Variable(
        "COSTLY_PER_MINUTE",
        "costly_per_minute",
        "300",
        _costly,
        "how many searches, e-books and saved pages one network (an IPv4 address, the /64 of "
        "an IPv6 one) may ask for in a minute, over all server processes with "
        "`QINGDU_REDIS_URL`, else in each; more are answered 429, with how long to wait. 0: "
        "any number. Reading is never counted, nor is a private address while "
        "`QINGDU_PROXY_HOPS` is 0: it may be a proxy's",
    ),
    Variable(
        "TRUSTED_HOSTS",
        "trusted_hosts",
        "",
        _names,
        "names, between commas or spaces, that the Host header may have; `.example.gov.cn` "
        "allows every name below it. Any other is answered 400, by a page of its own in three "
        "languages, before anything else of the site is asked",
        shown="empty: any",
    ),
    Variable(
        "LOG",
        "log",
        "plain",
        _one_of("plain", "json"),
        "how the log is written: `plain` or `json`, one object a line ([the "
        "log](observing.md#the-log))",
    ),
    Variable(
        "LOG_REQUESTS",
        "log_requests",
        "off",
        _switch,
        "`on`: a line for each request, without the reader's address, cookies or what was "
        "searched for",
    ),
    Variable(
        "LOG_CLIENT",
        "log_client",
        "off",
        _one_of("off", "network", "address"),
        "whether that line says where a request comes from: `network` (the first 24 bits of "
        "an IPv4 address, 48 of an IPv6 one), or `address` (whole: personal data)",
    ),
    Variable(
        "METRICS",
        "metrics",
        "",
        _names,
        "addresses, such as `127.0.0.1:9464, [::1]:9464`, at which `qingdu serve` tells "
        "Prometheus the [metrics](observing.md#metrics); `--metrics` comes before it",
        shown="empty",
    ),
)

"""What the operator says of the deployment: the environment variables `QINGDU_*`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reader.domain.errors import SettingsError

PREFIX = "QINGDU_"
SITE_FILE = "site.toml"  # in the content folder: the publisher's part (`reader.config.site`)

_MB = 1024 * 1024
_MOST_MB = 65536
_MOST_HOPS = 9
_MOST_COSTLY = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """A validated deployment.

    `site_url` is the public address without a trailing slash, empty when unknown; its path is
    where the site is mounted. `trusted_hosts` empty means that any Host header is answered.
    `page_cache` is the memory for ready pages of each process, `body_store` the disk space for
    rendered bodies, both in bytes. `offline`: browsers may keep pages to be read without a network.
    `accounts`: there is a user centre; `database_url` is where it keeps what it is told, empty
    for a file in `state`, `redis_url` where failures to sign in are counted, empty for there too.
    `proxy_hops` is how many proxies of ours a request passes, each of which adds the address it
    came from to X-Forwarded-For.
    `log` is how events, and with `log_requests` requests, are written to the log: `plain` or
    `json`; `log_client` whether a request's line says from where: `off`, `network`, `address`.
    `metrics` are the addresses, `HOST:PORT`, where they are told to Prometheus.
    `costly_per_minute` is how many searches and files made on request one network may have, 0 for
    any number.
    `page_suffix` is what the addresses of pages end in: `.html` in an export, which no server
    answers for, else nothing. It is not the operator's to say.
    """

    content: Path
    state: Path
    site_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    page_cache: int = 16 * _MB
    body_store: int = 1024 * _MB
    offline: bool = True
    accounts: bool = True
    database_url: str = ""
    redis_url: str = ""
    proxy_hops: int = 0
    log: str = "plain"
    log_requests: bool = False
    log_client: str = "off"
    metrics: tuple[str, ...] = ()
    costly_per_minute: int = 300
    page_suffix: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read `QINGDU_*`; raises SettingsError with a sentence that says what to change."""
        known = {"CONTENT", "STATE", "SITE_URL", "TRUSTED_HOSTS", "PAGE_CACHE_MB", "BODIES_MB"}
        known |= {"OFFLINE", "ACCOUNTS", "DATABASE_URL", "REDIS_URL", "PROXY_HOPS"}
        known |= {"LOG", "LOG_REQUESTS", "LOG_CLIENT", "METRICS"}
        known |= {"COSTLY_PER_MINUTE"}
        given = {
            name.removeprefix(PREFIX): value.strip()
            for name, value in environment.items()
            if name.startswith(PREFIX)
        }
        if unknown := sorted(given.keys() - known):
            raise SettingsError(
                f"{PREFIX}{unknown[0]} is not a setting of qingdu; the settings are "
                + ", ".join(PREFIX + name for name in sorted(known))
                + "."
            )
        return cls(
            content=_existing_folder(given.get("CONTENT") or "content"),
            state=Path(given.get("STATE") or "var").absolute(),
            site_url=_checked_site_url(given.get("SITE_URL", "")),
            trusted_hosts=tuple(given.get("TRUSTED_HOSTS", "").replace(",", " ").split()),
            page_cache=_megabytes("PAGE_CACHE_MB", given.get("PAGE_CACHE_MB") or "16"),
            body_store=_megabytes("BODIES_MB", given.get("BODIES_MB") or "1024"),
            offline=_switch("OFFLINE", given.get("OFFLINE") or "on"),
            accounts=_switch("ACCOUNTS", given.get("ACCOUNTS") or "on"),
            database_url=_checked_database_url(given.get("DATABASE_URL", "")),
            redis_url=_checked_redis_url(given.get("REDIS_URL", "")),
            proxy_hops=_hops(given.get("PROXY_HOPS") or "0"),
            log=_one_of("LOG", given.get("LOG") or "plain", ("plain", "json")),
            log_requests=_switch("LOG_REQUESTS", given.get("LOG_REQUESTS") or "off"),
            log_client=_one_of(
                "LOG_CLIENT", given.get("LOG_CLIENT") or "off", ("off", "network", "address")
            ),
            metrics=tuple(given.get("METRICS", "").replace(",", " ").split()),
            costly_per_minute=_costly(given.get("COSTLY_PER_MINUTE") or "300"),
        )

    @property
    def base_path(self) -> str:
        """The path the site is mounted under, empty at the root of its host."""
        return urlsplit(self.site_url).path

    @property
    def is_https(self) -> bool:
        """Whether readers reach the site over TLS."""
        return self.site_url.startswith("https://")


def _megabytes(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= _MOST_MB):
        raise SettingsError(
            f"{PREFIX}{name} is {value!r}; it must be a number of megabytes, 0 to {_MOST_MB}"
        )
    return int(value) * _MB


def _switch(name: str, value: str) -> bool:
    if value not in {"on", "off"}:
        raise SettingsError(f"{PREFIX}{name} is {value!r}; it must be on or off")
    return value == "on"


def _one_of(name: str, value: str, values: tuple[str, ...]) -> str:
    if value not in values:
        raise SettingsError(f"{PREFIX}{name} is {value!r}; it must be one of {', '.join(values)}")
    return value


def _hops(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= _MOST_HOPS):
        raise SettingsError(
            f"{PREFIX}PROXY_HOPS is {value!r}; it must be how many proxies of yours each request "
            f"passes, 0 to {_MOST_HOPS}"
        )
    return int(value)


def _costly(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= _MOST_COSTLY):
        raise SettingsError(
            f"{PREFIX}COSTLY_PER_MINUTE is {value!r}; it must be how many searches and e-books "
            f"one network may ask for in a minute, 0 (any number) to {_MOST_COSTLY}"
        )
    return int(value)


def _checked_database_url(value: str) -> str:
    if value and not value.startswith(("postgresql://", "sqlite:////")):
        raise SettingsError(
            f"{PREFIX}DATABASE_URL must be the address of a PostgreSQL database, such as "
            "postgresql://user:secret@host/name, or of an SQLite file, sqlite:////folder/file"
        )
    return value


def _checked_redis_url(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError(
            f"{PREFIX}REDIS_URL must be the address of a Redis database, such as "
            "redis://:secret@host:6379/0"
        )
    return value


def _existing_folder(value: str) -> Path:
    folder = Path(value).absolute()
    if not folder.is_dir():
        raise SettingsError(
            f"The content folder {folder} does not exist. Create it, or set {PREFIX}CONTENT to "
            "the folder that holds your articles."
        )
    return folder


def _checked_site_url(value: str) -> str:
    if not value:
        return ""
    if not _is_site_url(value):
        raise SettingsError(
            f"{PREFIX}SITE_URL is {value!r}; it must be the public address of the site, such as "
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

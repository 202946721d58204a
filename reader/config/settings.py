"""What the operator says of the deployment: the environment variables `QINGDU_*`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reader.config.variables import MB, PREFIX, VARIABLES
from reader.domain.errors import SettingsError

SITE_FILE = "site.toml"  # in the content folder: the publisher's part (`reader.config.site`)


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
    page_cache: int = 16 * MB
    body_store: int = 1024 * MB
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
        given = {
            name.removeprefix(PREFIX): value.strip()
            for name, value in environment.items()
            if name.startswith(PREFIX)
        }
        known = {one.name for one in VARIABLES}
        if unknown := sorted(given.keys() - known):
            raise SettingsError(
                f"{PREFIX}{unknown[0]} is not a setting of qingdu; the settings are "
                + ", ".join(PREFIX + name for name in sorted(known))
                + "."
            )
        return cls(**{one.field: one.read(given.get(one.name, "")) for one in VARIABLES})

    @property
    def base_path(self) -> str:
        """The path the site is mounted under, empty at the root of its host."""
        return urlsplit(self.site_url).path

    @property
    def is_https(self) -> bool:
        """Whether readers reach the site over TLS."""
        return self.site_url.startswith("https://")

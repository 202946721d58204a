"""Which Host headers are answered."""

import re
from functools import lru_cache

_LONGEST_KNOWN = 256  # characters
_NAME = re.compile(
    r"(?:(?:[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.(?!$|:)|(?=\.?(?::|$)))){1,127}\.?(?::\d{1,5})?"
    r"|\[[0-9a-f:.]{2,45}\](?::\d{1,5})?",
    re.IGNORECASE,
)


def is_good_host(host: str, trusted: tuple[str, ...]) -> bool:
    """Whether a Host header is a host (RFC 9112, 3.2), and one of `trusted` if there are any."""
    is_short = len(host) <= _LONGEST_KNOWN
    return _known_to_be_good(host, trusted) if is_short else _is_good(host, trusted)


def _is_good(host: str, trusted: tuple[str, ...]) -> bool:
    if host and not _NAME.fullmatch(host):
        return False
    if not trusted:
        return True
    # Werkzeug is slow to import, and pages that are kept are answered before it is.
    from werkzeug.sansio.utils import host_is_trusted  # noqa: PLC0415

    return host_is_trusted(host.lower(), [name.lower() for name in trusted])


_known_to_be_good = lru_cache(maxsize=256)(_is_good)  # the same few are asked for all the time

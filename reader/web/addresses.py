"""The addresses of pages, without a look through Flask's rules for each."""

import re
from urllib.parse import quote

from reader.config.settings import Settings
from reader.web.services import Services, services

_SAFE = "!$&'()*+,/:;=@"  # what a path may hold as it is (RFC 3986, 3.3), as url_for leaves it
_PLAIN = re.compile(r"[A-Za-z0-9_./~-]*")  # the usual case, and the same by a faster way


def quoted(path: str) -> str:
    """A path as it stands in a URL."""
    return path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)


def address(path: str) -> str:
    """The URL of a path of this site; what a name in it holds is quoted."""
    return services().settings.base_path + quoted(path)


def absolute(url: str) -> str:
    """The public address of a URL of ours, empty when the site's is not configured."""
    settings = services().settings
    if not settings.site_url:
        return ""
    return settings.site_url.removesuffix(settings.base_path) + url


def public(parts: Services, url: str) -> str:
    """The public address of a URL of ours, the URL itself when the site's is not configured."""
    settings = parts.settings
    return settings.site_url.removesuffix(settings.base_path) + url if settings.site_url else url


def shared_address(settings: Settings, path: str) -> str:
    """The public address of an article in nobody's edition; empty when the site's is unknown."""
    if not settings.site_url:
        return ""
    return f"{settings.site_url}/articles/{quoted(path)}{settings.page_suffix}"

"""The addresses of pages, without a look through Flask's rules for each."""

from urllib.parse import quote

from reader.domain.editions import Edition
from reader.web.services import services

_SAFE = "!$&'()*+,/:;=@"  # what a path may hold as it is (RFC 3986, 3.3), as url_for leaves it


def quoted(path: str) -> str:
    """A path as it stands in a URL."""
    return quote(path, safe=_SAFE)


def address(path: str) -> str:
    """The URL of a path of this site; what a name in it holds is quoted."""
    return services().settings.base_path + quoted(path)


def address_in(edition: Edition, path: str) -> str:
    """The URL of a page in an edition."""
    return address(f"/{edition.slug}{path}")


def absolute(url: str) -> str:
    """The public address of a URL of ours, empty when the site's is not configured."""
    settings = services().settings
    if not settings.site_url:
        return ""
    return settings.site_url.removesuffix(settings.base_path) + url

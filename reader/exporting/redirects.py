"""Old addresses as rules for servers: those with a query cannot be files."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, quote, unquote

NGINX = "_redirects.nginx"
HOSTS = "_redirects"  # read by Netlify, Cloudflare Pages and others

_SAFE = "!$&'()*+,/:;=@~"


def for_nginx(redirects: Sequence[tuple[str, str]]) -> str:
    """A map from old addresses to new ones, to be included on the level of `http`."""
    lines = [
        "# Written by qingdu export; docs/exporting.md says how to use it.",
        "map_hash_bucket_size 512;",
        "map_hash_max_size 65536;",
    ]
    for variable, given, has_query in (
        ("$request_uri", "$qingdu_moved_query", True),
        ("$uri", "$qingdu_moved", False),
    ):
        lines.append(f"map {variable} {given} {{")
        rules = {  # nginx takes capitals for small letters, and no rule twice
            _string(_asked(old) if has_query else old).lower(): _string(new)
            for old, new in reversed(redirects)
            if has_query == ("?" in old)
        }
        lines += [f"    {old} {new};" for old, new in reversed(rules.items())]
        lines.append("}")
    return "\n".join(lines) + "\n"


def for_hosts(redirects: Sequence[tuple[str, str]]) -> str:
    """The same, a line for each, as static hosts read them."""
    lines = []
    for old, new in redirects:
        path, _, query = old.partition("?")
        asked = "".join(f" {key}={quote(value)}" for key, value in parse_qsl(query))
        lines.append(f"{quote(unquote(path), safe=_SAFE)}{asked} {new} 301")
    return "\n".join(lines) + "\n"


def _asked(old: str) -> str:
    """An old address as browsers send it."""
    path, _, query = old.partition("?")
    return f"{quote(unquote(path), safe=_SAFE)}?{quote(unquote(query), safe=_SAFE + '?')}"


def _string(text: str) -> str:
    """A value in nginx's configuration that stands for itself."""
    plain = "".join(sign for sign in text if sign.isprintable())
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("$", "%24")
    return f'"{escaped}"' if not plain.startswith("~") else f'"\\{escaped}"'

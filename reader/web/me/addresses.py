"""Where to go after something was done: a place of this site, whatever was asked for."""

import re

from reader.web.services import services

_PLAIN = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*")


def own_place(address: str, otherwise: str) -> str:
    """`address` if it is a path of this site, as a browser would understand it, else `otherwise`.

    A browser takes `//host`, `/\\host` and either with tabs between for another host (WHATWG URL).
    """
    base = services().settings.base_path
    is_ours = address.startswith(f"{base}/") and address.isprintable()
    return address if is_ours and _PLAIN.fullmatch(address) else otherwise

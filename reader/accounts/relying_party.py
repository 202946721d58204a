"""The site as a browser's passkeys know it (WebAuthn Level 3, 5.1.2: an effective domain)."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """`id` is the domain that passkeys are bound to, `origin` that of the site's pages."""

    id: str
    origin: str
    name: str


def relying_party(site_url: str, name: str) -> RelyingParty | None:
    """The site of that public address and name, None where browsers would give it no passkeys.

    They give them to domains, not to numbers, over TLS, and to this machine (Secure Contexts, 3.1).
    """
    parts = urlsplit(site_url)
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        return None
    is_here = host == "localhost" or host.endswith(".localhost")
    if not host or _is_number(host) or (parts.scheme != "https" and not is_here):
        return None
    is_default = parts.port in {None, _DEFAULT_PORTS[parts.scheme]}
    origin = f"{parts.scheme}://{host}" + ("" if is_default else f":{parts.port}")
    return RelyingParty(host, origin, name)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

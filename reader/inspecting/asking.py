"""One request to the site by its public address, over IPv4 or IPv6."""

import http.client
import json
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

_PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of it: `forwarded` is how many addresses X-Forwarded-For had when it arrived.

    None where the answer is not this site's; `trouble` then says why, and elsewhere why the
    site is not well.
    """

    address: str
    forwarded: int | None = None
    trouble: str = ""


def ask(
    url: str, family: socket.AddressFamily = socket.AF_UNSPEC, path: str = "/health/live"
) -> Asked:
    """Ask how the site is; no error is raised."""
    address = f"{url.rstrip('/')}{path}"
    try:
        status, body = _answer(address, family)
        said = json.loads(body)
        forwarded = said.get("forwarded")
        reasons = "; ".join(str(one["reason"]) for one in said.get("troubles", ()))
    except (OSError, http.client.HTTPException) as error:
        return Asked(address, trouble=str(error) or type(error).__name__)
    except (ValueError, AttributeError, TypeError, KeyError):
        return Asked(address, trouble=f"the answer is not this site's (status {status})")
    trouble = "" if status == 200 else reasons or f"it answers {status}"
    return Asked(address, forwarded if isinstance(forwarded, int) else None, trouble)


def _answer(address: str, family: socket.AddressFamily) -> tuple[int, bytes]:
    parts = urlsplit(address)
    host = parts.hostname or ""
    is_https = parts.scheme == "https"
    port = parts.port or (443 if is_https else 80)
    place = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
    plain = socket.create_connection((str(place[0]), port), timeout=_PATIENCE)
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    connection.sock = plain
    try:
        if is_https:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(plain, server_hostname=host)
        connection.putrequest("GET", parts.path, skip_host=True)
        connection.putheader("Host", parts.netloc)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read(65536)
    finally:
        connection.close()
        plain.close()

"""Where the site is reached: its public address, its hosts, the proxies before it, IPv6."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from reader.inspecting.asking import ask
from reader.inspecting.findings import Deployment, Finding, fault, warning, well
from reader.web.host_names import is_good_host

_LOCAL = {"localhost", "127.0.0.1", "::1"}


def address(deployment: Deployment) -> Iterator[Finding]:
    """The public address is known, is HTTPS, and is one that the site answers to."""
    settings = deployment.settings
    parts = urlsplit(settings.site_url)
    host = parts.hostname or ""
    if not host:
        yield warning(
            "QINGDU_SITE_URL is not set: pages have no canonical address, feeds and the sitemap "
            "name none, there are no QR codes. Set it to the public address of the site."
        )
        return
    if not settings.is_https and host not in _LOCAL:
        yield warning(
            f"{settings.site_url} is not HTTPS: what readers read and sign in with can be seen on "
            "the way, and browsers keep nothing to read without a network. Get a certificate, and "
            "set QINGDU_SITE_URL to https://."
        )
    if settings.trusted_hosts and not is_good_host(parts.netloc, settings.trusted_hosts):
        yield fault(
            f"QINGDU_TRUSTED_HOSTS ({', '.join(settings.trusted_hosts)}) does not name {host}, the "
            "host of QINGDU_SITE_URL: every reader is answered 400. Add it."
        )
    elif not settings.trusted_hosts and host not in _LOCAL:
        yield warning(
            f"QINGDU_TRUSTED_HOSTS is not set: the site answers under any name. Set it to {host}."
        )
    else:
        yield well(f"The site is {settings.site_url}.")


def proxies(deployment: Deployment) -> Iterator[Finding]:
    """QINGDU_PROXY_HOPS is how many proxies a request passes that comes by the public address."""
    if not deployment.url:
        yield from _assumed_proxies(deployment)
        return
    hops = deployment.settings.proxy_hops
    found = ask(deployment.url)
    if found.forwarded is None:
        yield fault(f"{found.address} does not answer as this site does: {found.trouble}.")
    elif found.forwarded < hops:
        yield fault(
            f"QINGDU_PROXY_HOPS is {hops}, and a request by {deployment.url} comes with "
            f"{found.forwarded} addresses in X-Forwarded-For: every reader counts as the proxy. "
            f"Have each proxy add the address it is asked from, or set it to {found.forwarded}."
        )
    elif found.forwarded > hops:
        yield fault(
            f"QINGDU_PROXY_HOPS is {hops}, and a request by {deployment.url} passes "
            f"{found.forwarded} proxies: all readers of a proxy share one limit. Set it to "
            f"{found.forwarded}."
        )
    else:
        yield well(f"A request by {deployment.url} passes {hops} proxies, as is set.")


def _assumed_proxies(deployment: Deployment) -> Iterator[Finding]:
    if deployment.settings.is_https and not deployment.settings.proxy_hops:
        yield warning(
            "The public address is HTTPS, so a proxy stands before the site, and QINGDU_PROXY_HOPS "
            "is 0: all its readers count as one where failures are limited. Set it; with --url "
            "this command counts them."
        )
    else:
        yield well(
            f"QINGDU_PROXY_HOPS is {deployment.settings.proxy_hops}; whether that is so, a request "
            "tells: --url."
        )


def ipv6(deployment: Deployment) -> Iterator[Finding]:
    """The machine has IPv6, and the public name leads to the site over it too."""
    if not _has_ipv6():
        yield warning(
            "This machine has no IPv6: the site is served on IPv4 alone. Switch it on "
            "(net.ipv6.conf.all.disable_ipv6=0); a government website must be reached by both."
        )
        return
    host = urlsplit(deployment.url).hostname
    if not host:
        yield well("This machine has IPv6; whether the public name leads here over it: --url.")
        return
    if not _addresses(host, socket.AF_INET6):
        yield warning(
            f"{host} has no AAAA record: readers with IPv6 alone do not reach it. Add one with the "
            "address of the proxy."
        )
        return
    found = ask(deployment.url, socket.AF_INET6)
    if found.forwarded is None:
        yield fault(
            f"{host} has an AAAA record and does not answer over IPv6 ({found.trouble}): some "
            "readers wait long for each page. Have the proxy listen on [::] too."
        )
    else:
        yield well(f"{host} answers over IPv6.")


def reach(deployment: Deployment) -> Iterator[Finding]:
    """The public address answers over IPv4, and says that it is ready."""
    host = urlsplit(deployment.url).hostname
    if not host:
        return
    if not _addresses(host, socket.AF_INET):
        yield warning(
            f"{host} has no IPv4 address that can be found: most readers do not reach it. Look at "
            "its A record."
        )
        return
    found = ask(deployment.url, socket.AF_INET, path="/health/ready")
    if found.trouble:
        yield fault(
            f"{found.address}: {found.trouble}. Look at the proxy's log, then at this site's."
        )
    else:
        yield well(f"{deployment.url} answers over IPv4, and is ready.")


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _addresses(host: str, family: socket.AddressFamily) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, family, socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(one[4][0]) for one in found]

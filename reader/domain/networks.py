"""Which addresses are one visitor."""

from ipaddress import IPv4Address, ip_address, ip_network

_LONGEST = 64  # characters of what is no address


def network_of(address: str) -> str:
    """The network that counts as one visitor: an IPv4 address, or the /64 of an IPv6 one.

    A port or a zone is passed over (RFC 4007, 11). What is no address stands for itself, shortened.
    """
    text = address.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return text[:_LONGEST]
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))

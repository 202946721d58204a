"""Who is at the other end of a request, as far as proxies of ours tell."""

from wsgiref.types import WSGIEnvironment


def address_of(environ: WSGIEnvironment, hops: int) -> str:
    """The reader's address: that of the connection, or what the first proxy of ours was asked from.

    Each of `hops` proxies adds the address it was asked from at the end of X-Forwarded-For; what
    stands before those of ours anybody can have written.
    """
    connection: str = environ.get("REMOTE_ADDR", "")
    if not hops:
        return connection
    told = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return told[-hops] if len(told) >= hops else connection

"""Cookies that hold a secret: out of the reach of scripts and of other sites."""

from flask import Response

from reader.web.services import services


def secret_name(name: str) -> str:
    """A cookie's whole name: bound to this very host where TLS lets it be (RFC 6265bis, 4.1.3)."""
    return f"__Host-{name}" if services().settings.is_https else name


def give_secret(response: Response, name: str, value: str, seconds: int) -> None:
    """Have the browser keep a secret so long; for no time at all, forget it."""
    settings = services().settings
    response.set_cookie(
        secret_name(name),
        value,
        max_age=seconds,
        path="/" if settings.is_https else f"{settings.base_path}/",
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )

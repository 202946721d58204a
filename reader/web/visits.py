"""Where a request comes from, and how much of what costs much it may still ask for."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import ParamSpec, TypeVar

from flask import request
from werkzeug.exceptions import TooManyRequests

from reader.domain.networks import network_of
from reader.web.client import address_of
from reader.web.services import services

_P = ParamSpec("_P")
_T = TypeVar("_T")


def costly(view: Callable[_P, _T]) -> Callable[_P, _T]:
    """A view that one network may have so many times a minute; then it is answered 429.

    Pages that are kept never come here.
    """

    @wraps(view)
    def limited(*arguments: _P.args, **named: _P.kwargs) -> _T:
        address = client_address()
        if not _is_proxy(address) and (seconds := services().allowance.take(network_of(address))):
            raise TooManyRequests(retry_after=seconds)
        return view(*arguments, **named)

    return limited


def _is_proxy(address: str) -> bool:
    """Whether all readers may have this address: a proxy's that we have not been told of."""
    if services().settings.proxy_hops:
        return False
    try:
        return not ip_address(address).is_global
    except ValueError:  # a Unix socket has none
        return True


def client_address() -> str:
    """The reader's address."""
    return address_of(request.environ, services().settings.proxy_hops)

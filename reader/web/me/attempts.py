"""Tries to get in, which are counted where they fail: by the account and by the network."""

from dataclasses import dataclass
from hashlib import sha256

from flask import Response, request
from flask_babel import gettext as _

from reader.accounts.accounts import name_key
from reader.accounts.known_devices import known_device
from reader.domain.networks import network_of
from reader.web.me.cookies import secret_name
from reader.web.me.pages import private_page
from reader.web.me.visitors import KNOWN, now
from reader.web.services import services
from reader.web.visits import client_address


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to get in, and whom it counts against."""

    buckets: tuple[str, ...]

    def begin(self) -> int:
        """Count it as failed until it has succeeded; how long it must wait, 0 where it need not.

        So those that go on side by side cannot be more than are free.
        """
        return services().limits.take(self.buckets, now())

    def succeeded(self) -> None:
        """Count it no more."""
        services().limits.give_back(self.buckets, now())


def attempt(name: str = "", account: int = 0) -> Attempt:
    """A try from where the request comes, at the account of that name if any.

    A device that has been in the account counts for itself.
    """
    network = f"network:{network_of(client_address())}"
    if not name:
        return Attempt((network,))
    seal = request.cookies.get(secret_name(KNOWN), "")
    if seal and account:
        with services().database.begin() as connection:
            if number := known_device(connection, account, seal):
                return Attempt((f"known:{number}",))
    return Attempt((f"name:{sha256(name_key(name).encode()).hexdigest()[:32]}", network))


def own_attempt(device: int) -> Attempt:
    """A try by who is in already: what strangers do elsewhere does not stop them."""
    return Attempt((f"device:{device}",))


def too_many(seconds: int) -> Response:
    """The page for who has failed too often."""
    minutes = -(-seconds // 60)
    response = private_page("too-many", status=429, minutes=minutes, title=_("Too many tries"))
    response.headers["Retry-After"] = str(seconds)
    return response

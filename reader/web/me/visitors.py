"""Whose device asks: by a cookie that holds a secret and nothing else."""

import re
import time
from dataclasses import dataclass

from flask import Response, g, request
from sqlalchemy import Connection

from reader.accounts import accounts, devices
from reader.accounts.accounts import Account
from reader.accounts.devices import Device
from reader.accounts.known_devices import new_seal
from reader.web.me.cookies import give_secret, secret_name
from reader.web.services import services

LASTING = 400 * 24 * 60 * 60  # seconds, as long as browsers allow
ME = "me"  # the cookie of a device that is in an account
KNOWN = "known"  # the cookie of a device that has been in an account
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "HarmonyOS": "HarmonyOS", "Android": "Android",
    "Windows": "Windows", "Macintosh": "Mac", "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip
_BROWSERS = {
    "MicroMessenger": "微信", "Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox",
    "FxiOS": "Firefox", "SamsungBrowser": "Samsung", "Chrome": "Chrome", "CriOS": "Chrome",
    "Safari": "Safari",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visitor:
    """A reader who has an account, and the device they read on."""

    account: Account
    device: Device


def now() -> int:
    """This moment, in whole seconds since 1970."""
    return int(time.time())


def visitor() -> Visitor | None:
    """Who asks, None for who has no account; raises AccountsUnavailableError."""
    if "visitor" not in g:
        g.visitor = _visitor()
    found: Visitor | None = g.visitor
    return found


def _visitor() -> Visitor | None:
    token = g.get("token", request.cookies.get(secret_name(ME), ""))
    if not _TOKEN.fullmatch(token):
        return None
    database = services().database
    services().purge.begin(now())
    with database.begin(writes=False) as connection:
        found = devices.device_with(connection, token)
    if found and devices.is_stale(found[1], now()):
        with database.begin() as connection:
            devices.note_use(connection, found[1], now())
        g.token = token  # the browser keeps it as long again
    return Visitor(*found) if found else None


def visitor_or_new() -> Visitor:
    """Who asks; who has no account gets one, and nothing is asked of them."""
    found = visitor()
    if found is None:
        with services().database.begin() as connection:
            account = accounts.create(connection, now())
            admit(connection, account)
        found = visitor()
        assert found
    return found


def admit(connection: Connection, account: int) -> int:
    """Let this device into an account, under a new secret; the device's id.

    What it showed before is worth nothing from now on.
    """
    before = request.cookies.get(secret_name(ME), "")
    if old := devices.device_with(connection, before):
        devices.sign_out(connection, old[1].account, old[1].id)
    g.known = new_seal(connection, account)
    device, g.token = devices.sign_in(connection, account, device_label(), now())
    g.pop("visitor", None)
    return device


def dismiss() -> None:
    """Have the browser forget its secret."""
    g.token = ""
    g.pop("visitor", None)


def keep_token(response: Response) -> Response:
    """Give the browser the secret that this request made for it."""
    token = g.get("token")
    if token is not None:
        give_secret(response, ME, token, LASTING if token else 0)
    if known := g.get("known"):
        give_secret(response, KNOWN, known, LASTING)
    return response


def device_label() -> str:
    """What this device calls itself: its system and its browser, as far as they are known."""
    agent = request.headers.get("User-Agent", "")
    names = (next((name for sign, name in names.items() if sign in agent), "")
             for names in (_SYSTEMS, _BROWSERS))  # fmt: skip
    return " · ".join(filter(None, names))

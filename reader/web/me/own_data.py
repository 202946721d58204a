"""Everything that is kept of a reader, in one file (docs/accounts.md describes it)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from sqlalchemy import Connection, select

from reader.accounts import devices, favourites, history
from reader.accounts.accounts import Account
from reader.accounts.favourites import Favourite
from reader.accounts.tables import passkeys
from reader.domain.preferences import Preferences
from reader.publishing.names import plain_name
from reader.web.me.pages import member, private_blueprint, private_page
from reader.web.me.visitors import now
from reader.web.services import services

blueprint = private_blueprint("own_data", "/data")

VERSION = 1  # of the files' format


@blueprint.get("")
def page() -> Response:
    """What is kept, and the ways to have it and to be rid of it."""
    found = member()
    with services().database.begin(writes=False) as connection:
        data = _data(connection, found.account)
    return private_page("data", kept=data)


@blueprint.get("/my-data.json")
def file() -> Response:
    """All of it."""
    found = member()
    with services().database.begin(writes=False) as connection:
        data = _data(connection, found.account)
    return as_download(json_text("my-data", data), "my-data", "json")


def _data(connection: Connection, account: Account) -> dict[str, Any]:
    own = account.id
    every = favourites.favourites_of(connection, own)
    removed = favourites.removed_of(connection, own, now())
    keys = select(passkeys.c.label, passkeys.c.created, passkeys.c.used)
    return {
        "account": {
            "name": account.name,
            "made": instant(account.created),
            "used": instant(account.seen),
            "has_passphrase": account.has_passphrase,
            "has_recovery_card": account.has_recovery,
            "has_feed": bool(account.feed),
            "keeps_history": account.keeps_history,
        },
        "preferences": Preferences.parse(account.preferences).chosen(),
        "devices": [
            {
                "label": device.label,
                "signed_in": instant(device.created),
                "used": instant(device.seen),
                "has_own_preferences": device.own,
            }
            for device in devices.devices_of(connection, own)
        ],
        "passkeys": [
            {"label": key.label, "made": instant(key.created), "used": instant(key.used)}
            for key in connection.execute(keys.where(passkeys.c.account == own))
        ],
        "favourites": [favourite_data(each) for each in (*every, *removed)],
        "history": [
            {
                "path": visit.path,
                "title": visit.title,
                "read": instant(visit.read),
                **visit.place._asdict(),
            }
            for visit in history.visits_of(connection, own)
        ],
    }


def favourite_data(favourite: Favourite) -> dict[str, Any]:
    """A favourite in a file."""
    return {
        "path": favourite.path,
        "title": favourite.title,
        "note": favourite.note,
        "added": instant(favourite.added),
        "removed": instant(favourite.removed),
    }


def instant(moment: int | None) -> str | None:
    """A moment by RFC 3339, in UTC."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def json_text(kind: str, data: Mapping[str, Any]) -> str:
    """A file of data, which says first what it is."""
    settings = services().settings
    site = settings.site_url or f"{request.host_url.rstrip('/')}{settings.base_path}"
    head = {"format": f"qingdu/{kind}", "version": VERSION, "site": site, "made": instant(now())}
    return json.dumps({**head, **data}, ensure_ascii=False, indent=1) + "\n"


def as_download(text: str, name: str, suffix: str) -> Response:
    """A text as a file to keep."""
    types = {"json": "application/json", "html": "text/html"}
    response = Response(text, mimetype=types[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="{plain_name(name, suffix)}"'
    return response

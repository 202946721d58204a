"""`qingdu accounts`: the user centre's accounts, as its operator may see and mend them."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Connection

from reader.accounts import accounts as own
from reader.accounts import backup as copies
from reader.accounts import overview, recovery, retention
from reader.accounts.database import Database
from reader.accounts.devices import devices_of, sign_out_others
from reader.accounts.overview import Overview
from reader.accounts.versions import NEWEST
from reader.config.settings import Settings
from reader.domain.errors import ReaderError

_NONE = 0  # the id of no device
_PATIENCE = 60.0  # seconds: nobody's page waits for it

_account = click.argument("account")
_by = click.option(
    "--by", type=click.Choice(["name", "id"]),
    help="Whether ACCOUNT is a name or a number, where it could be both.",
)  # fmt: skip
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, moments in UTC.")
_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def accounts() -> None:
    """Look after the accounts of the user centre.

    ACCOUNT is the name that its reader gave it, or its number. Nobody is shown what was read, nor
    anything secret.
    """


@accounts.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--skip", default=0, type=click.IntRange(0), help="How many to leave out first.")
@_as_json
def list_(limit: int, skip: int, *, as_json: bool) -> None:
    """List accounts, the one used last first."""
    with _reading() as connection:
        found = overview.overviews(connection, limit, skip)
        total = overview.number(connection)
    if as_json:
        click.echo(_json([_described(one) for one in found]))
        return
    click.echo("     id  created     last used   lasting  devices  favourites  history  name")
    for one in found:
        click.echo(
            f"{one.id:7}  {_date(one.created)}  {_date(one.seen)}  "
            f"{'yes' if one.is_lasting else 'no':7}  {one.devices:7}  {one.favourites:10}  "
            f"{one.history:7}  {_printable(one.name)}"
        )
    last = skip + len(found)
    if last < total:
        click.echo(f"{last} of {total}; go on with --skip {last}", err=True)


@accounts.command()
@_account
@_by
@_as_json
def show(account: str, by: str | None, *, as_json: bool) -> None:
    """Show what is kept of an account."""
    with _reading() as connection:
        found = _found(connection, account, by)
        known = devices_of(connection, found.id)
    if as_json:
        signed_in = [
            _dated({"id": one.id, "label": one.label, "created": one.created, "seen": one.seen})
            for one in known
        ]
        click.echo(_json(_described(found) | {"signed_in": signed_in}))
        return
    ways = {
        "passphrase": found.has_passphrase,
        "recovery card": found.has_recovery,
        f"{found.passkeys} passkeys": found.passkeys,
    }
    rows = {
        "id": found.id,
        "name": _printable(found.name) or "none",
        "created": _moment(found.created),
        "last used": _moment(found.seen),
        "ways in": ", ".join(way for way, is_there in ways.items() if is_there)
        or "its devices alone",
        "favourites": f"{found.favourites}, and {found.removed} removed",
        "history": f"{found.history}, {'on' if found.keeps_history else 'off'}",
        "feed": "has a secret address" if found.has_feed else "none",
        "preferences": _printable(found.preferences) or "none",
        "devices": found.devices,
    }
    for name, value in rows.items():
        click.echo(f"{name:12}{value}")
    for device in known:
        click.echo(f"  {_moment(device.seen)}  {_printable(device.label) or 'without a name'}")


@accounts.command()
@_account
@_by
@_yes
def delete(account: str, by: str | None, *, yes: bool) -> None:
    """Delete an account with all that it keeps, at once and for ever."""
    with _reading() as connection:
        found = _found(connection, account, by)
    if not yes:
        click.confirm(
            f"Delete {_called(found)} with {found.favourites} favourites, {found.history} articles "
            f"of history and {found.devices} devices? Nothing of it can be brought back",
            abort=True, err=True,
        )  # fmt: skip
    with _writing() as connection:
        is_gone = own.remove(connection, found.id)
    if not is_gone:
        raise ReaderError(f"{_called(found)} is gone already.")
    click.echo(f"Deleted {_called(found)}.", err=True)


@accounts.command()
@_account
@_by
@click.option(
    "--sign-out",
    "signs_out",
    is_flag=True,
    help="Sign all its devices out as well, as after a theft.",
)
def reset(account: str, by: str | None, *, signs_out: bool) -> None:
    """Print a new recovery code for a reader who has lost every way in.

    The code of the card before is worthless from now on; the passphrase is what it was.
    """
    with _writing() as connection:
        found = _found(connection, account, by)
        if not found.name:
            raise ReaderError(
                f"{_called(found)} has no name, and a recovery code opens an account by its name: "
                "whoever uses it gives it one on a device that is signed in."
            )
        code = recovery.new_recovery(connection, found.id)
        count = sign_out_others(connection, found.id, _NONE) if signs_out else 0
    click.echo(code)
    click.echo(
        f"With this code and the name {_printable(found.name)} its reader opens the account once, "
        "and chooses a new passphrase. Give it to nobody else; it is not shown again.",
        err=True,
    )
    if signs_out:
        click.echo(f"Signed out: {count} devices.", err=True)


@accounts.command()
@_as_json
def stats(*, as_json: bool) -> None:
    """Count accounts, devices and what they keep."""
    database = _database()
    with _closing(database):
        with database.begin(writes=False) as connection:
            found = asdict(overview.totals(connection))
        with database.migrations() as migrations:
            found["version"] = migrations.version()
    if as_json:
        click.echo(_json(found))
        return
    found["size"] = f"{found['size'] / 2**20:.1f} MB"
    for name, value in found.items():
        click.echo(f"{name:12}{value}")


@accounts.command()
@click.option(
    "--to",
    "version",
    default="",
    help=(
        "Another version than this release's; to an older one it asks once, since what "
        "only the newer one keeps is lost. Stop the servers first."
    ),
)
@_yes
def migrate(version: str, *, yes: bool) -> None:
    """Bring the tables to the version of this release, or to another.

    Stop the servers before you go back to an older version: what only the newer one keeps is lost.
    """
    database = _database()
    with _closing(database), database.migrations() as migrations:
        known = ["", *migrations.versions()]
        before, target = migrations.version(), version or NEWEST
        for one in (before, target):
            if one not in known:
                raise ReaderError(
                    f"This release does not know version {one} of the tables; it knows "
                    f"{', '.join(known[1:])}."
                )
        if known.index(target) < known.index(before):
            if not yes:
                click.confirm(
                    f"Go back from {before} to {target}? What only {before} keeps is lost",
                    abort=True, err=True,
                )  # fmt: skip
            migrations.downgrade(target)
        else:
            migrations.upgrade(target)
        after = migrations.version()
    if before == after:
        click.echo(f"The tables are of version {after} already.", err=True)
    else:
        click.echo(f"The tables were of version {before or 'none'} and are of {after}.", err=True)


@accounts.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the embedded database into FILE, also while readers use it."""
    source = _embedded("pg_dump --format=custom --file=FILE DATABASE_URL")
    copies.back_up(source, file)
    click.echo(f"{file}: {file.stat().st_size / 2**20:.1f} MB.", err=True)


@accounts.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_yes
def restore(file: Path, *, yes: bool) -> None:
    """Put a copy in the place of the embedded database, also while readers use it.

    What was there is copied beside it first.
    """
    target = _embedded("pg_restore --clean --if-exists --dbname=DATABASE_URL FILE")
    copies.check(file)
    if target.exists():
        if not yes:
            click.confirm(
                f"Replace what readers have kept in {target} by {file}", abort=True, err=True
            )
        before = target.with_name(f"{target.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
        copies.back_up(target, before)
        click.echo(f"What was there is kept in {before}.", err=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
    copies.put_back(file, target)
    database = _database()
    with _closing(database), database.migrations() as migrations:
        migrations.upgrade()
    click.echo(f"{target} says what {file} says.", err=True)


@accounts.command()
def purge() -> None:
    """Delete what is kept no longer, as servers do once a day."""
    database = _database()
    with _closing(database):
        purged = asdict(retention.purge(database, int(time.time())))
    for name, value in purged.items():
        click.echo(f"{name:12}{value}")


def _database() -> Database:
    settings = Settings.from_environment(os.environ)
    return Database(settings.database_url, settings.state, _PATIENCE)


def _embedded(instead: str) -> Path:
    """The file of the embedded database; of another kind, say by which command of its own."""
    database = _database()
    if not database.is_own:
        raise ReaderError(
            f"The accounts are in a PostgreSQL database, which has tools of its own: {instead}"
        )
    return Path(database.url.database or "")


@contextmanager
def _closing(database: Database) -> Iterator[None]:
    try:
        yield
    finally:
        database.close()


@contextmanager
def _reading() -> Iterator[Connection]:
    database = _database()
    with _closing(database), database.begin(writes=False) as connection:
        yield connection


@contextmanager
def _writing() -> Iterator[Connection]:
    database = _database()
    with _closing(database), database.begin() as connection:
        yield connection


def _found(connection: Connection, account: str, by: str | None) -> Overview:
    named = overview.overview_named(connection, account) if by != "id" else None
    is_number = account.isascii() and account.isdigit() and len(account) < 19
    numbered = (
        overview.overview_of(connection, int(account)) if is_number and by != "name" else None
    )
    if named and numbered and named.id != numbered.id:
        raise ReaderError(
            f"{account} is the name of account {named.id} and the number of another: say --by name "
            "or --by id."
        )
    found = named or numbered
    if not found:
        raise ReaderError(f"There is no account {account}.")
    return found


def _called(one: Overview) -> str:
    return f"account {one.id} ({_printable(one.name)})" if one.name else f"account {one.id}"


def _printable(text: str) -> str:
    """A text of a reader's, without what could steer a terminal."""
    return "".join(character if character.isprintable() else "�" for character in text)


def _described(one: Overview) -> dict[str, object]:
    return _dated(asdict(one) | {"is_lasting": one.is_lasting})


def _dated(row: dict[str, object]) -> dict[str, object]:
    """A row with its moments as ISO 8601 says them."""
    moments = {
        name: datetime.fromtimestamp(value, UTC).isoformat()
        for name, value in row.items()
        if name in {"created", "seen"} and isinstance(value, int)
    }
    return row | moments


def _date(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment).astimezone():%Y-%m-%d}"


def _moment(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment).astimezone():%Y-%m-%d %H:%M}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)

"""What the user centre costs with many accounts: `python -m benchmarks.accounts SIZE` by itself.

Every account has 50 favourites, added in turn by all, so that those of one lie far apart.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, delete, text

from benchmarks.measure import MissingError, percentile
from benchmarks.plan import Plan, say
from benchmarks.report import Row, at_most, plain
from reader.accounts import accounts, favourites, overview, passphrases
from reader.accounts.database import Database
from reader.accounts.devices import sign_in, sign_out
from reader.accounts.tables import favourites as kept
from tests.services import PostgreSQL, migrate

FEW = 100  # accounts
EACH = 50  # favourites
TURNS, SLOW_TURNS = 1_000, 40
_PASSPHRASE = "今天天气很好我去菜场"
_NOW = 1_800_000_000


Act = Callable[[Database, int, int], float]  # of an account, in a turn: the seconds it took


@dataclass(frozen=True, slots=True)
class Filled:
    """A database with so many accounts, whose ids count from 1."""

    database: Database
    size: int


def rows(plan: Plan) -> Iterator[Row]:
    """Lists, additions and signing in, with few accounts and with as many as there are articles."""
    yield from measured(plan.large.size)


def measured(size: int) -> Iterator[Row]:
    """The same for a number of accounts, on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="qingdu-accounts-")))
        urls = [f"sqlite:///{folder}/{name}.sqlite3" for name in ("few", "many")]
        yield from _compared("SQLite", urls, size)
    with ExitStack() as stack:
        try:
            server = stack.enter_context(PostgreSQL())
        except (AssertionError, OSError, KeyError) as error:
            raise MissingError(f"PostgreSQL cannot be started: {error}") from error
        urls = [stack.enter_context(server.empty()) for _ in range(2)]
        yield from _compared("PostgreSQL", urls, size)


def _compared(kind: str, urls: list[str], size: int) -> Iterator[Row]:
    hashed = passphrases.hashed(_PASSPHRASE)
    with ExitStack() as stack:
        few, many = (
            stack.enter_context(_filled(url, count, hashed))
            for url, count in zip(urls, (FEW, size), strict=True)
        )
        for what, act, turns in _ACTS:
            small, large = _in_turns(act, few, many, turns)
            p95 = percentile(large, 0.95)
            middle = median(large) / median(small)
            note = f" ({p95 * 1000:.1f} ms; p50 {middle:.2f} ×)"
            name = f"{kind}, {what}, p95, {size:,} accounts : {FEW}"
            yield at_most(name, p95 / percentile(small, 0.95), 2, note=note)
        yield plain(f"{kind}, {size:,} accounts with {EACH} favourites each", _size(many), "MB")


def _in_turns(act: Act, few: Filled, many: Filled, turns: int) -> tuple[list[float], list[float]]:
    """The seconds that an act took in both, one after the other."""
    chance = Random(turns)
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(turns):
        for one, times in zip((few, many), taken, strict=True):
            times.append(act(one.database, chance.randrange(one.size) + 1, turn))
    return taken


def _list(database: Database, account: int, _turn: int) -> float:
    began = time.perf_counter()
    with database.begin(writes=False) as connection:
        found = favourites.favourites_of(connection, account)
    taken = time.perf_counter() - began
    assert len(found) == EACH
    return taken


def _add(database: Database, account: int, turn: int) -> float:
    path = f"culture/new-{turn}"
    began = time.perf_counter()
    with database.begin() as connection:
        favourites.add(connection, account, [path], "新的文章", _NOW)
    taken = time.perf_counter() - began
    with database.begin() as connection:
        mine = (kept.c.account == account) & (kept.c.path == path)
        assert connection.execute(delete(kept).where(mine)).rowcount == 1
    return taken


def _sign_in(database: Database, account: int, _turn: int) -> float:
    began = time.perf_counter()
    with database.begin(writes=False) as connection:
        found = accounts.account_named(connection, f"读者{account}")
    assert found
    with database.begin() as connection:
        device, _ = sign_in(connection, found[0].id, "电脑", _NOW)
    taken = time.perf_counter() - began
    with database.begin() as connection:
        assert sign_out(connection, account, device)
    return taken


def _sign_in_with_passphrase(database: Database, account: int, turn: int) -> float:
    began = time.perf_counter()
    with database.begin(writes=False) as connection:
        found = accounts.account_named(connection, f"读者{account}")
    assert found
    assert passphrases.is_right(found[1], _PASSPHRASE)
    return time.perf_counter() - began + _sign_in(database, account, turn)


_ACTS: tuple[tuple[str, Act, int], ...] = (
    ("list", _list, TURNS),
    ("add", _add, TURNS),
    ("sign in, without the hash", _sign_in, TURNS),
    ("sign in, with the hash", _sign_in_with_passphrase, SLOW_TURNS),
)


@contextmanager
def _filled(url: str, size: int, hashed: str) -> Iterator[Filled]:
    """A new database with so many accounts and their favourites."""
    say(f"{size:,} accounts with {EACH} favourites in {url.partition(':')[0]}")
    migrate(url)
    slow = Database(url, Path(), patience=3600)
    with slow.begin() as connection:
        if slow.is_own:
            connection.execute(text("PRAGMA cache_size = -1000000"))
        _fill(connection, size, hashed)
    with slow.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ANALYZE" if slow.is_own else "VACUUM ANALYZE")
    slow.close()
    database = Database(url, Path())
    try:
        yield Filled(database, size)
    finally:
        database.close()


def _fill(connection: Connection, size: int, hashed: str) -> None:
    """Insert within the database: a million rows in seconds."""
    numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)"
    connection.execute(
        text(
            f"INSERT INTO accounts (name, name_key, passphrase, created, seen) {numbers} "
            "SELECT '读者' || i, '读者' || i, :hashed, :now - i, :now - i FROM n"
        ),
        {"size": size, "hashed": hashed, "now": _NOW},
    )
    connection.execute(
        text(
            "INSERT INTO devices (account, token, label, created, seen) "
            "SELECT id, 'token-' || id, '手机', created, seen FROM accounts"
        )
    )
    for turn in range(EACH):
        connection.execute(
            text(
                "INSERT INTO favourites (account, path, title, place, added) SELECT id, "
                "'news/2018/' || ((id * 31 + :turn * 997) % 100000), '一篇读过还想再读的文章', "
                ":turn + 1, :now + :turn FROM accounts ORDER BY id"
            ),
            {"turn": turn, "now": _NOW},
        )


def _size(of: Filled) -> float:
    with of.database.begin(writes=False) as connection:
        return overview.totals(connection).size / 2**20


if __name__ == "__main__":
    for row in measured(int(sys.argv[1])):
        print(row, flush=True)

"""Who asks whether the database is there waits for nothing."""

import socket
import time
from pathlib import Path

from reader.accounts.availability import Availability
from reader.accounts.database import Database


def told(availability: Availability, expected: bool) -> None:
    limit = time.monotonic() + 60
    while availability.is_there() is not expected:
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_a_file_of_our_own_that_nobody_has_needed_is_well(tmp_path: Path) -> None:
    database = Database("", tmp_path)
    told(Availability(database), True)
    assert list(tmp_path.iterdir()) == []
    database.close()


def test_a_file_that_is_none_is_away(tmp_path: Path) -> None:
    (tmp_path / "accounts.sqlite3").write_bytes(b"nothing of the kind" * 100)
    database = Database("", tmp_path)
    told(Availability(database), False)
    database.close()


def test_a_server_that_says_nothing_is_away(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        database = Database(f"postgresql://a@127.0.0.1:{port}/b", tmp_path)
        told(Availability(database), False)
        database.close()

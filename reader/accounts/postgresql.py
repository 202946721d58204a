"""Connections to PostgreSQL that never wait for long."""

import time
from collections.abc import Generator
from typing import Any

import psycopg
from psycopg.waiting import Ready, Wait
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import PoolProxiedConnection

from reader.accounts.pools import POOL

_CONNECT = 2  # seconds; whole ones for libpq
_PING = 1.0  # seconds in which a connection that was idle says that it lives
_MARGIN = 0.5  # seconds in which the server says itself that it took too long


def postgresql_engine(url: URL, patience: float) -> Engine:
    """Connections to a server; whoever takes one has `patience` seconds until he returns it."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    waits = int(patience * 1000)  # milliseconds, for locks a part of them
    options = f"-c statement_timeout={waits} -c lock_timeout={waits * 2 // 3}"

    def connect() -> psycopg.Connection[Any]:
        return _Bounded.connect(
            address, connect_timeout=_CONNECT, options=options, application_name="qingdu"
        )

    engine = create_engine("postgresql+psycopg://", creator=connect, pool_recycle=1800, **POOL)

    @event.listens_for(engine, "checkout")
    def _revive(connection: _Bounded, _record: object, _proxy: PoolProxiedConnection) -> None:
        connection.until = time.monotonic() + _PING
        try:
            engine.dialect.do_ping(connection)  # type: ignore[arg-type] # psycopg's, as it is
        except SilentError:
            raise  # nor will a new connection be answered
        except psycopg.OperationalError as error:
            raise DisconnectionError from error
        connection.until = time.monotonic() + patience + _MARGIN

    return engine


class SilentError(psycopg.OperationalError):
    """A server takes what it is told, and says nothing."""


class _Bounded(psycopg.Connection[Any]):
    """A connection that gives up on a server which says nothing, as one does that is frozen."""

    until = 0.0  # by the monotonic clock; a moment is left in any case, to roll back

    def wait(
        self,
        gen: Generator[Wait, Ready | int, Any],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Any:
        """Run a generator of psycopg's until it is done; raises SilentError after a while."""
        left = max(_PING, self.until - time.monotonic())
        try:
            return super().wait(gen, interval, left if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()  # what it would say later belongs to nobody
            raise SilentError(f"no answer within {left:.1f} s") from error

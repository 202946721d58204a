"""The versions of the tables, by Alembic."""

from functools import cached_property

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, text

from reader.accounts.versions import version_of
from reader.domain.errors import AccountsUnavailableError

_LOCK = 0x51494E47  # of PostgreSQL's advisory locks: one server migrates


class Migrations:
    """The migrations of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @cached_property
    def _config(self) -> Config:
        config = Config()
        config.set_main_option("script_location", "reader.accounts:migrations")
        return config

    def versions(self) -> list[str]:
        """All versions, the oldest first."""
        walk = ScriptDirectory.from_config(self._config).walk_revisions()
        return [script.revision for script in walk][::-1]

    def version(self) -> str:
        """The version that the database has, empty for an empty one."""
        return version_of(self._engine)

    def upgrade(self, version: str = "head") -> None:
        """Bring the database to a version, all or nothing; of many who try at once one does it."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            self._config.attributes["connection"] = connection
            try:
                command.upgrade(self._config, version)
            except CommandError as error:  # of a newer release
                raise AccountsUnavailableError(f"the accounts database: {error}") from error

    def downgrade(self, version: str) -> None:
        """Take the database back to a version."""
        with self._engine.begin() as connection:
            self._config.attributes["connection"] = connection
            command.downgrade(self._config, version)

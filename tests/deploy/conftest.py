"""One site at the root of its host, one below a path, and every proxy before each."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.deploy.certificates import Certificate, certificate
from tests.deploy.programs import PROGRAMS, proxy
from tests.deploy.readers import HOST, Front
from tests.deploy.sites import Site, site

BELOW = "/read"


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for the host of the site."""
    return certificate(tmp_path_factory.mktemp("tls"), HOST)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Site]]:
    """Two servers of a site at the root of its host, with one database, and one of a site below."""
    one, two, low = (tmp_path_factory.mktemp("site") for _ in range(3))
    database, both = f"sqlite:///{one}/accounts.sqlite3", ("127.0.0.1", "::1")
    with ExitStack() as stack:
        found = [
            stack.enter_context(site(one, database, *both)),
            stack.enter_context(site(two, database, "127.0.0.1")),
            stack.enter_context(site(low, "", *both, base=BELOW)),
        ]
        for each in found:
            each.await_open()
        yield found


@pytest.fixture(scope="session")
def at_root(servers: list[Site]) -> list[Site]:
    """The two at the root."""
    return servers[:2]


@pytest.fixture(scope="session")
def below(servers: list[Site]) -> list[Site]:
    """The one below a path."""
    return servers[2:]


@pytest.fixture(scope="session")
def fronts(
    at_root: list[Site], below: list[Site], tls: Certificate
) -> Iterator[dict[tuple[str, str], Front]]:
    """Every proxy before each site."""
    with ExitStack() as stack:
        found = {}
        for name in PROGRAMS:
            for base, sites in (("", at_root), (BELOW, below)):
                places = [f"127.0.0.1:{one.port}" for one in sites] + [f"[::1]:{sites[0].port}"]
                found[name, base] = stack.enter_context(proxy(name, tls, places, base))
        yield found


@pytest.fixture(params=[(name, base) for name in PROGRAMS for base in ("", BELOW)], ids="".join)
def front(request: pytest.FixtureRequest, fronts: dict[tuple[str, str], Front]) -> Front:
    """Each of them in turn."""
    return fronts[request.param]


@pytest.fixture
def sites(front: Front, at_root: list[Site], below: list[Site]) -> list[Site]:
    """The servers behind it."""
    return below if front.base else at_root

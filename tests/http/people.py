"""Readers of the user centre: each with a browser's cookies, sending what browsers send."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.client import Answer, Client, check_page
from tests.conftest import ROOT, running
from tests.services import PostgreSQL

PASSPHRASE = "今天天气很好我去菜场"
ME = "/zh-hans/me"
OF_OURS = {"Sec-Fetch-Site": "same-origin"}
_networks = count()


ON_EITHER = [
    pytest.param("sqlite", marks=pytest.mark.xdist_group("members")),
    pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql")),
]


@contextmanager
def site_of_members(
    request: pytest.FixtureRequest, folder: Path, **settings: str
) -> Iterator[Client]:
    """The sample site behind one proxy, so that each reader can come from a network of their own.

    The fixture that asks says by its parameter, one of `ON_EITHER`, on which database.
    """
    with ExitStack() as stack:
        if request.param == "postgresql":
            server: PostgreSQL = request.getfixturevalue("postgresql")
            settings["DATABASE_URL"] = stack.enter_context(server.fresh())
        yield stack.enter_context(
            running(
                folder,
                ROOT / "content",
                expects_errors=False,
                root=None,
                PROXY_HOPS="1",
                **settings,
            )
        )


@pytest.fixture(scope="module", params=ON_EITHER)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """A site whose tests run once with SQLite, once with PostgreSQL."""
    with site_of_members(request, tmp_path_factory.mktemp("members")) as client:
        yield client


@dataclass
class Person:
    """Somebody with a device of their own, in a network of their own (to who asks a proxy)."""

    client: Client
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = field(default_factory=lambda: f"2001:db8:{next(_networks):x}::1")

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self._kept(self.client.get(path, self._sent(headers)))

    def page(self, path: str) -> Answer:
        """Open a page that must be there."""
        answer = self.get(path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        check_page(answer)
        return answer

    def post(self, path: str, headers: Mapping[str, str] = OF_OURS, /, **form: str) -> Answer:
        """Send a form."""
        return self._kept(self.client.post(path, urlencode(form), self._sent(headers)))

    def does(self, path: str, /, **form: str) -> Answer:
        """Send a form that must be taken."""
        answer = self.post(path, **form)
        assert answer.status == 303, f"{path} answered {answer.status}: {answer.text[-2000:]}"
        return answer

    def names_themselves(self, name: str, passphrase: str = PASSPHRASE) -> "Person":
        """Choose a name and a passphrase."""
        self.does(f"{ME}/name", name=name, new=passphrase)
        return self

    def signs_in(self, name: str, passphrase: str = PASSPHRASE) -> Answer:
        """Try to sign in."""
        return self.post(f"{ME}/sign-in", name=name, passphrase=passphrase)

    @property
    def is_in(self) -> bool:
        """Whether this device is signed in."""
        return self.get(f"{ME}/devices").status == 200

    @property
    def token(self) -> str:
        """The secret that the device holds."""
        return self.cookies.get("me", "") or self.cookies.get("__Host-me", "")

    def _sent(self, headers: Mapping[str, str]) -> dict[str, str]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"X-Forwarded-For": self.address, **headers}
        return given | ({"Cookie": jar} if jar else {})

    def _kept(self, answer: Answer) -> Answer:
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        return answer

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from reader.accounts import accounts, ceremonies, challenges, passkeys
from reader.accounts.ceremonies import Answer
from reader.accounts.database import Database
from reader.accounts.relying_party import RelyingParty, relying_party
from reader.accounts.secrets import secret
from reader.accounts.tables import challenges as answered_challenges
from reader.domain.errors import PasskeyError
from tests.authenticator import Authenticator

NOW = 1_800_000_000
ORIGIN = "https://read.example.gov.cn"
PARTY = RelyingParty("read.example.gov.cn", ORIGIN, "清读")


class Site:
    """What a site does with passkeys, each step in a transaction of its own as its pages do it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW

    def account(self) -> int:
        with self.database.begin() as connection:
            return accounts.create(connection, self.now)

    def to_add(self, account: int) -> str:
        with self.database.begin() as connection:
            return ceremonies.registration_options(connection, PARTY, account, "读者", self.now)

    def to_sign_in(self) -> str:
        with self.database.begin() as connection:
            return ceremonies.authentication_options(connection, PARTY, self.now)

    def add(self, account: int, answer: dict[str, Any] | str, label: str = "") -> None:
        taken = self._answered(answer, account)
        with self.database.begin() as connection:
            ceremonies.add(connection, PARTY, taken, label)

    def sign_in(self, answer: dict[str, Any] | str) -> int:
        taken = self._answered(answer, None)
        with self.database.begin() as connection:
            return ceremonies.account_by(connection, PARTY, taken)

    def passkeys(self, account: int) -> list[passkeys.Passkey]:
        with self.database.begin(writes=False) as connection:
            return passkeys.passkeys_of(connection, account)

    def joined(self, device: Authenticator, **lies: Any) -> int:
        """A new account with a passkey on a device."""
        account = self.account()
        self.add(account, device.create(self.to_add(account), **lies))
        return account

    def _answered(self, answer: dict[str, Any] | str, account: int | None) -> Answer:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        with self.database.begin() as connection:
            return ceremonies.answered(connection, text, account, self.now)


@pytest.fixture
def site(database: Database) -> Site:
    return Site(database)


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(ORIGIN)


def test_a_reader_adds_a_passkey_and_signs_in_with_it(site: Site, device: Authenticator) -> None:
    account = site.joined(device)
    with site.database.begin(writes=False) as connection:
        found = accounts.account_of(connection, account)
    assert found
    assert found.is_lasting
    site.now += 60
    assert site.sign_in(device.get(site.to_sign_in())) == account
    assert site.sign_in(device.get(site.to_sign_in())) == account
    (passkey,) = site.passkeys(account)
    assert (passkey.created, passkey.used) == (NOW, NOW + 60)


def test_two_accounts_with_passkeys_on_one_device_are_told_apart(
    site: Site, device: Authenticator
) -> None:
    first, second = site.joined(device), site.joined(device)
    one, two = device.credentials
    assert site.sign_in(device.get(site.to_sign_in(), credential=one)) == first
    assert site.sign_in(device.get(site.to_sign_in(), credential=two)) == second


def test_options_ask_for_what_passkeys_are(site: Site, device: Authenticator) -> None:
    account = site.joined(device)
    options = json.loads(site.to_add(account))
    assert options["rp"] == {"id": "read.example.gov.cn", "name": "清读"}
    assert options["attestation"] == "none"
    assert options["timeout"] == 300_000
    selection = options["authenticatorSelection"]
    assert selection["residentKey"] == "required"
    assert selection["userVerification"] == "preferred"
    (excluded,) = options["excludeCredentials"]
    assert excluded["id"] == site.passkeys(account)[0].id
    assert excluded["transports"] == ["hybrid", "internal"]
    asked = json.loads(site.to_sign_in())
    assert asked["allowCredentials"] == []
    assert asked["rpId"] == "read.example.gov.cn"
    assert asked["userVerification"] == "preferred"


def test_a_user_handle_is_the_accounts_own_and_tells_nothing(site: Site, tmp_path: Path) -> None:
    first, second = site.account(), site.account()
    handles = [json.loads(site.to_add(account))["user"]["id"] for account in (first, first, second)]
    assert handles[0] == handles[1] != handles[2]
    elsewhere = Site(Database("", tmp_path / "elsewhere"))
    assert elsewhere.account() == first
    assert json.loads(elsewhere.to_add(first))["user"]["id"] != handles[0]
    elsewhere.database.close()


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://read.example.gov.cn.evil.example"},
        {"origin": "http://read.example.gov.cn"},
        {"origin": "https://read.example.gov.cn:8443"},
        {"origin": "null"},
        {"party": "example.gov.cn"},
        {"party": "evil.example"},
        {"type": "payment.get"},
        {"cross": True},
        {"flags": 0},
        {"challenge": "AAAA"},
        {"challenge": ""},
    ],
    ids=str,
)
def test_an_answer_given_elsewhere_or_to_something_else_is_refused(
    site: Site, device: Authenticator, lies: dict[str, Any]
) -> None:
    account = site.account()
    with pytest.raises(PasskeyError):
        site.add(account, device.create(site.to_add(account), **lies))
    assert site.passkeys(account) == []
    account = site.joined(device)
    with pytest.raises(PasskeyError):
        site.sign_in(device.get(site.to_sign_in(), **lies))
    assert site.sign_in(device.get(site.to_sign_in())) == account


def test_the_two_kinds_of_answer_are_not_taken_for_each_other(
    site: Site, device: Authenticator
) -> None:
    account = site.joined(device)
    with pytest.raises(PasskeyError):
        site.sign_in(device.create(site.to_add(account)))
    options = json.loads(site.to_add(account))
    asked = json.dumps(options | {"rpId": PARTY.id, "allowCredentials": []})
    with pytest.raises(PasskeyError):
        site.sign_in(device.get(asked))
    with pytest.raises(PasskeyError):
        site.add(account, device.get(asked))


def test_a_challenge_is_good_once_even_for_what_was_refused(
    site: Site, device: Authenticator
) -> None:
    site.joined(device)
    options = site.to_sign_in()
    answer = device.get(options)
    site.sign_in(answer)
    with pytest.raises(PasskeyError, match="before"):
        site.sign_in(answer)
    with pytest.raises(PasskeyError, match="before"):
        site.sign_in(device.get(options))
    options = site.to_sign_in()
    with pytest.raises(PasskeyError):
        site.sign_in(device.get(options, origin="https://evil.example"))
    with pytest.raises(PasskeyError, match="before"):
        site.sign_in(device.get(options))


def test_of_many_who_answer_one_challenge_at_once_one_gets_in(
    site: Site, device: Authenticator
) -> None:
    site.joined(device)
    for _ in range(5):
        answer = device.get(site.to_sign_in())

        def try_it(_number: int, answer: dict[str, Any] = answer) -> bool:
            try:
                site.sign_in(answer)
            except PasskeyError:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(try_it, range(4))) == [False, False, False, True]


def test_a_challenge_is_good_for_five_minutes_and_then_forgotten(
    site: Site, device: Authenticator
) -> None:
    account = site.joined(device)
    options = site.to_sign_in()
    site.now += challenges.LASTING - 1
    assert site.sign_in(device.get(options)) == account
    options = site.to_sign_in()
    site.now += challenges.LASTING
    with pytest.raises(PasskeyError, match="old"):
        site.sign_in(device.get(options))
    site.sign_in(device.get(site.to_sign_in()))
    with site.database.begin(writes=False) as connection:
        kept = connection.execute(select(func.count()).select_from(answered_challenges)).scalar()
    assert kept == 1


def test_a_challenge_is_for_one_account_and_one_purpose(site: Site, device: Authenticator) -> None:
    mine, theirs = site.account(), site.joined(device)
    with pytest.raises(PasskeyError, match="purpose"):
        site.add(mine, device.create(site.to_add(theirs)))
    assert site.passkeys(mine) == []
    options = json.loads(site.to_sign_in())
    account_options = json.loads(site.to_add(mine)) | {"challenge": options["challenge"]}
    with pytest.raises(PasskeyError, match="purpose"):
        site.add(mine, device.create(json.dumps(account_options)))


def test_a_challenge_of_another_site_or_with_another_end_is_not_ours(
    site: Site, device: Authenticator, tmp_path: Path
) -> None:
    site.joined(device)
    elsewhere = Site(Database("", tmp_path / "elsewhere"))
    with pytest.raises(PasskeyError, match="not of this site"):
        site.sign_in(device.get(elsewhere.to_sign_in()))
    elsewhere.database.close()
    with site.database.begin() as connection:
        challenge = bytearray(challenges.new_challenge(connection, None, site.now))
        for place in range(len(challenge)):
            changed = bytearray(challenge)
            changed[place] ^= 1
            with pytest.raises(PasskeyError):
                challenges.use_up(connection, bytes(changed), None, site.now)
        challenges.use_up(connection, bytes(challenge), None, site.now)


def test_the_passkey_of_another_account_does_not_let_in(site: Site, device: Authenticator) -> None:
    site.joined(device)
    other = Authenticator(ORIGIN)
    site.joined(other)
    (mine,), (theirs,) = device.credentials, other.credentials
    with pytest.raises(PasskeyError):  # their id, my key
        site.sign_in(device.get(site.to_sign_in(), credential=theirs, key=mine.key))
    with pytest.raises(PasskeyError):  # my key, for their account
        site.sign_in(device.get(site.to_sign_in(), user=theirs.user))
    with pytest.raises(PasskeyError):
        site.sign_in(device.get(site.to_sign_in(), user=b""))


def test_a_passkey_that_is_unknown_or_was_removed_does_not_let_in(
    site: Site, device: Authenticator
) -> None:
    account, stranger = site.joined(device), site.account()
    (passkey,) = site.passkeys(account)
    with site.database.begin() as connection:
        assert not passkeys.remove(connection, stranger, passkey.id)
        assert not passkeys.rename(connection, stranger, passkey.id, "mine")
        assert passkeys.remove(connection, account, passkey.id)
        assert not passkeys.remove(connection, account, passkey.id)
    with pytest.raises(PasskeyError, match="nobody"):
        site.sign_in(device.get(site.to_sign_in()))


def test_a_passkey_belongs_to_whoever_had_it_first(site: Site, device: Authenticator) -> None:
    account = site.joined(device, id=b"the same")
    thief = site.account()
    with pytest.raises(PasskeyError, match="of that id"):
        site.add(thief, Authenticator(ORIGIN).create(site.to_add(thief), id=b"the same"))
    assert site.sign_in(device.get(site.to_sign_in())) == account


@pytest.mark.parametrize(("before", "then"), [(5, 4), (5, 5), (5, 0), (2**32 - 1, 1)])
def test_a_count_that_goes_back_is_that_of_a_copy(site: Site, before: int, then: int) -> None:
    device = Authenticator(ORIGIN)
    account = site.joined(device)
    assert site.sign_in(device.get(site.to_sign_in(), count=before)) == account
    with pytest.raises(PasskeyError, match="count"):
        site.sign_in(device.get(site.to_sign_in(), count=then))


def test_passkeys_that_do_not_count_are_taken(site: Site) -> None:
    device = Authenticator(ORIGIN, count=None, syncs=True)
    account = site.joined(device)
    for _ in range(3):
        assert site.sign_in(device.get(site.to_sign_in())) == account
    (passkey,) = site.passkeys(account)
    assert passkey.syncs
    with pytest.raises(PasskeyError):
        site.sign_in(device.get(site.to_sign_in(), syncs=False))


def test_an_account_has_not_more_passkeys_than_anybody_needs(
    site: Site, device: Authenticator
) -> None:
    account = site.account()
    options = [site.to_add(account) for _ in range(ceremonies.MOST + 1)]
    for made in options[:-1]:
        site.add(account, device.create(made))
    with pytest.raises(PasskeyError, match="as many"):
        site.add(account, device.create(options[-1]))
    with pytest.raises(PasskeyError, match="as many"):
        site.to_add(account)


def test_labels_are_on_one_line_and_short(site: Site, device: Authenticator) -> None:
    account = site.account()
    site.add(account, device.create(site.to_add(account)), " 我的\n手机\0\ud800 ")
    (passkey,) = site.passkeys(account)
    assert passkey.label == "我的 手机"
    with site.database.begin() as connection:
        assert passkeys.rename(connection, account, passkey.id, "长" * 99)
    assert site.passkeys(account)[0].label == "长" * 40


def test_what_is_no_id_is_nobodys(site: Site) -> None:
    account = site.account()
    with site.database.begin() as connection:
        for key in ("", "\0", "\ud800", "a b", "a" * 5000, "'; --"):
            assert not passkeys.remove(connection, account, key)
            assert not passkeys.rename(connection, account, key, "x")


def test_a_deleted_accounts_passkeys_are_deleted(site: Site, device: Authenticator) -> None:
    account = site.joined(device)
    with site.database.begin() as connection:
        accounts.remove(connection, account)
    assert site.passkeys(account) == []


def test_a_secret_is_made_once_for_all_servers(
    site: Site, database_url: str, tmp_path: Path
) -> None:
    other = Database(database_url, tmp_path)
    with site.database.begin() as connection:
        first = secret(connection, "one"), secret(connection, "two")
    with other.begin() as connection:
        assert (secret(connection, "one"), secret(connection, "two")) == first
    assert len(set(first)) == 2
    assert {len(value) for value in first} == {32}
    other.close()


def test_of_many_who_need_a_secret_first_all_get_the_same(site: Site) -> None:
    def need(number: int) -> bytes:
        with site.database.begin() as connection:
            return secret(connection, f"secret {number // 4}")

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(need, range(20)))
    assert len(set(found)) == 5


@pytest.mark.parametrize(
    ("address", "party", "origin"),
    [
        ("https://www.example.gov.cn", "www.example.gov.cn", "https://www.example.gov.cn"),
        ("https://WWW.Example.gov.cn/read", "www.example.gov.cn", "https://www.example.gov.cn"),
        ("https://a.cn:443", "a.cn", "https://a.cn"),
        ("https://a.cn:8443/x", "a.cn", "https://a.cn:8443"),
        ("https://中国.cn", "xn--fiqs8s.cn", "https://xn--fiqs8s.cn"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://read.localhost", "read.localhost", "http://read.localhost"),
    ],
)
def test_a_site_is_known_by_its_domain(address: str, party: str, origin: str) -> None:
    assert relying_party(address, "清读") == RelyingParty(party, origin, "清读")


@pytest.mark.parametrize(
    "address",
    [
        "", "http://www.example.gov.cn", "https://192.0.2.1", "https://[2001:db8::1]:8443",
        "http://127.0.0.1:8000", "http://localhost.example", "https://a..cn",
    ],
)  # fmt: skip
def test_passkeys_are_not_offered_where_browsers_give_none(address: str) -> None:
    assert relying_party(address, "清读") is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
_PLACES = [
    ("id",), ("rawId",), ("type",), ("authenticatorAttachment",), ("response",),
    *(("response", key) for key in (
        "clientDataJSON", "attestationObject", "transports", "authenticatorData", "signature",
        "userHandle",
    )),
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["add", "sign in"]),
    place=st.sampled_from(_PLACES),
    value=_JSON | st.binary(max_size=200).map(lambda raw: raw.hex()) | st.just("missing"),
)
def test_an_answer_with_anything_in_one_place_is_refused_or_taken(
    site: Site, kind: str, place: tuple[str, ...], value: Any
) -> None:
    device = Authenticator(ORIGIN)
    account = site.joined(device)
    is_new = kind == "add"
    answer = device.create(site.to_add(account)) if is_new else device.get(site.to_sign_in())
    changed = copy.deepcopy(answer)
    inner = changed["response"] if len(place) == 2 else changed
    if value == "missing":
        inner.pop(place[-1], None)
    else:
        inner[place[-1]] = value
    try:
        if is_new:
            site.add(account, changed)
        else:
            assert site.sign_in(changed) == account
    except PasskeyError:
        pass


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["attestationObject", "authenticatorData", "signature"]),
    start=st.integers(0, 400),
    raw=st.binary(max_size=40),
    cut=st.integers(0, 80),
)
def test_bytes_changed_anywhere_are_refused_or_taken(
    site: Site, kind: str, start: int, raw: bytes, cut: int
) -> None:
    device = Authenticator(ORIGIN)
    account = site.joined(device)
    is_new = kind == "attestationObject"
    answer = device.create(site.to_add(account)) if is_new else device.get(site.to_sign_in())
    before = base64url_to_bytes(answer["response"][kind])
    after = before[:start] + raw + before[start + cut :]
    answer["response"][kind] = bytes_to_base64url(after)
    try:
        if is_new:
            site.add(account, answer)
        else:
            site.sign_in(answer)
            assert before == after
    except PasskeyError:
        pass


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text() | _JSON.map(json.dumps))
def test_anything_else_is_refused(site: Site, text: str) -> None:
    for account in (1, None):
        with (
            site.database.begin() as connection,
            pytest.raises(PasskeyError),
        ):
            ceremonies.answered(connection, text, account, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 30_000, '{"response":' * 5000, "1" * 30_000, "a" * 100_000,
        '{"response": {"clientDataJSON": "\ud800"}}',
    ],
    ids=["deep", "deep objects", "long number", "long", "surrogate"],
)  # fmt: skip
def test_answers_that_are_meant_to_hurt_are_refused(site: Site, text: str) -> None:
    with site.database.begin() as connection, pytest.raises(PasskeyError):
        ceremonies.answered(connection, text, None, NOW)

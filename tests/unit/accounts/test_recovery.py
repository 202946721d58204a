"""The recovery card: good once, for its account, however its digits are typed."""

import pytest

from reader.accounts import accounts, devices, pairing
from reader.accounts.database import Database
from reader.accounts.recovery import digits_of, is_recovery, new_recovery, use_up

NOW = 1_800_000_000


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n", "卡号：{}"])
def test_it_opens_once(database: Database, typed: str) -> None:
    with database.begin() as connection:
        own, other = accounts.create(connection, NOW), accounts.create(connection, NOW)
        code = typed.format(new_recovery(connection, own))
        assert is_recovery(connection, own, code)
        assert not is_recovery(connection, other, code)
        digits = digits_of(code)
        assert not is_recovery(connection, own, digits[:-1] + str(9 - int(digits[-1])))
        assert not use_up(connection, other, code)
        assert use_up(connection, own, code)
        assert not use_up(connection, own, code)
        assert not is_recovery(connection, own, code)


def test_a_new_card_makes_the_old_one_worthless(database: Database) -> None:
    with database.begin() as connection:
        own = accounts.create(connection, NOW)
        old, new = new_recovery(connection, own), new_recovery(connection, own)
        assert not is_recovery(connection, own, old)
        assert is_recovery(connection, own, new)


def test_an_account_without_a_card_has_no_code(database: Database) -> None:
    with database.begin() as connection:
        own = accounts.create(connection, NOW)
        for code in ("", "0", "1" * 24, "x"):
            assert not is_recovery(connection, own, code)
            assert not use_up(connection, own, code)
            assert not is_recovery(connection, 0, code)


def test_who_lets_the_others_out_lets_none_in_by_an_open_code(database: Database) -> None:
    with database.begin() as connection:
        own = accounts.create(connection, NOW)
        device, _ = devices.sign_in(connection, own, "", NOW)
        ticket = pairing.make(connection, own, device, NOW)
        assert pairing.invitation(connection, ticket.token, NOW)
        devices.sign_out_others(connection, own, device)
        assert pairing.invitation(connection, ticket.token, NOW) is None
        assert len(devices.devices_of(connection, own)) == 1

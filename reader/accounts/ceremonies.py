"""Passkeys made and shown (WebAuthn Level 3), which a finger, a face or a lock lets a device do.

Either is asked in two steps. The browser is given options with a challenge, and what it answers is
`answered` in a transaction of its own, which uses the challenge up whatever comes of it; then the
answer adds a passkey or says whose it is.
"""

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import webauthn
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from reader.accounts.challenges import LASTING, new_challenge, use_up
from reader.accounts.passkeys import ID, plain_label, user_handle
from reader.accounts.relying_party import RelyingParty
from reader.accounts.tables import passkeys
from reader.domain.errors import PasskeyError

MOST = 20  # of an account
_MOST_OF_AN_ANSWER = 32 * 1024  # characters


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser answered, as JSON, to a challenge that is good no more.

    `account` is the one to add to, None for signing in; `moment` when it came.
    """

    text: str
    challenge: bytes
    account: int | None
    moment: int


def registration_options(
    connection: Connection, party: RelyingParty, account: int, name: str, now: int
) -> str:
    """What the browser needs to make a passkey for an account, JSON (5.1.8).

    Its owner will know it by `name`. Raises PasskeyError where the account has too many.
    """
    _need_room(connection, account)
    rows = connection.execute(
        select(passkeys.c.id, passkeys.c.transports).where(passkeys.c.account == account)
    )
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=user_handle(connection, account),
        user_name=name,
        challenge=new_challenge(connection, account, now),
        timeout=LASTING * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,  # found without a name
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[_descriptor(row.id, row.transports) for row in rows],
    )
    return webauthn.options_to_json(options)


def authentication_options(connection: Connection, party: RelyingParty, now: int) -> str:
    """What the browser needs to sign in with a passkey of its choice, JSON (5.1.10)."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=new_challenge(connection, None, now),
        timeout=LASTING * 1000,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def answered(connection: Connection, text: str, account: int | None, now: int) -> Answer:
    """A browser's answer to a challenge made for that account, or for signing in; uses it up.

    Raises PasskeyError where there was no such challenge.
    """
    with _judging():
        if len(text) > _MOST_OF_AN_ANSWER:
            raise PasskeyError("the answer is too long")
        client_data = base64url_to_bytes(json.loads(text)["response"]["clientDataJSON"])
        told = parse_client_data_json(client_data)
        if told.cross_origin:
            raise PasskeyError("the answer was given within a page of another site")
    use_up(connection, told.challenge, account, now)
    return Answer(text, told.challenge, account, now)


def add(connection: Connection, party: RelyingParty, answer: Answer, label: str) -> None:
    """Keep the passkey that a browser has made (7.1); raises PasskeyError."""
    if answer.account is None:
        raise PasskeyError("the answer is to sign in")
    _need_room(connection, answer.account)
    with _judging():
        credential = parse_registration_credential_json(answer.text)
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=answer.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
        if verified.credential_id != credential.raw_id:
            raise PasskeyError("the answer has two ids")
        key = bytes_to_base64url(verified.credential_id)
        if not ID.fullmatch(key):
            raise PasskeyError("the passkey's id is too long")
    kinds = {kind.value for kind in credential.response.transports or ()}
    values = {
        "id": key,
        "account": answer.account,
        "public_key": verified.credential_public_key,
        "count": verified.sign_count,
        "transports": " ".join(sorted(kinds)),
        "syncs": verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        "label": plain_label(label),
        "created": answer.moment,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(passkeys).values(values))
    except IntegrityError as error:
        raise PasskeyError("there is a passkey of that id") from error


def account_by(connection: Connection, party: RelyingParty, answer: Answer) -> int:
    """Whose passkey has signed (7.2); its use is noted. Raises PasskeyError."""
    with _judging():
        credential = parse_authentication_credential_json(answer.text)
    its = passkeys.c.id == bytes_to_base64url(credential.raw_id)
    row = connection.execute(_SIGNED.where(its).with_for_update()).one_or_none()
    if row is None:
        raise PasskeyError("nobody has this passkey")
    handle = credential.response.user_handle or b""
    if not hmac.compare_digest(handle, user_handle(connection, row.account)):
        raise PasskeyError("the passkey is another account's")
    with _judging():
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=answer.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.signed,
        )
        syncs = verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE
        if syncs != row.syncs:
            raise PasskeyError("the passkey says something else of itself than when it was made")
    values = {"count": verified.new_sign_count, "used": answer.moment}
    connection.execute(update(passkeys).where(its).values(values))
    return int(row.account)


_SIGNED = select(
    passkeys.c.account,
    passkeys.c.public_key,
    passkeys.c.count.label("signed"),
    passkeys.c.syncs,
)


def _need_room(connection: Connection, account: int) -> None:
    query = select(func.count()).where(passkeys.c.account == account)
    if connection.execute(query).scalar_one() >= MOST:
        raise PasskeyError("the account has as many passkeys as it may have")


def _descriptor(passkey: str, transports: str) -> PublicKeyCredentialDescriptor:
    kinds = [AuthenticatorTransport(kind) for kind in transports.split()]
    return PublicKeyCredentialDescriptor(base64url_to_bytes(passkey), transports=kinds or None)


@contextmanager
def _judging() -> Iterator[None]:
    """Where something that anybody can have written is read: whatever fails is its fault."""
    try:
        yield
    except PasskeyError:
        raise
    except Exception as error:
        raise PasskeyError(f"the answer is not right: {error}") from error

"""A software authenticator (WebAuthn Level 3, 6), and the browser in front of it."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

_PRESENT, _VERIFIED, _CAN_SYNC, _SYNCED, _ATTESTED = 1, 4, 8, 16, 64


@dataclass
class Credential:
    """A key pair for one account of one relying party."""

    id: bytes
    key: ec.EllipticCurvePrivateKey
    party: str
    user: bytes


@dataclass
class Authenticator:
    """Makes credentials and signs with them, in pages of `origin`.

    `count` is how often it has signed, None for one that does not count. What it lies about can be
    given with each question.
    """

    origin: str
    count: int | None = 0
    syncs: bool = False
    credentials: list[Credential] = field(default_factory=list)

    def create(self, options: str, **lies: Any) -> dict[str, Any]:
        """The answer to options of registration, by attestation "none"."""
        asked = json.loads(options)
        assert asked["attestation"] == "none"
        assert {"type": "public-key", "alg": -7} in asked["pubKeyCredParams"]
        key = ec.generate_private_key(ec.SECP256R1())
        made = Credential(
            lies.get("id", secrets.token_bytes(32)),
            key,
            asked["rp"]["id"],
            base64url_to_bytes(asked["user"]["id"]),
        )
        self.credentials.append(made)
        attested = bytes(16) + len(made.id).to_bytes(2, "big") + made.id + _cose(key)
        data = self._data(lies.get("party", made.party), lies, _ATTESTED) + attested
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        response = {
            "clientDataJSON": self._client_data("webauthn.create", asked, lies),
            "attestationObject": bytes_to_base64url(cbor2.dumps(statement)),
            "transports": ["internal", "hybrid", "of tomorrow"],
        }
        return _credential(made.id, response)

    def get(self, options: str, **lies: Any) -> dict[str, Any]:
        """The answer to options of authentication by the newest credential for the party."""
        asked = json.loads(options)
        assert not asked["allowCredentials"]
        party = asked["rpId"]
        mine = [credential for credential in self.credentials if credential.party == party]
        chosen = lies.get("credential") or mine[-1]
        if self.count is not None:
            self.count += 1
        data = self._data(lies.get("party", party), lies)
        client_data = self._client_data("webauthn.get", asked, lies)
        signed = data + sha256(base64url_to_bytes(client_data)).digest()
        signature = lies.get("key", chosen.key).sign(signed, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signature),
            "userHandle": bytes_to_base64url(lies.get("user", chosen.user)),
        }
        return _credential(chosen.id, response)

    def _data(self, party: str, lies: dict[str, Any], flags: int = 0) -> bytes:
        flags |= lies.get("flags", _PRESENT | _VERIFIED)
        if lies.get("syncs", self.syncs):
            flags |= _CAN_SYNC | _SYNCED
        count = lies.get("count", self.count or 0)
        return sha256(party.encode()).digest() + bytes([flags]) + int(count).to_bytes(4, "big")

    def _client_data(self, kind: str, asked: dict[str, Any], lies: dict[str, Any]) -> str:
        told = {
            "type": lies.get("type", kind),
            "challenge": lies.get("challenge", asked["challenge"]),
            "origin": lies.get("origin", self.origin),
            "crossOrigin": lies.get("cross", False),
        }
        return bytes_to_base64url(json.dumps(told).encode())


def _cose(key: ec.EllipticCurvePrivateKey) -> bytes:
    numbers = key.public_key().public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})


def _credential(key: bytes, response: dict[str, Any]) -> dict[str, Any]:
    text = bytes_to_base64url(key)
    return {
        "id": text,
        "rawId": text,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    }

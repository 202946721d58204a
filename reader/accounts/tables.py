"""The tables of the user centre. Moments are whole seconds since 1970 (UTC)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows by itself only in columns of this very type.
_Number = BigInteger().with_variant(Integer, "sqlite")
_DIGEST = String(64)  # SHA-256, hexadecimal


def _owner() -> Column[int]:
    return Column("account", _Number, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False)


# `name_key` is the name as it is compared, `passphrase` an argon2id hash in PHC form, `recovery`
# the digest of the code on the card, `feed` the secret part of the address of the favourites' feed.
accounts = Table(
    "accounts",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("name", Text),
    Column("name_key", Text, unique=True),
    Column("passphrase", Text),
    Column("recovery", _DIGEST),
    Column("feed", String(64), unique=True),
    Column("preferences", Text, nullable=False, server_default=""),
    Column("keeps_history", Boolean, nullable=False, server_default=false()),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Index(None, "seen"),
)

# A device that is signed in: `token` is the digest of what its cookie holds. `applied` are the
# preferences last seen there, none before the first time; a device with its `own` does not follow
# those of the account.
devices = Table(
    "devices",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    _owner(),
    Column("token", _DIGEST, nullable=False, unique=True),
    Column("label", Text, nullable=False, server_default=""),
    Column("own", Boolean, nullable=False, server_default=false()),
    Column("applied", Text),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Index(None, "account"),
)

# `title` is the article's own when it was added; `place` orders the list, the greatest first.
# What has been `removed` can be brought back for a while.
favourites = Table(
    "favourites",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    _owner(),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("place", BigInteger, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("removed", BigInteger),
    UniqueConstraint("account", "path"),
    Index(None, "account", "place"),
    Index(
        None,
        "removed",
        sqlite_where=column("removed").is_not(None),
        postgresql_where=column("removed").is_not(None),
    ),
)

# Where a reader stopped: in the article's `block`, counted from 0, at `part` of it (0 to 1), having
# read `percent` of the whole.
history = Table(
    "history",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    _owner(),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("block", Integer, nullable=False, server_default="0"),
    Column("part", Float, nullable=False, server_default="0"),
    Column("percent", Integer, nullable=False, server_default="0"),
    Column("read", BigInteger, nullable=False),
    UniqueConstraint("account", "path"),
    Index(None, "account", "read"),
)

# What joins another device to an account, once: `token` is the digest of what the QR code holds,
# `code` that of the eight digits. `maker` shows them, `joined` is the device that used them; when
# either is signed out, they are worthless.
pairings = Table(
    "pairings",
    metadata,
    Column("token", _DIGEST, primary_key=True),
    Column("code", _DIGEST, nullable=False, unique=True),
    _owner(),
    Column("maker", _Number, ForeignKey("devices.id", ondelete="CASCADE"), nullable=False),
    Column("joined", _Number, ForeignKey("devices.id", ondelete="CASCADE")),
    Column("expires", BigInteger, nullable=False),
    Index(None, "expires"),
    Index(None, "account"),
)

# Public keys (WebAuthn Level 3); `id` is the credential's, base64url. One that `syncs` may be on
# several devices of the reader's.
passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Text, primary_key=True),
    _owner(),
    Column("public_key", LargeBinary, nullable=False),
    Column("count", BigInteger, nullable=False, server_default="0"),
    Column("transports", Text, nullable=False, server_default=""),
    Column("syncs", Boolean, nullable=False, server_default=false()),
    Column("label", Text, nullable=False, server_default=""),
    Column("created", BigInteger, nullable=False),
    Column("used", BigInteger),
    Index(None, "account"),
)

# Digests of the challenges that were answered, until they expire: none is good twice.
challenges = Table(
    "challenges",
    metadata,
    Column("digest", _DIGEST, primary_key=True),
    Column("expires", BigInteger, nullable=False),
    Index(None, "expires"),
)

# Failures to sign in, by whom they count against: an account, a network, a device.
failures = Table(
    "failures",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("bucket", Text, nullable=False),
    Column("moment", BigInteger, nullable=False),
    Index(None, "bucket", "moment"),
    Index(None, "moment"),
)

# What all servers of a site sign with, made by the first.
secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

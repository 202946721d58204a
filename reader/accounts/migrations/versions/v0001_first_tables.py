"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "accounts",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=True),
        sa.Column("passphrase", sa.Text(), nullable=True),
        sa.Column("recovery", sa.String(length=64), nullable=True),
        sa.Column("feed", sa.String(length=64), nullable=True),
        sa.Column("preferences", sa.Text(), server_default="", nullable=False),
        sa.Column("keeps_history", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("feed", name="uq_accounts_feed"),
        sa.UniqueConstraint("name_key", name="uq_accounts_name_key"),
    )
    op.create_index("ix_accounts_seen", "accounts", ["seen"])

    op.create_table(
        "failures",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failures"),
    )
    op.create_index("ix_failures_bucket_moment", "failures", ["bucket", "moment"])
    op.create_index("ix_failures_moment", "failures", ["moment"])

    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    op.create_table(
        "devices",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("account", _NUMBER, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("own", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("applied", sa.Text(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_devices_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
        sa.UniqueConstraint("token", name="uq_devices_token"),
    )
    op.create_index("ix_devices_account", "devices", ["account"])

    op.create_table(
        "favourites",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("account", _NUMBER, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_favourites_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_favourites"),
        sa.UniqueConstraint("account", "path", name="uq_favourites_account_path"),
    )
    op.create_index("ix_favourites_account_place", "favourites", ["account", "place"])
    op.create_index(
        "ix_favourites_removed",
        "favourites",
        ["removed"],
        sqlite_where=sa.text("removed IS NOT NULL"),
        postgresql_where=sa.text("removed IS NOT NULL"),
    )

    op.create_table(
        "history",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("account", _NUMBER, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), server_default="0", nullable=False),
        sa.Column("part", sa.Float(), server_default="0", nullable=False),
        sa.Column("percent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_history_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.UniqueConstraint("account", "path", name="uq_history_account_path"),
    )
    op.create_index("ix_history_account_read", "history", ["account", "read"])

    op.create_table(
        "pairings",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("account", _NUMBER, nullable=False),
        sa.Column("maker", _NUMBER, nullable=False),
        sa.Column("joined", _NUMBER, nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_pairings_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["maker"], ["devices.id"], name="fk_pairings_maker", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["joined"], ["devices.id"], name="fk_pairings_joined", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name="pk_pairings"),
        sa.UniqueConstraint("code", name="uq_pairings_code"),
    )
    op.create_index("ix_pairings_account", "pairings", ["account"])
    op.create_index("ix_pairings_expires", "pairings", ["expires"])

    op.create_table(
        "passkeys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", _NUMBER, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("transports", sa.Text(), server_default="", nullable=False),
        sa.Column("syncs", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_passkeys_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
    )
    op.create_index("ix_passkeys_account", "passkeys", ["account"])

    op.create_table(
        "challenges",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_challenges"),
    )
    op.create_index("ix_challenges_expires", "challenges", ["expires"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_challenges_expires", "challenges")

    op.drop_table("challenges")
    op.drop_index("ix_passkeys_account", "passkeys")

    op.drop_table("passkeys")
    op.drop_index("ix_pairings_expires", "pairings")
    op.drop_index("ix_pairings_account", "pairings")

    op.drop_table("pairings")
    op.drop_index("ix_history_account_read", "history")

    op.drop_table("history")
    op.drop_index("ix_favourites_removed", "favourites")
    op.drop_index("ix_favourites_account_place", "favourites")

    op.drop_table("favourites")
    op.drop_index("ix_devices_account", "devices")

    op.drop_table("devices")
    op.drop_table("secrets")
    op.drop_index("ix_failures_moment", "failures")
    op.drop_index("ix_failures_bucket_moment", "failures")

    op.drop_table("failures")
    op.drop_index("ix_accounts_seen", "accounts")

    op.drop_table("accounts")

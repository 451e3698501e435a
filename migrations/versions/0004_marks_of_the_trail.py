"""marks at the ends of the trail."""

import hashlib
import hmac
import json
import secrets

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


CHAINS = sa.table(
    "audit_chain",
    sa.column("key", sa.String),
    sa.column("length", sa.Integer),
    sa.column("nonce", sa.BigInteger),
)
ENTRIES = sa.table(
    "audit_entry",
    sa.column("chain", sa.String),
    sa.column("seq", sa.Integer),
    sa.column("seal", sa.String),
    sa.column("mark", sa.String),
)


def mark_the_ends() -> None:
    """Mark each chain where it ends now, as the application does from now on."""
    connection = op.get_bind()
    key = hmac.new(str(current_app.secret_key).encode(), b"tiex audit trail", hashlib.sha256).digest()
    ends = sa.select(CHAINS.c.key, ENTRIES.c.seq, ENTRIES.c.seal).join(
        ENTRIES, sa.and_(ENTRIES.c.chain == CHAINS.c.key, ENTRIES.c.seq == CHAINS.c.length)
    )
    for chain, seq, seal in connection.execute(ends).all():
        nonce = secrets.randbelow(2**62)
        mark = hmac.new(key, json.dumps([chain, seq, seal, nonce]).encode(), hashlib.sha256).hexdigest()
        is_end = sa.and_(ENTRIES.c.chain == chain, ENTRIES.c.seq == seq)
        connection.execute(ENTRIES.update().where(is_end).values(mark=mark))
        connection.execute(CHAINS.update().where(CHAINS.c.key == chain).values(nonce=nonce))


def upgrade() -> None:
    with op.batch_alter_table("audit_chain", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nonce", sa.BigInteger(), nullable=False, server_default="0"))

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.String(length=64), nullable=False, server_default=""))

    mark_the_ends()


def downgrade() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_column("mark")

    with op.batch_alter_table("audit_chain", schema=None) as batch_op:
        batch_op.drop_column("nonce")

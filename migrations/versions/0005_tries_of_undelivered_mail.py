"""tries of undelivered mail begin anew: before, those while the mail server was out of reach counted as well."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OUTBOX = sa.table("outbox_message", sa.column("attempts", sa.Integer), sa.column("delivered_at", sa.DateTime))


def upgrade() -> None:
    op.execute(OUTBOX.update().where(OUTBOX.c.delivered_at.is_(None)).values(attempts=0))


def downgrade() -> None:
    """Nothing: what they were is not known, and nobody needs it."""

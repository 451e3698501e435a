"""votes that the room has seen."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of earlier votes it is not known whether they were shown, so they stay silent.
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_column("is_shown")

"""what councils publish of their signed results, and pre-election periods."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_election_period_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_period")),
    )
    op.create_table(
        "publication",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("council_code", sa.String(length=12), nullable=False),
        sa.Column("edition_key", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("scores_ring", sa.String(length=20), nullable=False),
        sa.Column("notes_ring", sa.String(length=20), nullable=False),
        sa.Column("factors_ring", sa.String(length=20), nullable=False),
        sa.Column("scores_since", sa.Date(), nullable=False),
        sa.Column("notes_since", sa.Date(), nullable=False),
        sa.Column("factors_since", sa.Date(), nullable=False),
        sa.Column("hold_until", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_publication_assessment_id")),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_publication_council_code")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_publication_decided_by_id")),
        sa.ForeignKeyConstraint(["edition_key"], ["edition.key"], name=op.f("fk_publication_edition_key")),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_council_code"), ["council_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_publication_edition_key_council_code"), ["edition_key", "council_code"], unique=False
        )


def downgrade() -> None:
    op.drop_table("publication")
    op.drop_table("election_period")

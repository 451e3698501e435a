"""benchmarks, the cohorts in them, and groups that councils choose."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_council_type"))
        batch_op.create_index("ix_council_type_population", ["type", "population"], unique=False)
        batch_op.create_index("ix_council_population", ["population"], unique=False)

    op.create_table(
        "benchmark",
        sa.Column("edition_key", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("group_key", sa.String(length=120), nullable=False),
        sa.Column("councils", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_key"], ["edition.key"], name=op.f("fk_benchmark_edition_key")),
        sa.PrimaryKeyConstraint("edition_key", "part", "audience", "group_key", name=op.f("pk_benchmark")),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_key", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("ring", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("nation", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("formed_on", sa.Date(), nullable=False),
        sa.Column("councils", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_key"], ["edition.key"], name=op.f("fk_cohort_edition_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_edition_key"), ["edition_key"], unique=False)

    op.create_table(
        "comparison_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_comparison_group_changed_by_id")),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_comparison_group_council_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison_group")),
        sa.UniqueConstraint("council_code", "name", name=op.f("uq_comparison_group_council_code_name")),
    )
    op.create_table(
        "benchmark_entry",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("council_code", sa.String(length=12), nullable=False),
        sa.Column("edition_key", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ring", sa.String(length=20), nullable=False),
        sa.Column("chosen", sa.String(length=20), nullable=False),
        sa.Column("widest", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("nation", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("is_fresh", sa.Boolean(), nullable=False),
        sa.Column("was_counted", sa.Boolean(), nullable=False),
        sa.Column("waits_since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_benchmark_entry_assessment_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_benchmark_entry_cohort_id")),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_benchmark_entry_council_code")),
        sa.ForeignKeyConstraint(["edition_key"], ["edition.key"], name=op.f("fk_benchmark_entry_edition_key")),
        sa.PrimaryKeyConstraint("assessment_id", "part", name=op.f("pk_benchmark_entry")),
    )
    with op.batch_alter_table("benchmark_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benchmark_entry_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index("ix_benchmark_entry_council", ["council_code", "edition_key", "ring"], unique=False)
        batch_op.create_index("ix_benchmark_entry_waiting", ["edition_key", "waits_since"], unique=False)


def downgrade() -> None:
    op.drop_table("benchmark_entry")
    op.drop_table("comparison_group")
    op.drop_table("cohort")
    op.drop_table("benchmark")
    with op.batch_alter_table("council", schema=None) as batch_op:
        batch_op.drop_index("ix_council_population")
        batch_op.drop_index("ix_council_type_population")
        batch_op.create_index(batch_op.f("ix_council_type"), ["type"], unique=False)

"""lists of councils, what is not for them, what they tried, and the searches people follow."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("person_id", "query", name=op.f("uq_follow_person_id_query")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "listed_resource",
        sa.Column("council_code", sa.String(length=12), nullable=False),
        sa.Column("resource_id", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_listed_resource_added_by_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_listed_resource_changed_by_id")),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_listed_resource_council_code")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_listed_resource_resource_id")),
        sa.PrimaryKeyConstraint("council_code", "resource_id", name=op.f("pk_listed_resource")),
    )
    with op.batch_alter_table("listed_resource", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listed_resource_resource_id"), ["resource_id"], unique=False)

    op.create_table(
        "set_aside",
        sa.Column("council_code", sa.String(length=12), nullable=False),
        sa.Column("resource_id", sa.String(length=80), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_set_aside_by_id")),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_set_aside_council_code")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_set_aside_resource_id")),
        sa.PrimaryKeyConstraint("council_code", "resource_id", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_code", sa.String(length=12), nullable=False),
        sa.Column("resource_id", sa.String(length=80), nullable=False),
        sa.Column("worked", sa.String(length=10), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("may_contact", sa.Boolean(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_trial_council_code")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["person.id"], name=op.f("fk_trial_reported_by_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_trial_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("council_code", "resource_id", name=op.f("uq_trial_council_code_resource_id")),
    )
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_resource_id"), ["resource_id"], unique=False)



def downgrade() -> None:
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trial_resource_id"))

    op.drop_table("trial")
    op.drop_table("set_aside")
    with op.batch_alter_table("listed_resource", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listed_resource_resource_id"))

    op.drop_table("listed_resource")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_sent_at"))

    op.drop_table("follow")

"""examples of what worked, their files, and jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_next_try_at"), ["next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("served_sha256", sa.String(length=64), nullable=False),
        sa.Column("served_size", sa.BigInteger(), nullable=False),
        sa.Column("preview_sha256", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("is_scan", sa.Boolean(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("was_scanned", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_code", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("published", sa.JSON(), nullable=True),
        sa.Column("review", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("resource_id", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_example_author_id")),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_example_council_code")),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_example_editor_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_example_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_example_resource_id")),
    )
    with op.batch_alter_table("example", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_example_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_example_council_code"), ["council_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_example_review"), ["review"], unique=False)

    op.create_table(
        "file_page",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_file_page_sha256")),
        sa.PrimaryKeyConstraint("sha256", "number", name=op.f("pk_file_page")),
    )
    op.create_table(
        "example_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_example_event_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_example_event_example_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_event")),
    )
    with op.batch_alter_table("example_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_example_event_example_id"), ["example_id"], unique=False)

    op.create_table(
        "example_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_example_file_added_by_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_example_file_example_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_example_file_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_file")),
    )
    with op.batch_alter_table("example_file", schema=None) as batch_op:
        batch_op.create_index("ix_example_file_example_id_removed_at", ["example_id", "removed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_example_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "example_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_example_problem_example_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_example_problem_reporter_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_example_problem_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_problem")),
    )
    with op.batch_alter_table("example_problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_example_problem_example_id"), ["example_id"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("example_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_upload_example_id")),
        sa.ForeignKeyConstraint(["file_id"], ["example_file.id"], name=op.f("fk_upload_file_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_changed_at"), ["changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_example_id"), ["example_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_example_id"))
        batch_op.drop_index(batch_op.f("ix_upload_changed_at"))

    op.drop_table("upload")
    with op.batch_alter_table("example_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_example_problem_example_id"))

    op.drop_table("example_problem")
    with op.batch_alter_table("example_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_example_file_sha256"))
        batch_op.drop_index("ix_example_file_example_id_removed_at")

    op.drop_table("example_file")
    with op.batch_alter_table("example_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_example_event_example_id"))

    op.drop_table("example_event")
    op.drop_table("file_page")
    with op.batch_alter_table("example", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_example_review"))
        batch_op.drop_index(batch_op.f("ix_example_council_code"))
        batch_op.drop_index(batch_op.f("ix_example_author_id"))

    op.drop_table("example")
    op.drop_table("stored_file")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state"))
        batch_op.drop_index(batch_op.f("ix_job_next_try_at"))

    op.drop_table("job")

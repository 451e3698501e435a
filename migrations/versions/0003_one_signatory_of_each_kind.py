"""one Leader and one Chief Executive for each council."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEX = "uq_membership_signatory"
SIGNS = "ended_at IS NULL AND role IN ('leader', 'chief-executive')"
SIGNATORIES = f"SELECT council_code, role, person_id FROM membership WHERE {SIGNS} ORDER BY council_code, role, person_id"


def refuse_doubles() -> None:
    """Which of several is the right one, only the council knows."""
    holders: dict[tuple[str, str], list[int]] = {}
    for council_code, role, person_id in op.get_bind().execute(sa.text(SIGNATORIES)):
        holders.setdefault((council_code, role), []).append(person_id)
    doubles = {place: people for place, people in holders.items() if len(people) > 1}
    if doubles:
        said = "; ".join(
            f"{council_code} has {len(people)} with the role {role} (the people {', '.join(map(str, people))})"
            for (council_code, role), people in doubles.items()
        )
        raise CommandError(
            f"A council has one Leader and one Chief Executive, but {said}. Ask each council which of them it is, make "
            "the others readers (UPDATE membership SET role = 'reader' WHERE council_code = … AND person_id = …), then "
            "upgrade again. Nothing was changed."
        )


def upgrade() -> None:
    refuse_doubles()
    op.create_index(
        INDEX,
        "membership",
        ["council_code", "role"],
        unique=True,
        sqlite_where=sa.text(SIGNS),
        postgresql_where=sa.text(SIGNS),
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="membership")

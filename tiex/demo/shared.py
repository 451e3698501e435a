"""Examples of what worked that people of the demonstration shared, as an editor published them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.demo.acting import moment
from tiex.demo.councils import HEXBURY, THORNWICK
from tiex.demo.people import EDITOR, MIA, DemoPerson
from tiex.demo.rounds import deliver
from tiex.domain.examples import Content, Ring
from tiex.domain.people import Role, RoleGroup
from tiex.examples.commands import Sharing, begin_example, send_example
from tiex.examples.queries import open_for_editors, open_own
from tiex.moderation.commands import publish, take_up

OTTO = DemoPerson(
    "Otto Reeve", "Head of waste and recycling", HEXBURY.code, Role.CONTRIBUTOR, RoleGroup.HEADS_OF_SERVICE, "waste"
)
RUTH = DemoPerson(
    "Ruth Allerton", "Finance manager", THORNWICK.code, Role.CONTRIBUTOR, RoleGroup.HEADS_OF_SERVICE, "finance"
)
AUTHORS = (OTTO, RUTH)


@dataclass(frozen=True, slots=True)
class Shared:
    """Written so many days ago; an editor published it two days later."""

    days_ago: int
    author: DemoPerson
    content: Content


SHARED = (
    Shared(
        24,
        RUTH,
        Content(
            title="Every charge looked at once a year, with what it costs us beside it",
            problem="We had 340 fees and charges, and raised them all by inflation. Nobody knew which of them covered "
            "what they cost: 58 did not, and some had been kept for services that had ended.",
            done="Each service now shows, on one line for each charge, what it costs, who pays, who is let off and "
            "why. Councillors talk over the ten that matter most in one evening in October. The rest follow a rule "
            "that full council agreed once.",
            changed="Income from charges rose from £4.1m to £4.9m in two years, with fewer rises than before. Forty "
            "charges were dropped. Complaints about charges fell from 96 to 31 a year.",
            differently="Begin with concessions. We left them to the end, and they held up everything else.",
            cost="Thirty officer days in the first year, eight since",
            time="One budget round",
            may_contact=True,
            ring=Ring.EVERYONE,
            has_rights=True,
            cell="income-service",
            characteristics=("income",),
            change_modes=("service",),
            stages=("understand", "plan", "review"),
            service_areas=("finance",),
        ),
    ),
    Shared(
        22,
        MIA,
        Content(
            title="Beach huts let by lot instead of by telephone",
            problem="212 beach huts were let on one morning in February, by telephone. In 2024 there were 1,900 calls "
            "that morning, and we answered 640. People who could not sit by a telephone had no chance.",
            done="We wrote new rules with the association of hut holders. For four weeks everybody can put their name "
            "down on a form that asks four things. The lots are drawn in public, and nobody pays before they have a "
            "hut. Whoever cannot use the form rings one number, and we fill it in with them.",
            changed="Calls on the first morning fell from 1,900 to 70. All 212 huts were let, up from 204, and 31 went "
            "to people who had never had one. It takes two officer days a year, where it took eleven.",
            differently="Tell those who have had the same hut for twenty years before any letter goes out. We had not, "
            "and spent May explaining it.",
            cost="£3,400 once, nothing each year",
            time="Five months",
            may_contact=True,
            ring=Ring.EVERYONE,
            has_rights=True,
            cell="digital-customer",
            characteristics=("digital", "income"),
            change_modes=("customer",),
            stages=("plan", "do", "review"),
            service_areas=("leisure", "customer-services"),
        ),
    ),
    Shared(
        19,
        OTTO,
        Content(
            title="One list of missed bins for the crew and for the caller",
            problem="A missed bin was reported to the contact centre, typed into the waste system overnight, and "
            "printed at the depot. Four reports in ten were for bins that had not been put out, and nobody could say.",
            done="Crews now note on the lorry what they could not empty, and why. The form and the contact centre see "
            "that list at once: whoever reports a bin that was not out is told so, and when the lorry comes next.",
            changed="Reports fell from 410 to 180 a month in half a year, and second visits from 260 to 90. Two thirds "
            "of reports need nobody in the contact centre. Crews asked for the list to be kept when the trial ended.",
            differently="Start with one round and its crew, and let them choose the words for the reasons. Ours had 22 "
            "at first, and nobody used more than six.",
            cost="£18,000 once and £4,000 each year",
            time="Nine months, of which three were one round only",
            may_contact=True,
            ring=Ring.COUNCILS,
            has_rights=True,
            cell="digital-customer",
            characteristics=("digital", "data"),
            change_modes=("customer", "service"),
            stages=("do", "review"),
            service_areas=("waste", "customer-services"),
        ),
    ),
)


def tell_shared(session: Session, ids: Mapping[str, int], now: datetime) -> None:
    """From the draft to the catalogue; what was mailed arrived then."""
    for shared in SHARED:
        written = moment(now.date() - timedelta(days=shared.days_ago), 14)
        author_id, council = ids[shared.author.email], shared.author.council
        scope, sharing = Scope(author_id, frozenset({council})), Sharing(session, author_id, written)
        example_id = begin_example(sharing=sharing, council_code=council, content=shared.content)
        draft = open_own(scope, session, example_id)
        # Mails name addresses, which are made as in a request.
        with current_app.test_request_context():
            send_example(sharing=sharing, example=draft, version=draft.version)
            _publish(session, example_id, ids[EDITOR.email], written + timedelta(days=2))
    deliver(session)


def _publish(session: Session, example_id: int, editor_id: int, at: datetime) -> None:
    reviewing = Sharing(session, editor_id, at)
    take_up(sharing=reviewing, example=open_for_editors(session, example_id))
    taken = open_for_editors(session, example_id)
    publish(sharing=reviewing, example=taken, version=taken.version)

"""What the two councils made of resources: what they keep on their lists, and what came of those they tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tiex.demo.acting import moment
from tiex.demo.people import CALLUM, CHIEF, GRACE, LEAD, MIA, TOM, DemoPerson
from tiex.domain.uses import Worked
from tiex.models import ResourceRow
from tiex.uses.commands import Report, Using, list_resource, report_trial, set_aside


@dataclass(frozen=True, slots=True)
class Kept:
    """On the list, with a note."""

    note: str

    def tell(self, using: Using) -> None:
        list_resource(using=using, note=self.note)


@dataclass(frozen=True, slots=True)
class NotForUs:
    """Not to be suggested again."""

    def tell(self, using: Using) -> None:
        set_aside(using=using)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it, for others to read."""

    worked: Worked
    what_changed: str
    may_contact: bool = False

    def tell(self, using: Using) -> None:
        report_trial(using=using, version=0, report=Report(self.worked, self.what_changed, self.may_contact))


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody did so many days ago, for the council that they are of."""

    days_ago: int
    who: DemoPerson
    resource_id: str
    what: Kept | NotForUs | Tried


USES = (
    Use(
        200,
        LEAD,
        "community-asset-transfer-guidance-knowsley",
        Tried(
            Worked.YES,
            "We rewrote our own pages for groups along these lines before we handed over the second and third village "
            "hall. Groups came with a business plan that we could read, and the decision took four months instead of "
            "nine. Offer somebody who answers questions by telephone: the form alone put two groups off.",
            may_contact=True,
        ),
    ),
    Use(
        170,
        CALLUM,
        "fees-and-charges-income",
        Tried(
            Worked.YES,
            "We took its questions through every charge we set, in two workshops with the finance team. Eleven charges "
            "did not cover what they cost us, and there were three that nobody could explain. Start with concessions: "
            "those took the longest to agree.",
        ),
    ),
    Use(
        140,
        GRACE,
        "sunderland-smart-bin-sensors",
        Kept("For the litter bins on the high street. Worth asking what the sensors cost to look after in year three."),
    ),
    Use(
        121,
        CHIEF,
        "why-we-use-user-journey-maps",
        Tried(
            Worked.PARTLY,
            "Three teams drew the journey of a missed bin on one wall. It showed where reports were typed in twice, "
            "and everybody saw it. Little changed until one person was given the whole journey to look after, so agree "
            "that first.",
        ),
    ),
    Use(118, MIA, "digital-exclusion-risk-index", Kept("For the bid in spring: the three wards along the harbour.")),
    Use(
        104,
        MIA,
        "social-value-toolkit-district-councils",
        Kept("Made for councils of our size. See the tender questions before the leisure contract goes out."),
    ),
    Use(
        96,
        CALLUM,
        "robotic-process-automation-explainer",
        Tried(
            Worked.NO,
            "We automated how new starters are set up, and it broke each time one of the two systems was updated. The "
            "explainer warns of automating a poor process, and we should have listened. We have shortened the process "
            "by hand since, which was cheaper.",
        ),
    ),
    Use(90, MIA, "aberdeen-chatbot-ab1", NotForUs()),
    Use(
        83,
        LEAD,
        "digital-exclusion-risk-index",
        Tried(
            Worked.YES,
            "We put the map beside our own list of library computers. Two villages that we had thought well served "
            "came out worst, so the sessions moved there. Check it with people on the ground: one estate looked worse "
            "than it is.",
        ),
    ),
    Use(
        60,
        TOM,
        "fees-and-charges-income",
        Kept("For the budget round. Saltwick say on its page what came of it: read that before we start."),
    ),
    Use(55, TOM, "warrington-community-municipal-bond", NotForUs()),
    Use(
        47,
        LEAD,
        "shropshire-customer-journey",
        Kept("One journey at a time: please read before the workshop on accounts."),
    ),
    Use(34, GRACE, "havering-waste-nudge", Kept("")),
)


def tell_uses(session: Session, ids: Mapping[str, int], now: datetime) -> None:
    """In the order in which it happened. What is not in the catalogue was not used."""
    wanted = {use.resource_id for use in USES}
    there = set(session.scalars(select(ResourceRow.id).where(ResourceRow.id.in_(wanted))))
    for use in USES:
        if use.resource_id in there:
            at = moment(now.date() - timedelta(days=use.days_ago), 11)
            use.what.tell(Using(session, use.who.council, use.resource_id, ids[use.who.email], at))
    session.flush()

"""Who there is to compare with: councils that answered, signed and published, some of them in 2019-20 as well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from tiex.content.editions import load_edition
from tiex.demo import councils as c
from tiex.demo.past import EDITION as EARLIER
from tiex.demo.people import CALLUM, MIA, NORA, DemoPerson
from tiex.demo.rounds import LASTS, Round, tell_round
from tiex.demo.voices import Voice
from tiex.domain.answers import Note
from tiex.domain.councils import Council
from tiex.domain.people import Role, RoleGroup
from tiex.domain.publishing import Part, Ring

EDITION = "2026-27"
# Their rounds began on the Monday so long before now: after Saltwick last used a resource, and early enough to be over
# before somebody new came there; and in the earlier edition.
BEGAN, BEGAN_EARLIER = timedelta(days=-83), date(2019, 9, 9)
DIGITAL, DATA, ROLE = "digital-customer", "data-service", "role-community"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """`now` and `then` are how much rosier than others it sees itself, in steps of the scale; without a `then` it took
    no part in 2019-20. `impediments` are by cell."""

    council: Council
    leader: str
    chief: str
    now: float
    then: float | None
    ring: Ring
    impediments: Mapping[str, str]

    @property
    def signatories(self) -> tuple[DemoPerson, DemoPerson]:
        code = self.council.code
        return (
            DemoPerson(self.leader, "Leader of the council", code, Role.LEADER, RoleGroup.MEMBERS),
            DemoPerson(self.chief, "Chief Executive", code, Role.CHIEF_EXECUTIVE, RoleGroup.CHIEF_OFFICERS),
        )

    def rounds(self, today: date) -> Iterator[Round]:
        leader, chief = self.signatories
        notes = tuple(Note(cell_id, "impediments", text) for cell_id, text in self.impediments.items())
        rings = dict.fromkeys(Part, self.ring)
        place = (self.council.code, EARLIER, BEGAN_EARLIER, chief, (leader, chief))
        then = Round(*place, {chief: Voice(shift=self.then or 0.0, doubt=0.0)}, (), "", rings)
        if self.then is not None:
            yield then
        yield replace(
            then, edition=EDITION, began_on=_began(today), voices={chief: Voice(shift=self.now, doubt=0.0)}, notes=notes
        )


NEIGHBOURS = (
    Neighbour(
        c.HEXBURY,
        "Imogen Tallis",
        "Marcus Adeyemi",
        0.4,
        -0.7,
        Ring.EVERYONE,
        {DIGITAL: "Only reports of missed bins reach the crews at once. All others wait for the contact centre."},
    ),
    Neighbour(
        c.PENROWAN,
        "Jory Trevail",
        "Farida Haddad",
        0.3,
        -0.6,
        Ring.EVERYONE,
        {
            DIGITAL: "One household in five has no connection that carries our forms.",
            ROLE: "Parishes ask to take on more, and we have nobody to help them do it.",
        },
    ),
    Neighbour(
        c.STANMOOR,
        "Alan Prowse",
        "Ines Caldeira",
        0.1,
        None,
        Ring.EVERYONE,
        {
            DATA: "Each service counts a household in its own way, so nothing adds up across them.",
            ROLE: "Voluntary groups tell us that our grants run for too short a time to plan by.",
        },
    ),
    Neighbour(
        c.WRENFORD,
        "Bettina Shaw",
        "Gareth Pugh",
        0.5,
        -0.5,
        Ring.EVERYONE,
        {
            DIGITAL: "People prove who they are three times, for three services.",
            ROLE: "We ask residents often and tell them seldom what became of it.",
        },
    ),
    Neighbour(
        c.CALDERWICK,
        "Colin Ormerod",
        "Shazia Mirza",
        -0.3,
        None,
        Ring.COUNCILS,
        {DATA: "We have one analyst for the whole council, and she is booked until spring."},
    ),
    Neighbour(
        c.EASTMERE,
        "Dorothy Lacey",
        "Piers Hallam",
        0.0,
        None,
        Ring.OWN,
        {DATA: "Sharing with the health service stops at an agreement that has been a draft since 2024."},
    ),
    Neighbour(
        c.DUNMERE,
        "Ed Castell",
        "Winnie Osei",
        -0.1,
        -0.2,
        Ring.COUNCILS,
        {
            DIGITAL: "The customer system is out of support, and its successor waits for the new council tax year.",
            DATA: "Nobody is named who looks after how good a set of data is.",
        },
    ),
    Neighbour(
        c.THORNWICK,
        "Freya Dunn",
        "Sanjay Rao",
        0.6,
        0.0,
        Ring.EVERYONE,
        {
            DIGITAL: "Half of our forms still end as an e-mail that somebody types in.",
            ROLE: "The same dozen people sit on every panel that we ask.",
        },
    ),
    Neighbour(
        c.QUENBY,
        "Hugh Latimer",
        "Adaeze Eze",
        -0.2,
        None,
        Ring.COUNCILS,
        {DIGITAL: "Planning and licensing cannot be reached from the account that residents have."},
    ),
    Neighbour(
        c.MARLCOMBE,
        "Keziah Penn",
        "Tomasz Zielinski",
        0.3,
        None,
        Ring.EVERYONE,
        {DATA: "Property data are kept in four places, and the gazetteer is not one of them."},
    ),
    Neighbour(
        c.OAKSTEAD,
        "Leonard Brice",
        "Nasreen Begum",
        -0.1,
        0.0,
        Ring.COUNCILS,
        {
            DATA: "We pay for each extract of our own data from the housing system.",
            ROLE: "Two officers who knew every community group have left, and took what they knew with them.",
        },
    ),
    Neighbour(
        c.RUSHBY,
        "Moira Fenn",
        "Daniel Okoro",
        -0.4,
        None,
        Ring.EVERYONE,
        {DIGITAL: "The website and the contact centre give different opening times, as two teams keep them."},
    ),
)
PEOPLE = tuple(person for neighbour in NEIGHBOURS for person in neighbour.signatories)


def saltwick_round(today: date) -> Round:
    """One of the two that can be tried out has been through it all, so that its people see all there is."""
    return Round(
        c.SALTWICK,
        EDITION,
        _began(today),
        CALLUM,
        (NORA, CALLUM),
        {CALLUM: Voice(shift=0.2, leaves_out=True), NORA: Voice(shift=0.1), MIA: Voice(shift=-0.2, leaves_out=True)},
        (
            Note("income-service", "impediments", "Car parks are still most of our income, and the storms closed two."),
            Note(DIGITAL, "impediments", "The booking of beach huts and moorings is a system of its own."),
            Note("data-service", "notable-practice", "Finance and housing read one list of properties since spring."),
        ),
        "One of us would have said one step less.",
        {Part.SCORES: Ring.COUNCILS, Part.NOTES: Ring.OWN, Part.FACTORS: Ring.COUNCILS},
    )


def tell_neighbours(session: Session, ids: Mapping[str, int], base_url: str, today: date) -> None:
    """Each council in turn. Where the edition has not been open for as long as a round takes, nobody is through yet."""
    edition, began = load_edition(EDITION), _began(today)
    is_open_throughout = edition.starts_on <= began and began + timedelta(days=LASTS) <= edition.ends_on
    rounds = [each for neighbour in NEIGHBOURS for each in neighbour.rounds(today)] + [saltwick_round(today)]
    for each in rounds:
        if each.edition != EDITION or is_open_throughout:
            tell_round(session, each, ids, base_url)


def _began(today: date) -> date:
    day = today + BEGAN
    return day - timedelta(days=day.weekday())

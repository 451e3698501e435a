"""Who is who in the demonstration: the people of the two councils that can be tried out, and those of the exchange."""

from dataclasses import dataclass

from tiex.demo.councils import DOMAINS, FERNMOOR, SALTWICK
from tiex.domain.invitations import Invitee
from tiex.domain.people import ExchangeRole, Role, RoleGroup

PASSWORD = "improve-together"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`also_in` is a second council, with the same role; `is_new` came after the first assessment, of 2019."""

    name: str
    job_title: str
    council: str
    role: Role
    role_group: RoleGroup | None = None
    service_area: str = ""
    characteristics: tuple[str, ...] = ()
    also_in: str = ""
    is_new: bool = False

    @property
    def councils(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.council, self.also_in)))

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAINS[self.council]}"

    @property
    def what(self) -> str:
        return self.role.label


@dataclass(frozen=True, slots=True)
class DemoAdministrator:
    name: str = "Exchange Admin"
    job_title: str = "Administrator of the exchange"
    email: str = "exchange.admin@tiex.example"
    role: ExchangeRole = ExchangeRole.ADMINISTRATOR

    @property
    def what(self) -> str:
        return self.job_title


G = RoleGroup
# Of Fernmoor.
LEADER = DemoPerson("Dana Whitlock", "Leader of the council", FERNMOOR, Role.LEADER, G.MEMBERS)
CHIEF = DemoPerson("Owen Bright", "Chief Executive", FERNMOOR, Role.CHIEF_EXECUTIVE, G.CHIEF_OFFICERS)
LEAD = DemoPerson("Priya Nair", "Head of transformation", FERNMOOR, Role.LEAD, G.HEADS_OF_SERVICE, "corporate")
TOM = DemoPerson("Tom Ashby", "Director of resources", FERNMOOR, Role.CONTRIBUTOR, G.CHIEF_OFFICERS, "finance")
GRACE = DemoPerson("Grace Obi", "Service manager, waste and recycling", FERNMOOR, Role.CONTRIBUTOR, G.OFFICERS, "waste")
READER = DemoPerson("Lewis Hart", "Scrutiny officer", FERNMOOR, Role.READER, service_area="democracy", is_new=True)
ALED = DemoPerson("Aled Morgan", "Cabinet member for resources", FERNMOOR, Role.CONTRIBUTOR, G.MEMBERS, is_new=True)
YUSUF = DemoPerson(
    "Yusuf Khan", "Cabinet member for communities", FERNMOOR, Role.CONTRIBUTOR, G.MEMBERS, "community", is_new=True
)
HELEN = DemoPerson(
    "Helen Marsh", "Director of place", FERNMOOR, Role.CONTRIBUTOR, G.CHIEF_OFFICERS, "planning", is_new=True
)
RAVI = DemoPerson(
    "Ravi Patel",
    "Head of digital",
    FERNMOOR,
    Role.CONTRIBUTOR,
    G.HEADS_OF_SERVICE,
    characteristics=("digital", "data"),
    is_new=True,
)
JOANNE = DemoPerson(
    "Joanne Beck",
    "Head of customer services, shared by two councils",
    FERNMOOR,
    Role.CONTRIBUTOR,
    G.HEADS_OF_SERVICE,
    "customer-services",
    also_in=SALTWICK,
    is_new=True,
)
# Of Saltwick.
NORA = DemoPerson("Nora Fielding", "Leader of the council", SALTWICK, Role.LEADER, G.MEMBERS)
CALLUM = DemoPerson("Callum Reid", "Chief Executive", SALTWICK, Role.CHIEF_EXECUTIVE, G.CHIEF_OFFICERS)
MIA = DemoPerson("Mia Kowalski", "Digital lead", SALTWICK, Role.CONTRIBUTOR, G.OFFICERS)

PEOPLE = (LEADER, CHIEF, LEAD, TOM, GRACE, READER, MIA, ALED, YUSUF, HELEN, RAVI, JOANNE, NORA, CALLUM)
ADMINISTRATOR = DemoAdministrator()
EDITOR = DemoAdministrator(
    "Exchange Editor", "Editor of the exchange", "exchange.editor@tiex.example", ExchangeRole.EDITOR
)
INVITED = Invitee("Sam Hill", f"sam.hill@{DOMAINS[FERNMOOR]}", Role.CONTRIBUTOR, G.OFFICERS)

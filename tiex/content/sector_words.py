"""What the sector’s view says about each of its parts, the same on screen and on paper."""

from dataclasses import dataclass

from tiex.domain.benchmark import LEAST_COUNCILS


@dataclass(frozen=True, slots=True)
class SectorWords:
    purpose: str = "What all councils together show: to see where the exchange should help, and never to rank."
    counting: str = (
        "You see no more of any result than the public does. Councils that are not public are counted in fives, never "
        f"nearly all of a group, and no score is shown of fewer than {LEAST_COUNCILS}."
    )
    participation: str = (
        "Of the councils in the register: who has begun, closed the round of individual views, and had a version "
        "signed by the Leader and the Chief Executive. Public are those that show their result to everyone; they can "
        "be read by name, so they are counted one by one."
    )
    strengths: str = (
        "The middle score: half of the councils are there or below. A gap is the way from the middle position to the "
        "middle ambition. In charts, filled bars are middle positions and outlined ones middle ambitions."
    )
    no_strengths: str = (
        f"Nothing can be shown yet: in no group have {LEAST_COUNCILS} councils published that can be counted."
    )
    impediments: str = (
        f"Cells in which {LEAST_COUNCILS} councils or more name an impediment, in notes that everyone may read."
    )
    no_impediments: str = "None yet in this edition."
    resources: str = (
        f"On the lists of {LEAST_COUNCILS} councils or more, whatever the edition, and what councils said in public "
        "came of them."
    )
    no_resources: str = "No resource is on so many lists yet."


SECTOR_WORDS = SectorWords()

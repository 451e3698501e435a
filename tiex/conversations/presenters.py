"""Who to talk to in words: for each characteristic with a wide gap, who was there and moved up."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from tiex.assessments.presenters import Answers
from tiex.consensus.queries import OpenConsensus
from tiex.conversations.queries import Contact, Neighbour, contacts_on, unchanged_in
from tiex.domain.conversations import HIGHER, MOST, NEAR, widest_characteristics
from tiex.domain.edition import Edition
from tiex.domain.scoring import Tally, tally_cell

NO_EARLIER = (
    "Nobody can have moved up yet, because there is no earlier edition of this self-assessment here. Once there is a "
    "later one, councils that moved up in it stand here."
)


@dataclass(frozen=True, slots=True)
class ExampleLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ContactView:
    council: str
    is_invented: bool
    sentence: str
    examples: tuple[ExampleLink, ...]


@dataclass(frozen=True, slots=True)
class GapContacts:
    """One characteristic with its own score in words; `contacts` are by name."""

    id: str
    name: str
    standing: str
    contacts: tuple[ContactView, ...]


@dataclass(frozen=True, slots=True)
class ConversationsView:
    """`nothing` says why there is no gap to talk about, or why nobody can have risen."""

    title: str
    council_code: str
    council: str
    is_invented: bool
    edition: str
    result_url: str
    near: int
    higher: int
    most: int
    nothing: str
    has_earlier: bool
    gaps: tuple[GapContacts, ...]


def present_conversations(
    consensus: OpenConsensus, answers: Answers, neighbours: Sequence[Neighbour], *, has_earlier: bool
) -> ConversationsView:
    assessment = consensus.assessment
    edition = assessment.edition
    unchanged = unchanged_in(neighbours, edition)
    gaps = tuple(
        _gap(edition, key, tally, contacts_on(neighbours, edition, unchanged, key, tally.percent))
        for key in widest_characteristics(edition, answers)
        if (tally := _tally(edition, key, answers)).percent is not None
    )
    return ConversationsView(
        title="Who to talk to",
        council_code=assessment.council_code,
        council=assessment.council_name,
        is_invented=assessment.is_invented,
        edition=edition.title,
        result_url=url_for("consensus.result", assessment_id=assessment.id),
        near=NEAR,
        higher=HIGHER,
        most=MOST,
        nothing=_nothing(answers) if not gaps else "" if has_earlier else NO_EARLIER,
        has_earlier=has_earlier,
        gaps=gaps,
    )


def _nothing(answers: Answers) -> str:
    if not any(answer.is_answered for answer in answers.values()):
        return "Nothing is agreed yet, so there is no gap to talk about."
    return "There is no gap to talk about: the ambition is nowhere higher than the position."


def _tally(edition: Edition, characteristic: str, answers: Answers) -> Tally:
    cells = (cell for cell in edition.cells if cell.characteristic == characteristic)
    return sum((tally_cell(edition, cell, answers) for cell in cells), Tally())


def _gap(edition: Edition, key: str, tally: Tally, contacts: Sequence[Contact]) -> GapContacts:
    return GapContacts(
        f"gap-{key}",
        edition.characteristic(key).short_name,
        f"You are at {tally.percent}%, {tally.answered} of {tally.total} agreed; your ambition is "
        f"{tally.ambition_percent}%.",
        tuple(_contact(contact) for contact in contacts),
    )


def _contact(contact: Contact) -> ContactView:
    then, now = contact.rise.then, contact.rise.now
    return ContactView(
        contact.council_name,
        contact.is_invented,
        f"{then.percent}% in {then.edition.title}; {now.percent}% in {now.edition.title}.",
        tuple(
            ExampleLink(example.title, url_for("resources.resource", resource_id=example.resource_id))
            for example in contact.examples
        ),
    )

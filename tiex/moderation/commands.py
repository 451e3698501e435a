"""What editors do with an example: take it up, publish it, ask for changes, decline it, take it down, put it back."""

from dataclasses import replace
from textwrap import shorten

from sqlalchemy import update

from tiex.content.catalogue import CatalogueEntry
from tiex.content.councils import REGIONS
from tiex.domain.examples import Content, NotNow, Outcome, Review, Ring, Step, check_publishing, check_reviewer
from tiex.domain.resources import ResourceType, audiences_of
from tiex.examples.commands import ExampleMail, Sharing, change, record, step, tell, tell_author
from tiex.examples.queries import Example, GivenBack, files_in_brief, find_reporter, list_events, outcome_of
from tiex.gateways.clock import UK
from tiex.models import ExampleProblemRow, ExampleRow
from tiex.resources.commands import put_shared, show_shared
from tiex.resources.queries import free_id
from tiex.uploads.queries import list_all_files
from tiex.web.addresses import public_url

LONGEST_SUMMARY = 400


def take_up(*, sharing: Sharing, example: Example) -> None:
    """From now on the others see who reads it; taking it up twice is taking it up once."""
    check_reviewer(sharing.actor_id or 0, example.author_id)
    waits = ExampleRow.id == example.id, ExampleRow.review == Review.WAITING.value
    taken = sharing.session.execute(update(ExampleRow).where(*waits).values(editor_id=sharing.actor_id))
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise NotNow
    if example.editor_id != sharing.actor_id:
        record(sharing=sharing, example_id=example.id, step=Step.TAKEN_UP)


def ask_changes(*, sharing: Sharing, example: Example, version: int, words: str) -> None:
    _give_back(sharing, example, version, Step.ASKED, words)
    sentence = f"An editor has read your example “{example.title}” and asks for changes before it is published:"
    tell_author(
        sharing=sharing, example=example, subject="Your example: a change, please", sentence=sentence, words=words
    )


def decline(*, sharing: Sharing, example: Example, version: int, words: str) -> None:
    _give_back(sharing, example, version, Step.DECLINED, words)
    sentence = f"The editors have not published your example “{example.title}”, because:"
    tell_author(
        sharing=sharing, example=example, subject="Your example is not published", sentence=sentence, words=words
    )


def _give_back(sharing: Sharing, example: Example, version: int, taken: Step, words: str) -> None:
    """What its author changes from now on can be told from what was read."""
    check_reviewer(sharing.actor_id or 0, example.author_id)
    files = tuple((file.id, file.name) for file in list_all_files(sharing.session, example.id))
    given_back = replace(example, given_back=GivenBack(example.content, files))
    content = given_back.stored_with(example.content)
    step(sharing=sharing, example=example, version=version, step=taken, words=words, content=content)


def publish(*, sharing: Sharing, example: Example, version: int) -> str:
    """Let others read exactly this version, with the files that it has now; its id in the catalogue."""
    check_reviewer(sharing.actor_id or 0, example.author_id)
    files = list_all_files(sharing.session, example.id)
    check_publishing(files_in_brief(files))
    resource_id = example.resource_id or free_id(sharing.session, example.content.title)
    entry = _entry(example, resource_id, sharing)
    put_shared(keeping=sharing.keeping, entry=entry, audience=example.content.ring.audience(example.council_code))
    step(
        sharing=sharing,
        example=example,
        version=version,
        step=Step.PUBLISHED,
        content=example.content.stored(),
        published=example.content.stored() | {"files": [file.id for file in files]},
        published_at=example.published_at or sharing.now,
        taken_down_at=None,
        resource_id=resource_id,
    )
    _tell_published(sharing, example, resource_id)
    return resource_id


def _tell_published(sharing: Sharing, example: Example, resource_id: str) -> None:
    ring = example.content.ring
    readers = "Your council" if ring is Ring.OWN else ring.label
    own = public_url("examples.own", example_id=example.id)
    sentence = (
        f"Your example “{example.title}” is published. {readers} can read it.\n\n"
        f"You can change it or take it down at any time:\n\n{own}"
    )
    address = public_url("resources.resource", resource_id=resource_id)
    tell_author(
        sharing=sharing, example=example, subject="Your example is published", sentence=sentence, address=address
    )


def tag(*, sharing: Sharing, example: Example, version: int, content: Content) -> None:
    """Other tags for what waits, from an editor."""
    check_reviewer(sharing.actor_id or 0, example.author_id)
    if example.review is not Review.WAITING:
        raise NotNow
    change(sharing=sharing, example=example, version=version, content=example.stored_with(content))
    record(sharing=sharing, example_id=example.id, step=Step.TAGGED)


def take_down(*, sharing: Sharing, example: Example, version: int, words: str) -> None:
    """At once, nobody reads it any more."""
    if not example.is_read or example.resource_id is None:
        raise NotNow
    change(sharing=sharing, example=example, version=version, taken_down_at=sharing.now)
    show_shared(keeping=sharing.keeping, resource_id=example.resource_id, is_hidden=True)
    _recorded(sharing, example, Step.TAKEN_DOWN, words)
    sentence = f"An editor has taken down your example “{example.title}”. Others no longer read it, because:"
    tell_author(sharing=sharing, example=example, subject="Your example is taken down", sentence=sentence, words=words)


def put_back(*, sharing: Sharing, example: Example, version: int) -> None:
    """NotNow where its author has changed or withdrawn it since."""
    check_reviewer(sharing.actor_id or 0, example.author_id)
    if example.is_read or example.resource_id is None or example.review is not Review.PUBLISHED:
        raise NotNow
    change(sharing=sharing, example=example, version=version, taken_down_at=None)
    show_shared(keeping=sharing.keeping, resource_id=example.resource_id, is_hidden=False)
    _recorded(sharing, example, Step.PUT_BACK)
    sentence = f"Your example “{example.title}” can be read again."
    tell_author(sharing=sharing, example=example, subject="Your example can be read again", sentence=sentence)


def settle_problem(*, sharing: Sharing, example: Example, problem_id: int, words: str) -> None:
    """Nothing more is to be done about what somebody reported; where they have an account, they are told why."""
    row, session = ExampleProblemRow, sharing.session
    open_one = row.id == problem_id, row.example_id == example.id, row.settled_at.is_(None)
    done = {"settled_at": sharing.now, "settled_by_id": sharing.actor_id}
    reported_at = session.scalar(update(row).where(*open_one).values(**done).returning(row.at))
    if reported_at is None:
        return
    became = outcome_of(example, reported_at, list_events(session, example.id))
    record(sharing=sharing, example_id=example.id, step=Step.SETTLED, words=words)
    _tell_reporter(sharing, example, problem_id, became, words)


def _tell_reporter(sharing: Sharing, example: Example, problem_id: int, became: Outcome, words: str) -> None:
    """What they may not read now is neither named nor led to."""
    reporter = find_reporter(sharing.session, problem_id)
    if reporter is None or example.published is None:
        return
    audience = example.published.ring.audience(example.council_code)
    is_theirs = audience in audiences_of(reporter.council_codes)
    named = f"the example “{example.published.title}”" if is_theirs else "an example"
    sentence = (
        f"You reported a problem with {named} of {example.council_name}. An editor has looked at it. {became.value}\n\n"
        "The editor says:"
    )
    can_read = is_theirs and example.is_read
    address = public_url("resources.resource", resource_id=example.resource_id) if can_read else ""
    mail = ExampleMail(reporter.name, sentence, words, address, "you reported this problem")
    tell(sharing=sharing, email=reporter.email, subject="The problem that you reported", mail=mail)


def _recorded(sharing: Sharing, example: Example, taken: Step, words: str = "") -> None:
    record(sharing=sharing, example_id=example.id, step=taken, words=words, council_code=example.council_code)


def _entry(example: Example, resource_id: str, sharing: Sharing) -> CatalogueEntry:
    """As it stands in the catalogue: a case study of its council, whose page is here."""
    content = example.content
    told = (content.done, content.changed, content.differently)
    return CatalogueEntry(
        id=resource_id,
        type=ResourceType.CASE_STUDY.value,
        title=content.title,
        url=f"/examples/{example.id}",
        publisher=example.council_name,
        year=(example.published_at or sharing.now).astimezone(UK).year,
        summary=shorten(content.problem, LONGEST_SUMMARY, placeholder=" …"),
        when_to_use="",
        effort=None,
        councils=(example.council_name,),
        council_codes=() if example.is_invented else (example.council_code,),
        regions=(example.region,) if example.region in REGIONS else (),
        outcomes=tuple(" ".join(text.split()) for text in told if text),
        characteristics=content.characteristics,
        change_modes=content.change_modes,
        stages=content.stages,
        success_factors=content.success_factors,
        service_areas=content.service_areas,
    )

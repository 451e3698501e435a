"""Writing an example, sending it to the editors, and the steps that its author takes; each is told and written down."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from tiex.domain.examples import (
    Content,
    ExampleChangedMeanwhile,
    Incomplete,
    NotNow,
    Review,
    Step,
    after,
    after_writing,
    missing,
)
from tiex.examples.queries import TAB, Example, list_editors, list_problems, read_brief
from tiex.gateways.mail import Mail
from tiex.models import ExampleEventRow, ExampleProblemRow, ExampleRow
from tiex.resources.commands import Keeping, show_shared
from tiex.uploads.commands import forget_files
from tiex.web.addresses import public_url
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

X = ExampleRow


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who does something with an example, and when; nobody where a visitor does."""

    session: Session
    actor_id: int | None
    now: datetime

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.session, self.actor_id, self.now)


@dataclass(frozen=True, slots=True)
class ExampleMail:
    """What an e-mail about an example says; `words` are what somebody said of it, `address` is empty for nowhere."""

    name: str
    sentence: str
    words: str
    address: str
    why: str


def begin_example(*, sharing: Sharing, council_code: str, content: Content) -> int:
    """A draft that only its author reads; its id."""
    values = {"council_code": council_code, "author_id": sharing.actor_id, "content": content.stored()}
    stamp = {"created_at": sharing.now, "changed_at": sharing.now}
    added = sharing.session.execute(insert(X).values(**values, **stamp).returning(X.id))
    example_id: int = added.scalar_one()
    record(sharing=sharing, example_id=example_id, step=Step.BEGUN)
    return example_id


def write_example(*, sharing: Sharing, example: Example, version: int, content: Content, tab: str = "") -> int:
    """Put this content in the place of what is there; the version that it is now.

    ExampleChangedMeanwhile where `version` is not that of what is there and was not written on the same page either:
    what is sent while it is being typed comes in order. WithTheEditors while it is being read.
    """
    version = example.version if tab and tab == example.tab else version
    review = after_writing(example.review)
    if content == example.content:
        return example.version
    change(
        sharing=sharing,
        example=example,
        version=version,
        content=example.stored_with(content) | {TAB: tab},
        review=review.value,
    )
    return version + 1


def send_example(*, sharing: Sharing, example: Example, version: int) -> None:
    """Incomplete where something is missing; what, `missing` says."""
    if missing(example.content, read_brief(sharing.session, example.id)):
        raise Incomplete
    step(sharing=sharing, example=example, version=version, step=Step.SENT, sent_at=sharing.now)
    sentence = f"{example.author} of {example.council_name} shares an example of what worked: “{example.title}”."
    address = public_url("moderation.example", example_id=example.id)
    for name, email in list_editors(sharing.session):
        mail = ExampleMail(name, sentence, "", address, "you are an editor of the exchange")
        tell(sharing=sharing, email=email, subject="An example waits for you", mail=mail)
    said = f"Your example “{example.title}” is with the editors now. You hear from us when one of them has read it."
    tell_author(sharing=sharing, example=example, subject="Your example is with the editors", sentence=said)


def take_back(*, sharing: Sharing, example: Example, version: int) -> None:
    step(sharing=sharing, example=example, version=version, step=Step.TAKEN_BACK)


def withdraw_example(*, sharing: Sharing, example: Example, version: int) -> None:
    """Nobody reads what was published any more, until its author sends it again and an editor publishes that."""
    if not example.is_read:
        raise NotNow
    has_to_be_sent = example.review in (Review.PUBLISHED, Review.WAITING)
    review = Review.WRITING if has_to_be_sent else example.review
    values = {"taken_down_at": sharing.now, "review": review.value, "editor_id": None}
    change(sharing=sharing, example=example, version=version, **values)
    if example.resource_id is not None:
        show_shared(keeping=sharing.keeping, resource_id=example.resource_id, is_hidden=True)
    record(sharing=sharing, example_id=example.id, step=Step.TAKEN_DOWN, council_code=example.council_code)


def remove_draft(*, sharing: Sharing, example: Example, version: int) -> None:
    """For good, with its files; NotNow for one that was sent at any time."""
    if example.sent_at is not None:
        raise NotNow
    session = sharing.session
    change(sharing=sharing, example=example, version=version)
    forget_files(session=session, example_id=example.id)
    session.execute(delete(ExampleEventRow).where(ExampleEventRow.example_id == example.id))
    session.execute(delete(X).where(X.id == example.id))


def report_problem(*, sharing: Sharing, example: Example, words: str) -> None:
    """Somebody finds that something is wrong with what was published; editors are told of the first that they have not
    settled."""
    is_first = not list_problems(sharing.session, example.id)
    values = {"example_id": example.id, "at": sharing.now, "reporter_id": sharing.actor_id, "words": words}
    sharing.session.execute(insert(ExampleProblemRow).values(**values))
    record(sharing=sharing, example_id=example.id, step=Step.REPORTED, words=words)
    if not is_first:
        return
    title = example.published.title if example.published else ""
    sentence = f"Somebody reports a problem with the example “{title}” of {example.council_name}:"
    address = public_url("moderation.example", example_id=example.id)
    for name, email in list_editors(sharing.session):
        mail = ExampleMail(name, sentence, words, address, "you are an editor of the exchange")
        tell(sharing=sharing, email=email, subject="A problem with an example", mail=mail)


def step(*, sharing: Sharing, example: Example, version: int, step: Step, words: str = "", **values: object) -> Review:
    """Take a step that moves it on, and write it down; NotNow where it cannot be taken from here."""
    review = after(example.review, step)
    change(sharing=sharing, example=example, version=version, review=review.value, **values)
    record(sharing=sharing, example_id=example.id, step=step, words=words, council_code=example.council_code)
    return review


def change(*, sharing: Sharing, example: Example, version: int, **values: object) -> None:
    """The next version after this one, which nobody else can make; ExampleChangedMeanwhile where somebody has."""
    ours = X.id == example.id, X.version == version
    changes = {"version": version + 1, "changed_at": sharing.now, **values}
    if not sharing.session.execute(update(X).where(*ours).values(**changes)).rowcount:  # type: ignore[attr-defined]
        raise ExampleChangedMeanwhile


def record(*, sharing: Sharing, example_id: int, step: Step, words: str = "", council_code: str | None = None) -> None:
    """In the history of the example; with a council, in that council's as well, without what was said: others there
    have not read it."""
    values = {"example_id": example_id, "at": sharing.now, "by_id": sharing.actor_id, "kind": step.value}
    sharing.session.execute(insert(ExampleEventRow).values(**values, words=words))
    if council_code is None:
        return
    append_entry(
        sharing.session,
        at=sharing.now,
        actor_id=sharing.actor_id,
        action=f"example {step.value}",
        subject=f"example {example_id}",
        council_code=council_code,
    )


def tell_author(
    *, sharing: Sharing, example: Example, subject: str, sentence: str, words: str = "", address: str = ""
) -> None:
    """Leads to the page on which it can be changed, unless another address is given."""
    there = address or public_url("examples.own", example_id=example.id)
    mail = ExampleMail(example.author, sentence, words, there, "you wrote this example")
    tell(sharing=sharing, email=example.author_email, subject=subject, mail=mail)


def tell(*, sharing: Sharing, email: str, subject: str, mail: ExampleMail) -> None:
    queue_mail(sharing.session, Mail(email, subject, render_template("emails/example.txt", view=mail)), sharing.now)

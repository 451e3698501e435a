"""What councils make of a resource on its page, the list of a council, and the form about what was tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from tiex.access.permissions import Permission
from tiex.access.policy import may_edit_resources, may_in_council
from tiex.domain.people import Actor
from tiex.domain.resources import ResourceType
from tiex.domain.uses import Worked, in_figures
from tiex.examples.presenters import SharedView
from tiex.resources.presenters import ResourceView
from tiex.resources.queries import Resource
from tiex.uses.queries import CouncilList, Listed, OwnStanding, SetAside, Trial
from tiex.web.filters import uk_date
from tiex.web.forms import GovForm

P = Permission
GONE = "No longer in the catalogue"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a form, leading to its control."""

    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NoteFields:
    """A text box for a note: as typed, with what is wrong; `theirs` is what somebody else wrote meanwhile."""

    id: str
    text: str
    version: int = 0
    error: str = ""
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class AsideView:
    """Whether a resource is not for a council, and the one button that changes it; `action` is empty where there is
    none for this person. `said` tells who said so."""

    id: str
    is_aside: bool
    action: str
    said: str
    title: str


@dataclass(frozen=True, slots=True)
class CouncilUse:
    """What one's own council makes of the resource, and what one can do about that."""

    name: str
    save_url: str
    resource_id: str
    listed: str
    note: str
    note_fields: NoteFields | None
    list_url: str
    aside: AsideView
    tried_url: str
    has_reported: bool

    @property
    def can_do(self) -> bool:
        return bool(self.note_fields or self.listed or self.aside.action or self.aside.said or self.tried_url)


@dataclass(frozen=True, slots=True)
class TrialView:
    """What a council says that tried it. `moderate_url` is for editors; `hidden` says why others do not read it."""

    id: int
    council: str
    is_invented: bool
    verdict: str
    what_changed: str
    day: str
    contact: tuple[str, str] | None
    hidden: str
    moderate_url: str


@dataclass(frozen=True, slots=True)
class UsesView:
    figures: str
    trials: tuple[TrialView, ...]
    councils: tuple[CouncilUse, ...]
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ListRow:
    """`url` is empty where the resource is in the catalogue no longer, `change_url` where one only reads the list."""

    id: str
    title: str
    url: str
    about: str
    saved: str
    note: str
    note_by: str
    fields: NoteFields
    change_url: str
    remove_url: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class CouncilListView:
    title: str
    council: str
    is_invented: bool
    rows: tuple[ListRow, ...]
    set_aside: tuple[tuple[str, str, AsideView], ...]
    can_change: bool
    notices: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedView:
    title: str
    resource: str
    resource_url: str
    council: str
    form: GovForm
    summary: Markup
    choices: tuple[tuple[str, str, bool], ...]
    action: str
    withdraw_url: str
    is_change: bool
    taken_down: str
    theirs: tuple[tuple[str, str], ...] = ()


def present_leaf(leaf: ResourceView, uses: UsesView, shared: SharedView | None) -> ResourceView:
    return replace(leaf, uses=uses, shared=shared)


def present_uses(
    actor: Actor,
    resource: Resource,
    standings: Sequence[OwnStanding],
    trials: Sequence[Trial],
    *,
    notices: Sequence[str] = (),
    problems: Sequence[Problem] = (),
    typed: Mapping[str, NoteFields] | None = None,
) -> UsesView:
    """`typed` are notes that were not saved, by the code of their council."""
    typed = typed or {}
    reported = {trial.council_code for trial in trials}
    can_moderate = may_edit_resources(actor)
    uses = (
        _council_use(actor, resource, one, one.council_code in reported, typed.get(one.council_code))
        for one in standings
    )
    return UsesView(
        figures=in_figures(trial.worked for trial in trials if not trial.is_taken_down),
        trials=tuple(_trial(trial, can_moderate=can_moderate) for trial in trials),
        councils=tuple(use for use in uses if use.can_do),
        notices=tuple(notices),
        problems=tuple(problems),
    )


def _council_use(
    actor: Actor, resource: Resource, standing: OwnStanding, has_reported: bool, typed: NoteFields | None
) -> CouncilUse:
    code = standing.council_code
    place: dict[str, Any] = {"council_code": code}
    can_save = may_in_council(actor, P.LIST_CHANGE, code) and standing.listed is None
    can_report = may_in_council(actor, P.TRIAL_REPORT, code)
    return CouncilUse(
        name=standing.council_name,
        save_url=url_for("uses.save", **place),
        resource_id=resource.id,
        listed=_by_on("On your council’s list, saved by", standing.listed),
        note=standing.note,
        note_fields=(typed or NoteFields(note_id(code), "")) if can_save else None,
        list_url=url_for("uses.council_list", **place),
        aside=present_aside(actor, code, resource.id, resource.entry.title, standing.set_aside),
        tried_url=url_for("uses.tried", resource_id=resource.id, **place) if can_report else "",
        has_reported=has_reported,
    )


def present_aside(
    actor: Actor, council_code: str, resource_id: str, title: str, by: tuple[str, datetime] | None
) -> AsideView:
    can_change = may_in_council(actor, P.RESOURCE_SET_ASIDE, council_code)
    endpoint = "uses.suggest_again" if by else "uses.set_aside"
    action = url_for(endpoint, council_code=council_code, resource_id=resource_id) if can_change else ""
    said = _by_on("Not for your council, said", by)
    return AsideView(f"aside-{council_code}-{resource_id}", by is not None, action, said, title)


def _by_on(words: str, by: tuple[str, datetime] | None) -> str:
    return f"{words} {by[0]} on {uk_date(by[1])}" if by else ""


def _trial(trial: Trial, *, can_moderate: bool) -> TrialView:
    endpoint = "uses.put_back" if trial.is_taken_down else "uses.take_down"
    hidden = f"Others do not see this: an editor took it down. {trial.taken_down_reason}".strip()
    return TrialView(
        id=trial.id,
        council=trial.council_name,
        is_invented=trial.is_invented,
        verdict=trial.worked.sentence,
        what_changed=trial.what_changed,
        day=uk_date(trial.changed_at),
        contact=trial.contact,
        hidden=hidden if trial.is_taken_down else "",
        moderate_url=url_for(endpoint, trial_id=trial.id) if can_moderate else "",
    )


def present_list(
    actor: Actor, found: CouncilList, *, typed: Mapping[str, NoteFields] | None = None, notices: Sequence[str] = ()
) -> CouncilListView:
    """`typed` are notes that were not saved, by the id of their resource."""
    typed = typed or {}
    code = found.council_code
    can_change = may_in_council(actor, P.LIST_CHANGE, code)
    rows = tuple(_list_row(code, one, typed.get(one.resource_id), can_change=can_change) for one in found.listed)
    return CouncilListView(
        title="Your council’s list",
        council=found.council_name,
        is_invented=found.is_invented,
        rows=rows,
        set_aside=tuple(_aside_row(actor, code, one) for one in found.set_aside),
        can_change=can_change,
        notices=tuple(notices),
        problems=tuple(Problem(f"#{row.fields.id}", row.fields.error) for row in rows if row.fields.error),
    )


def _list_row(council_code: str, one: Listed, typed: NoteFields | None, *, can_change: bool) -> ListRow:
    place: dict[str, Any] = {"council_code": council_code, "resource_id": one.resource_id}
    published = f"{one.publisher}, {one.year}" if one.year else one.publisher
    return ListRow(
        id=one.resource_id,
        title=one.title or GONE,
        url=url_for("resources.resource", resource_id=one.resource_id) if one.title else "",
        about=f"{ResourceType(one.type).label}, {published}" if one.title else "",
        saved=_by_on("Saved by", (one.added_by, one.added_at)),
        note=one.note,
        note_by=_by_on("note by", (one.changed_by, one.changed_at)) if one.version > 1 else "",
        fields=typed or NoteFields(note_id(one.resource_id), one.note, one.version),
        change_url=url_for("uses.change", **place) if can_change else "",
        remove_url=url_for("uses.remove", **place),
        is_open=typed is not None,
    )


def note_id(key: str) -> str:
    return f"note-{key}"


def unsaved_note(resource_id: str, text: str, version: int, error: str, newest: Listed | None = None) -> NoteFields:
    """What was typed; after a change by somebody else with what they wrote, so that saving again is a choice."""
    if newest is None:
        return NoteFields(note_id(resource_id), text, version, error)
    return NoteFields(note_id(resource_id), text, newest.version, error, newest.note)


def _aside_row(actor: Actor, council_code: str, one: SetAside) -> tuple[str, str, AsideView]:
    title = one.title or GONE
    url = url_for("resources.resource", resource_id=one.resource_id) if one.title else ""
    return title, url, present_aside(actor, council_code, one.resource_id, title, (one.by, one.at))


def present_tried(
    resource: Resource, council: tuple[str, str], form: GovForm, own: Trial | None, *, is_conflict: bool = False
) -> TriedView:
    """`council` is its code and its name."""
    place: dict[str, Any] = {"council_code": council[0], "resource_id": resource.id}
    down = own.taken_down_reason if own and own.is_taken_down else ""
    return TriedView(
        title="What came of it",
        resource=resource.entry.title,
        resource_url=url_for("resources.resource", resource_id=resource.id),
        council=council[1],
        form=form,
        summary=form.summary,
        choices=tuple((one.value, one.label, form.worked.data == one.value) for one in Worked),
        action=url_for("uses.report", **place),
        withdraw_url=url_for("uses.withdraw", **place) if own and not own.is_taken_down else "",
        is_change=own is not None,
        taken_down=down,
        theirs=_theirs(own) if is_conflict and own else (),
    )


def _theirs(own: Trial) -> tuple[tuple[str, str], ...]:
    contact = "Yes" if own.may_contact else "No"
    return ("Did it work?", own.worked.label), ("What changed?", own.what_changed), ("Others may get in touch", contact)

"""The trail in words: who did what and why, day by day on a page, and line by line in a file."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from textwrap import shorten
from typing import Any

from flask import url_for

from tiex.councils.queries import CouncilSummary
from tiex.domain.audit import Theme
from tiex.domain.edition import Edition
from tiex.domain.people import SIGNATORIES, Role
from tiex.domain.publishing import rings_in_words
from tiex.domain.spreadsheet import BYTE_ORDER_MARK, csv_line
from tiex.gateways.clock import UK
from tiex.history.queries import ON_A_PAGE, TrailEntry, TrailPart
from tiex.web.filters import uk_date

Names = Mapping[int, str]
EXCHANGE = "The exchange"
LONGEST_QUOTE = 64
SHORTEST_RUN = 3
_ROLES = frozenset(role.value for role in Role)

THEMES: Mapping[Theme | None, str] = {
    None: "Everything",
    Theme.PEOPLE: "People",
    Theme.ANSWERS: "Individual views",
    Theme.CONSENSUS: "Consensus",
    Theme.SIGNOFF: "Sign-off",
    Theme.PUBLISHING: "Publishing",
}

# Action → what its actor did. In braces stand the words of _words; what has no sentence here is said by its action.
SENTENCES: Mapping[str, str] = {
    "membership added": "gave {whom} access{as_role}",
    "access changed": "changed the access of {whom}{from_role_to_role}",
    "access ended": "ended the access of {whom}",
    "invitation sent": "invited {whom}{as_role}",
    "invitation sent again": "sent an invitation again",
    "invitation revoked": "withdrew the invitation of {whom}",
    "invitation accepted": "accepted the invitation to join{as_role}",
    "signatory succeeded": "took over from {whom}{from_role_to_role}",
    "join request confirmed": "noted that {whom} asks to join",
    "join request accepted": "agreed that somebody who asked may join{as_role}",
    "join request declined": "turned down the request of {whom} to join",
    "join request settled": "settled the request of {whom} to join",
    "deputy named": "named {whom} as deputy{days}",
    "deputy revoked": "ended the time of {whom} as deputy",
    "e-mail domains changed": "changed which e-mail addresses belong to the council",
    "response started": "started an individual view",
    "round started": "started the answering round",
    "round dated": "set the dates{dates}",
    "people reminded": "reminded those who had not finished their view",
    "round closed": "closed the answering round, so those who run the self-assessment see the individual views",
    "round reopened": "opened the answering round again",
    "meeting started": "opened the meeting",
    "statement shown": "put a statement to the meeting",
    "votes shown": "showed the votes to the meeting",
    "vote asked again": "asked the meeting to vote again",
    "meeting ended": "ended the meeting",
    "consensus started": "began to record the consensus",
    "consensus sent for signoff": "sent the consensus for sign-off",
    "consensus signed": "signed the consensus{as_role}",
    "consensus returned": "returned the consensus{as_role} without signing",
    "consensus changed after sending": "changed the consensus after it was sent, so it has to be signed again",
    "consensus reopen consented": "agreed{as_role} to reopen what was signed off",
    "consensus reopened": "reopened the consensus, so it can be changed again",
    "result published": "chose who may see the result{rings}{hold}",
    "result withdrawn": "withdrew the published result",
    "comparison groups changed": "changed the groups of councils to compare with",
    "resource listed": "put a resource on the council’s list",
    "listed note changed": "changed a note on the council’s list of resources",
    "resource unlisted": "took a resource off the council’s list",
    "resource set aside": "said that a resource is not for the council",
    "resource suggested again": "let a resource be suggested to the council again",
    "trial reported": "told other councils what came of a resource",
    "trial report changed": "changed what other councils read of a resource that was tried",
    "trial report withdrawn": "withdrew what other councils read of a resource that was tried",
    "trial report taken down": "took down what the council said of a resource that it tried",
    "trial report put back": "put back what the council said of a resource that it tried",
    "example sent": "sent an example of what worked to the editors",
    "example taken back": "took back an example that was with the editors",
    "example asked": "asked for changes in an example that the council shares",
    "example declined": "declined an example that the council wanted to share",
    "example published": "published an example that the council shares",
    "example taken down": "took down an example that the council shared",
    "example put back": "put back an example that the council shares",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: `who` `did`, and `why` where a reason was given."""

    seq: int
    time: str
    who: str
    did: str
    why: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that belong together, under a summary where there are several."""

    time: str
    who: str
    summary: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the history can be narrowed to."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class HistoryView:
    title: str
    council: str
    is_invented: bool
    sees_released: bool
    choices: tuple[Choice, ...]
    days: tuple[Day, ...]
    newest_url: str | None
    older_url: str | None
    export_url: str | None


def present_history(
    council: CouncilSummary, part: TrailPart, entries: Sequence[TrailEntry], names: Names, *, can_export: bool
) -> HistoryView:
    """A page of it; one entry more than stand on a page says that there are older ones."""
    shown = entries[:ON_A_PAGE]
    older = shown[-1].seq if len(entries) > ON_A_PAGE else None
    return HistoryView(
        title="History",
        council=council.name,
        is_invented=council.is_invented,
        sees_released=part.sees_released,
        choices=tuple(Choice(name, _address(part, theme), theme is part.theme) for theme, name in THEMES.items()),
        days=_days(shown, names),
        newest_url=None if part.before is None else _address(part, part.theme),
        older_url=None if older is None else _address(part, part.theme, older),
        export_url=url_for("history.export", council_code=council.code) if can_export else None,
    )


def _address(part: TrailPart, theme: Theme | None, before: int | None = None) -> str:
    about = theme.value if theme else None
    return url_for("history.history", council_code=part.council_code, about=about, before=before)


def _days(entries: Sequence[TrailEntry], names: Names) -> tuple[Day, ...]:
    return tuple(
        Day(uk_date(day), tuple(_run(list(run), names) for _, run in groupby(of_day, key=_belonging)))
        for day, of_day in groupby(entries, key=lambda entry: entry.at.astimezone(UK).date())
    )


def _belonging(entry: TrailEntry) -> tuple[object, ...]:
    """Answers and notes that somebody gave one after the other in one view; every other entry stands alone."""
    if entry.individual_response_id is None or entry.action not in ("answer recorded", "note recorded"):
        return (entry.seq,)
    return "view", entry.individual_response_id


def _run(entries: Sequence[TrailEntry], names: Names) -> Run:
    lines = tuple(_line(entry, names) for entry in entries)
    first, last = min(line.time for line in lines), max(line.time for line in lines)
    time = first if first == last else f"{first} to {last}"
    summary = f"gave or changed {len(lines)} answers and notes in an individual view"
    return Run(time, lines[0].who, summary if len(lines) >= SHORTEST_RUN else "", lines)


def _line(entry: TrailEntry, names: Names) -> Line:
    is_private = entry.individual_response_id is not None and not entry.is_released
    time = f"{entry.at.astimezone(UK):%H:%M}"
    return Line(entry.seq, time, entry.actor or EXCHANGE, say(entry, names), entry.reason, is_private)


def say(entry: TrailEntry, names: Names) -> str:
    """What the actor did, in words that follow their name."""
    special = _SPECIAL.get(entry.action)
    if special is not None:
        return special(entry)
    sentence = SENTENCES.get(entry.action)
    if sentence is None:
        return _say_unknown(entry, names)
    return sentence.format_map(_words(entry, names))


def _say_unknown(entry: TrailEntry, names: Names) -> str:
    """Acceptable for whatever action: its own words, and what it was about where that reads well."""
    about = _whom(entry, names, "") or _thing(entry.edition, entry.subject)
    return f"made the entry “{entry.action}”{f' about {about}' if about else ''}"


def _words(entry: TrailEntry, names: Names) -> Mapping[str, str]:
    was, now = _role(entry.before), _role(entry.after)
    return {
        "whom": _whom(entry, names, "somebody"),
        "as_role": f" as {now}" if now else "",
        "from_role_to_role": f", from {was} to {now}" if was and now and was != now else "",
        "dates": _dates(entry.after, ("views by", "meeting on")),
        "rings": f": {chosen}" if (chosen := rings_in_words(entry.after)) else "",
        "hold": _hold(entry),
        "days": _dates(entry.after[1:] if isinstance(entry.after, list) else None, ("from", "until")),
    }


def _whom(entry: TrailEntry, names: Names, otherwise: str) -> str:
    """The person whom an entry is about: by their id, or by the address that they were invited at."""
    number = re.fullmatch(r"person ([0-9]{1,9})", entry.subject)
    found = [names.get(int(number[1]), "")] if number else []
    for value in (entry.after, entry.before):
        first = value[0] if isinstance(value, list) and value else value
        found.append(names.get(first, "") if isinstance(first, int) else "")
        found.append(first if isinstance(first, str) and "@" in first else "")
    return next(filter(None, found), otherwise)


def _role(value: Any) -> str:
    """Lead contributor, Leader: where there is a role in a value of the trail."""
    given = [value.get("role")] if isinstance(value, dict) else value if isinstance(value, list) else [value]
    role = next((Role(item) for item in given if isinstance(item, str) and item in _ROLES), None)
    if role is None:
        return ""
    return role.label if role in SIGNATORIES else role.label.lower()


def _dates(value: Any, words: Sequence[str]) -> str:
    """: views by 4 December 2026, meeting on 14 December 2026."""
    given = value if isinstance(value, list) else []
    said = [f"{word} {_day(day)}" for word, day in zip(words, given, strict=False) if day]
    return f": {', '.join(said)}" if said else ""


def _hold(entry: TrailEntry) -> str:
    """; held until 1 December 2026. One that was over by then is not said."""
    until = entry.after.get("hold_until") if isinstance(entry.after, dict) else None
    is_to_come = isinstance(until, str) and until > entry.at.astimezone(UK).date().isoformat()
    return f"; held until {_day(until)}" if is_to_come else ""


def _day(written: object) -> str:
    try:
        return uk_date(date.fromisoformat(str(written)))
    except ValueError:
        return str(written)


def _say_answer(entry: TrailEntry) -> str:
    """From what to what, for the position and for the ambition."""
    is_agreed = entry.action.startswith("consensus")
    thing, labels = _thing(entry.edition, entry.subject) or "a statement", _labels(entry.edition)
    (position, ambition), (position_now, ambition_now) = _given(entry.before), _given(entry.after)
    move = _move(labels, ambition, ambition_now)
    if entry.before is None and entry.after is None:
        return f"gave or changed an answer to {thing}"
    if position and not position_now:
        return f"took back {'what was agreed on' if is_agreed else 'the answer to'} {thing}"
    if position != position_now:
        verb = "agreed" if is_agreed else "answered"
        first = f"changed {thing}, " if position and position_now else f"{verb} {thing}: "
        did = first + _move(labels, position, position_now)
        return f"{did}; ambition {move}" if move else did
    if move:
        return f"set the ambition for {thing}: {move}"
    return f"changed the words on {thing}"


def _move(labels: Mapping[str, str], was: str | None, now: str | None) -> str:
    """fully true; from partly true to fully true; empty where nothing changed."""
    if was == now:
        return ""
    if now is None:
        return "no longer " + labels.get(was or "", str(was))
    word = labels.get(now, now)
    return f"from {labels.get(was, was)} to {word}" if was else word


def _given(value: Any) -> tuple[str | None, str | None]:
    """Position and ambition of an answer as the trail keeps it."""
    if isinstance(value, dict):
        return value.get("position"), value.get("ambition")
    return (value[0], value[1]) if isinstance(value, list) and len(value) > 1 else (None, None)


def _say_note(entry: TrailEntry) -> str:
    thing = _thing(entry.edition, entry.subject) or "a cell"
    before, after = _text_of(entry.before), _text_of(entry.after)
    if entry.before is None and entry.after is None:
        return f"wrote or changed a note on {thing}"
    verb = "changed" if before and after else "wrote" if after else "took back"
    return f"{verb} a note on {thing}"


def _text_of(note: Any) -> Any:
    """What a note said, or how long it was; beside it the trail may keep which statements it is about."""
    return note[0] if isinstance(note, list) and note else note


_SPECIAL: Mapping[str, Callable[[TrailEntry], str]] = {
    "answer recorded": _say_answer,
    "note recorded": _say_note,
    "consensus answer recorded": _say_answer,
    "consensus note recorded": _say_note,
}


def _thing(edition: Edition | None, subject: str) -> str:
    """The statement, success factor or note that a subject ends with, in words; empty where it names none."""
    if edition is None:
        return ""
    key, _, kind = subject.rpartition(": ")[2].partition(" ")
    if key in edition.statements:
        statement = edition.statements[key]
        return f"“{_short(statement.text)}” in {_place(edition, statement.cell_id)}"
    if key in edition.key_statements:
        key_statement = edition.key_statements[key]
        factor = next(f for f in edition.factor_sheet.factors if f.key == key_statement.factor)
        return f"“{_short(key_statement.text)}” in the success factor {factor.name}"
    if key in {cell.id for cell in edition.cells}:
        names = {k.key: k.name.lower() for k in edition.note_kinds}
        return f"{names[kind]} in {_place(edition, key)}" if kind in names else _place(edition, key)
    return ""


def _place(edition: Edition, cell_id: str) -> str:
    cell = edition.cell(cell_id)
    return f"{edition.characteristic(cell.characteristic).short_name}, {edition.mode(cell.mode).name.lower()}"


@lru_cache(maxsize=1024)
def _short(text: str) -> str:
    """Its first words."""
    shortened = shorten(text, LONGEST_QUOTE, placeholder="…")
    return re.sub(r"[,;:.]+(…?)$", r"\1", shortened)


def _labels(edition: Edition | None) -> Mapping[str, str]:
    if edition is None:
        return {}
    scale, agreeing = edition.scale, edition.factor_sheet.scale
    labels = {level.key: level.label for level in (*scale.levels, *agreeing.levels)}
    labels |= {other.key: other.label for other in scale.others}
    return {key: label if label.startswith("I ") else label[0].lower() + label[1:] for key, label in labels.items()}


COLUMNS = ("number", "when (UTC)", "who", "what", "edition", "action", "subject", "from", "to", "why", "seal")


def csv_lines(entries: Iterable[TrailEntry], names: Names) -> Iterator[str]:
    """The file, line by line: the same order as on the page, with what was written beside what it says."""
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for entry in entries:
        yield csv_line(
            (
                str(entry.seq),
                _utc(entry.at),
                entry.actor or EXCHANGE,
                say(entry, names),
                entry.edition.title if entry.edition else "",
                entry.action,
                entry.subject,
                _json(entry.before),
                _json(entry.after),
                entry.reason,
                entry.seal,
            )
        )


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)

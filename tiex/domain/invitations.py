"""Reading the lines that name whom to invite: each good line is somebody, each bad one says what is wrong with it."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tiex.domain.errors import Refusal
from tiex.domain.people import GIVEN_BY_SIGNATORIES, SIGNATORIES, Role, RoleGroup, normalised_email

INVITATION_LASTS = timedelta(days=14)
LINES_AT_ONCE = 200
LONGEST_NAME, LONGEST_ADDRESS = 200, 254
# What comes along when a list is pasted from elsewhere: spaces that do not break, and marks without width.
_PASTED = str.maketrans({"\xa0": " ", "\u202f": " ", "\u200b": None, "\ufeff": None})
UNSHOWN = "\ufffd"
# A dot-atom of RFC 5322 and a domain of RFC 1123, both in ASCII: whatever else can be written in an address is read by
# some mail servers as another mailbox.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL}")
LONGEST_LOCAL, LONGEST_DOMAIN = 64, 200
_ROLES = {word: role for role in Role for word in (role.value, role.label.lower())}
_GROUPS = {word: group for group in RoleGroup for word in (group.value, group.label.lower())}
_HEADINGS = frozenset({"email", "e-mail", "email address", "e-mail address"})
_NEW_LINE = re.compile(r"\r\n|\r|\n")
_FORMULA = ("=", "+", "-", "@")
_BETWEEN_LIMITS = re.compile(r"[/,;&+]")
_FEWEST, _MOST = 3, 6


class TooManyLines(Refusal):
    def __init__(self, number: int) -> None:
        super().__init__(f"That is {number:,} lines. Invite {LINES_AT_ONCE} people at a time, or fewer.")


class NobodyNamed(Refusal):
    sentence = "Name at least one person, each on a line: name, e-mail, role"


@dataclass(frozen=True, slots=True)
class Known:
    """What a line is checked against: the council's e-mail domains (empty where none are recorded), who is there or
    invited already, by address, and the names of service areas and characteristics by key."""

    domains: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()
    service_areas: Mapping[str, str] = field(default_factory=dict)
    characteristics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Invitee:
    """`characteristics` are those they may answer; all of them where it is empty."""

    name: str
    email: str
    role: Role
    role_group: RoleGroup | None = None
    service_area: str = ""
    characteristics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadLine:
    """`number` counts every line from 1, empty ones too, as an editor or a spreadsheet does; `text` is its beginning,
    with what cannot be shown left out."""

    number: int
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class ReadLines:
    invitees: tuple[Invitee, ...]
    bad: tuple[BadLine, ...]


class _Bad(Exception):
    """What is wrong with one line."""


def read_lines(text: str, known: Known) -> ReadLines:
    """Everybody named in the lines, and the lines that name nobody who can be invited."""
    lines = [(number, line) for number, line in enumerate(_NEW_LINE.split(text), 1) if line.strip()]
    if not lines:
        raise NobodyNamed
    if len(lines) > LINES_AT_ONCE:
        raise TooManyLines(len(lines))
    invitees: list[Invitee] = []
    bad: list[BadLine] = []
    first_lines: dict[str, int] = {}
    for number, line in lines:
        try:
            cells = _cells(line)
            if number == lines[0][0] and _is_heading(cells):
                continue
            invitee = _invitee(cells, known)
            if invitee.email in first_lines:
                raise _Bad(f"“{invitee.email}” is on line {first_lines[invitee.email]} already")
        except _Bad as problem:
            bad.append(BadLine(number, _short(_shown(line), 40), str(problem)))
            continue
        first_lines[invitee.email] = number
        invitees.append(invitee)
    if not invitees and not bad:
        raise NobodyNamed
    return ReadLines(tuple(invitees), tuple(bad))


def shown_text(text: str) -> str:
    """The text with a mark in place of each character that a page cannot hold."""
    return "".join(char if char.isprintable() or char in "\t\r\n" else UNSHOWN for char in text.translate(_PASTED))


def is_domain(text: str) -> bool:
    """Whether it can be what stands behind the @ of an address."""
    return len(text) <= LONGEST_DOMAIN and _DOMAIN.fullmatch(text) is not None


def problem_with_address(email: str, domains: frozenset[str]) -> str | None:
    """Why nobody of this council can have this address; None where it may be theirs or no domains are recorded."""
    local, _, domain = email.rpartition("@")
    is_too_long = len(local) > LONGEST_LOCAL or len(email) > LONGEST_ADDRESS
    if is_too_long or not _LOCAL.fullmatch(local) or not is_domain(domain):
        return f"“{_short(email)}” is not an e-mail address"
    if domains and domain not in domains:
        return f"“{_short(email)}” is not an address of the council, which end in {' or '.join(sorted(domains))}"
    return None


def _cells(line: str) -> list[str]:
    line = line.translate(_PASTED)
    if any(char == UNSHOWN or (not char.isprintable() and char != "\t") for char in line):
        raise _Bad("it has a character that cannot be shown; type the line again")
    delimiter = "\t" if "\t" in line else ";" if ";" in line and "," not in line else ","
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        raise _Bad("its quotation marks do not match") from None
    cells = [cell.strip() for cell in cells]
    while len(cells) > _FEWEST and not cells[-1]:
        cells.pop()
    return cells


def _is_heading(cells: list[str]) -> bool:
    return len(cells) > 1 and cells[1].lower() in _HEADINGS


def _invitee(cells: list[str], known: Known) -> Invitee:
    if not _FEWEST <= len(cells) <= _MOST:
        raise _Bad("write name, e-mail, role and, if you like, group, service area and characteristics, with commas")
    problem = next(_problems(cells, known), None)
    if problem is not None:
        raise _Bad(problem)
    role = _ROLES[cells[2].lower()]
    group, area, limits = (*cells[_FEWEST:], "", "", "")[: _MOST - _FEWEST]
    characteristics = tuple(_key(one, "characteristic", known.characteristics) for one in _parts(limits))
    if characteristics and role is not Role.CONTRIBUTOR:
        raise _Bad("only a contributor can be limited to some characteristics")
    return Invitee(
        name=cells[0],
        email=normalised_email(cells[1]),
        role=role,
        role_group=_group(group) if group else None,
        service_area=_key(area, "service area", known.service_areas) if area else "",
        characteristics=tuple(sorted(set(characteristics))),
    )


def _problems(cells: list[str], known: Known) -> Iterator[str]:
    name, email, role = cells[0], normalised_email(cells[1]), cells[2].lower()
    if not name:
        yield "the name is missing"
    if len(name) > LONGEST_NAME:
        yield f"the name is longer than {LONGEST_NAME} characters"
    if name.startswith(_FORMULA):
        yield f"the name begins with “{name[0]}”, as a formula does"
    wrong_address = problem_with_address(email, known.domains)
    if wrong_address:
        yield wrong_address
    if email in known.members:
        yield f"“{email}” has access already"
    if email in known.invited:
        yield f"“{email}” has been invited already; you can send that invitation again"
    if role not in _ROLES:
        roles = _either([given.label.lower() for given in GIVEN_BY_SIGNATORIES])
        yield f"“{_short(cells[2])}” is not a role; write {roles}"
    if _ROLES.get(role) in SIGNATORIES:
        yield "a Leader or a Chief Executive is confirmed by an administrator of the exchange"


def _group(word: str) -> RoleGroup:
    if word.lower() not in _GROUPS:
        groups = _either([group.label.lower() for group in RoleGroup])
        raise _Bad(f"“{_short(word)}” is not a group; write {groups}, or leave it out")
    return _GROUPS[word.lower()]


def _parts(limits: str) -> list[str]:
    return [part.strip() for part in _BETWEEN_LIMITS.split(limits) if part.strip()]


def _key(word: str, kind: str, names: Mapping[str, str]) -> str:
    """The key that was written, or whose name was."""
    for key, name in names.items():
        if word.lower() in (key, name.lower()):
            return key
    raise _Bad(f"“{_short(word)}” is not a {kind}; the list of them stands below the lines")


def _shown(line: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in line).split())


def _either(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"

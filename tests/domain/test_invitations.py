"""The lines that name whom to invite: each is somebody, or is named with what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain.invitations import (
    LINES_AT_ONCE,
    Invitee,
    Known,
    NobodyNamed,
    TooManyLines,
    is_domain,
    problem_with_address,
    read_lines,
)
from tiex.domain.people import Role, RoleGroup

KNOWN = Known(
    frozenset({"fern.example"}),
    frozenset({"in@fern.example"}),
    frozenset({"asked@fern.example"}),
    {"finance": "Finance", "adult-social-care": "Adult social care"},
    {"digital": "Digital", "role": "Role of local government"},
)
ANN = Invitee("Ann Lee", "ann@fern.example", Role.CONTRIBUTOR, RoleGroup.OFFICERS)


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee, ann@fern.example, contributor, officers",
        "Ann Lee;ANN@fern.example ;Contributor;Officers",
        "Ann Lee\tann@fern.example\tcontributor\tofficers",
        "Ann\xa0Lee,\u200bann@fern.example, contributor, officers",
        '"Ann Lee","ann@fern.example","contributor","officers"',
        "Name, E-mail, Role, Group\r\nAnn Lee, ann@fern.example, contributor, officers,,\r\n\r\n",
    ],
)
def test_lines_that_are_good(line: str) -> None:
    assert read_lines(line, KNOWN).invitees == (ANN,)
    assert read_lines(line, KNOWN).bad == ()


@pytest.mark.parametrize(
    ("line", "service_area", "characteristics"),
    [
        ("contributor, , finance", "finance", ()),
        ("contributor,,, Digital", "", ("digital",)),
        ("contributor,,Adult social care,role of local government / digital", "adult-social-care", ("digital", "role")),
        ('contributor,,finance,"digital, role, digital"', "finance", ("digital", "role")),
        ("reader,,finance,", "finance", ()),
    ],
)
def test_where_they_work_and_what_they_may_answer(
    line: str, service_area: str, characteristics: tuple[str, ...]
) -> None:
    (invitee,) = read_lines(f"Ann Lee, ann@fern.example, {line}", KNOWN).invitees
    assert (invitee.service_area, invitee.characteristics) == (service_area, characteristics)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("only a name", "write name, e-mail, role"),
        ("A, a@fern.example, reader, officers, finance, digital, more", "write name, e-mail, role"),
        ("A, a@fern.example, reader, officers, kitchens", "“kitchens” is not a service area"),
        ("A, a@fern.example, contributor,,, digital / magic", "“magic” is not a characteristic"),
        ("A, a@fern.example, lead, , , digital", "only a contributor can be limited"),
        (", a@fern.example, reader", "the name is missing"),
        ("=HYPERLINK(1), a@fern.example, reader", "as a formula does"),
        ("@SUM(1), a@fern.example, reader", "as a formula does"),
        ("A, nobody, reader", "is not an e-mail address"),
        ("A, a@other.example, reader", "is not an address of the council, which end in fern.example"),
        ("A, a@fern.example.evil.example, reader", "is not an address of the council"),
        ("A, in@fern.example, reader", "has access already"),
        ("A, IN@Fern.example, reader", "has access already"),
        ("A, asked@fern.example, reader", "has been invited already"),
        ("A, a@fern.example, boss", "is not a role"),
        ("A, a@fern.example, Leader", "confirmed by an administrator"),
        ("A, a@fern.example, chief-executive", "confirmed by an administrator"),
        ("A, a@fern.example, reader, chefs", "is not a group"),
        ("A\x00, a@fern.example, reader", "a character that cannot be shown"),
        ('"A, a@fern.example, reader', "quotation marks do not match"),
    ],
)
def test_bad_lines_are_named(line: str, problem: str) -> None:
    read = read_lines(f"Ann Lee, ann@fern.example, contributor, officers\n\n{line}", KNOWN)
    assert read.invitees == (ANN,)
    assert [bad.number for bad in read.bad] == [3]
    assert problem in read.bad[0].problem


def test_an_address_counts_once() -> None:
    read = read_lines("A, a@fern.example, reader\nB, A@fern.example, reader", KNOWN)
    assert [(bad.number, bad.problem) for bad in read.bad] == [(2, "“a@fern.example” is on line 1 already")]


def test_too_many_and_none() -> None:
    lines = "\n".join(f"A, a{number}@fern.example, reader" for number in range(1000))
    with pytest.raises(TooManyLines, match=r"1,000 lines"):
        read_lines(lines, KNOWN)
    assert len(read_lines("\n".join(lines.splitlines()[:LINES_AT_ONCE]), KNOWN).invitees) == LINES_AT_ONCE
    for text in ("", " \n\r\n", "Name, E-mail, Role"):
        with pytest.raises(NobodyNamed):
            read_lines(text, KNOWN)


def test_where_no_domains_are_recorded_any_address_will_do() -> None:
    assert problem_with_address("a@anything.example", frozenset()) is None
    assert problem_with_address("a" * 250 + "@fern.example", frozenset())


@pytest.mark.parametrize("address", ["a@fern.example", "sian.rees@fern.example", "o'neil+x@a-b.fern.gov.uk"])
def test_addresses_that_people_have(address: str) -> None:
    assert problem_with_address(address, frozenset()) is None


@pytest.mark.parametrize(
    "address",
    [
        "a:b@fern.example",
        "a(b@fern.example",
        "a[b@fern.example",
        "a\\@fern.example",
        '"a b"@fern.example',
        "a@b@fern.example",
        "a..b@fern.example",
        ".a@fern.example",
        "a.@fern.example",
        "é@fern.example",
        "a\u0435@fern.example",
        "@fern.example",
        "a" * 65 + "@fern.example",
        "a" * 64 + "@" + "fern." * 37 + "example",
        "a@fern.example.",
        "a@.fern.example",
        "a@fern..example",
        "a@-fern.example",
        "a@fern-.example",
        "a@férn.example",
        "a@fern_moor.example",
        "a@fern",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "a@" + "f" * 64 + ".example",
        "a@" + "fern." * 50 + "example",
        "a@fern.example\n",
    ],
)
def test_addresses_that_could_be_read_as_another_mailbox(address: str) -> None:
    assert "is not an e-mail address" in (problem_with_address(address, frozenset()) or "")


@pytest.mark.parametrize(
    ("text", "is_one"), [("fern.gov.uk", True), ("fern.xn--p1ai", True), ("fern", False), ("fern.123", False)]
)
def test_what_can_stand_behind_the_at(text: str, is_one: bool) -> None:
    assert is_domain(text) is is_one


@given(st.text(max_size=400))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    """Each line that is not empty is somebody, or is named, but for a heading."""
    try:
        read = read_lines(text, KNOWN)
    except NobodyNamed:
        return
    named = len(read.invitees) + len(read.bad)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert named in (filled := len([line for line in lines if line.strip()]), filled - 1)
    assert all(invitee.email.endswith("@fern.example") for invitee in read.invitees)

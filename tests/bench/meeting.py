"""Thirty people in a meeting who vote again and again, each asking every second whether anything is new."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from itertools import cycle
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from tests.bench.application import DAY
from tests.bench.ground import COOKIE, ENCODINGS, Ground, lay_ground
from tests.bench.report import Line
from tests.bench.worker import running_floor, running_worker
from tests.slices.cells.steps import enter
from tests.support.people import Someone, close_round_of
from tiex.extensions import db
from tiex.models import MeetingRow, PersonRow

PEOPLE, SECONDS, PAUSE = 30, 12, 2
ASKINGS = 20
# Against the floor used by as many people in the same rhythm: whoever comes at once waits for one another in both.
P95_TIMES, RATE_TIMES, UP_TO_DATE = 3, 3, 2


class NotHeard(RuntimeError):
    """A request of the meeting was not answered as it should be, or a page was never told what happened."""


@dataclass(frozen=True, slots=True)
class Room:
    """The meeting that is running, and where it is served. `stepped` is when the lead brought about which turn."""

    url: str
    path: str
    statement_id: str
    levels: tuple[str, ...]
    stepped: dict[int, float] = field(default_factory=dict)


class Browser:
    """One person's connection, what their page shows, and the seconds that each of its requests took."""

    def __init__(self, url: str, cookie: str = "", token: str = "") -> None:
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.headers = {"Cookie": f"{COOKIE}={cookie}", "Accept-Encoding": ENCODINGS, "X-CSRFToken": token}
        self.mark, self.turn = "none", 1
        self.seconds: list[float] = []
        self.delays: list[float] = []

    def send(self, method: str, path: str, accepted: tuple[int, ...], form: dict[str, str], **headers: str) -> int:
        """The status of the answer; the mark of what it shows is kept."""
        start = time.perf_counter()
        typed = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._answer(method, path, urlencode(form), {**self.headers, **typed, **named})
        self.seconds.append(time.perf_counter() - start)
        if answer.status not in accepted:
            raise NotHeard(f"{method} {path}: {answer.status}")
        if method == "GET" and answer.status == 200:
            self.mark = (answer.getheader("ETag") or "").removeprefix("W/").strip('"').partition(":")[0]
        return answer.status

    def _answer(self, method: str, path: str, body: str, headers: dict[str, str]) -> HTTPResponse:
        """As browsers do, once more where the server has closed a connection that was kept."""
        for is_last in (False, True):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                answer.read()
                return answer
            except ConnectionError:
                self.connection.close()
                if is_last:
                    raise
        raise NotHeard(f"{method} {path}")

    def ask(self, room: Room) -> None:
        """Whether anything is new, as the page's own part asks."""
        as_htmx = {"HX_Request": "true", "HX_Target": "section#live", "If_None_Match": f'"{self.mark}"'}
        if self.send("GET", room.path, (200, 304), {}, **as_htmx) == 304:
            return
        heard, now = int(self.mark.partition("-")[0]), time.monotonic()
        self.delays += [now - room.stepped[turn] for turn in range(self.turn + 1, heard + 1)]
        self.turn = heard

    def vote(self, room: Room, number: int) -> None:
        """Refused while the votes are shown, as it should be."""
        form = {"statement_id": room.statement_id, "position": room.levels[number % len(room.levels)]}
        self.send("POST", f"{room.path}/vote", (200, 409), form, HX_Request="true", HX_Target="div#saved-vote")


Use = Callable[[Browser, int], None]


def measure(ground: Ground) -> Iterator[Line]:
    laid = lay_ground(ground.folder / "meeting", others=PEOPLE)
    assessment_id = _start(laid)
    with running_floor(laid.folder) as (_, url):
        floor_slow, floor_rate = _floor(url)
    with running_worker(laid.folder) as (_, url):
        levels = tuple(level.key for level in laid.edition.scale.levels)
        room = Room(url, f"/assessments/{assessment_id}/meeting", laid.statement_ids[0], levels)
        browsers = [Browser(url, *held) for held in _signed_in(laid)]
        _keep_time(
            browsers,
            lambda browser, _second: browser.ask(room),
            lambda browser, second: browser.vote(room, second),
            partial(_lead, laid, room),
        )
        seconds = [seconds for browser in browsers for seconds in browser.seconds]
        rate = _burst(room, browsers)
    delays = [seconds for browser in browsers for seconds in browser.delays]
    if len(delays) < PEOPLE * len(room.stepped):
        raise NotHeard(f"{len(delays)} of {PEOPLE * len(room.stepped)} news of the meeting came through")
    slow = quantiles(seconds, n=20)[-1]
    what = f"meeting, {PEOPLE} people ask and vote: 95 in 100 in {1000 * slow:.0f} ms; floor {1000 * floor_slow:.0f}"
    yield Line(what, slow / floor_slow, "× floor", P95_TIMES)
    yield Line(f"meeting: a step of the lead is on all {PEOPLE} pages after", max(delays), "s", UP_TO_DATE)
    what = f"meeting at full speed: {rate:,.0f} requests a second; floor {floor_rate:,.0f}"
    yield Line(what, floor_rate / rate, "× fewer", RATE_TIMES)


def _start(laid: Ground) -> int:
    """The round is closed, and the first statement is on the screen."""
    assessment_id = close_round_of(laid.app, laid.officer.response_id)
    with laid.app.app_context():
        meeting = {"assessment_id": assessment_id, "statement_id": laid.statement_ids[0], "started_at": DAY}
        db.session.add(MeetingRow(**meeting))
        db.session.commit()
    return assessment_id


def _signed_in(laid: Ground) -> list[tuple[str, str]]:
    """Cookie and token of each contributor."""
    query = select(PersonRow.id, PersonRow.email, PersonRow.name).where(PersonRow.name.like("Person %"))
    with laid.app.app_context():
        people = [Someone(*row) for row in db.session.execute(query).all()]
    return [_sign_in(laid, person) for person in people]


def _sign_in(laid: Ground, person: Someone) -> tuple[str, str]:
    client = enter(laid.app, person)
    token = client.page("/my-council").find("meta[name=csrf-token]").get("content")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value, token


def _floor(url: str) -> tuple[float, float]:
    """Bare saves by as many people: the seconds that 95 in 100 take in the meeting's rhythm, and how many a second."""
    people = [Browser(url) for _ in range(PEOPLE)]

    def save(browser: Browser, _number: int) -> None:
        browser.send("POST", "/", (200,), {})

    _keep_time(people, save, save)
    slow = quantiles([seconds for browser in people for seconds in browser.seconds], n=20)[-1]

    def save_on(browser: Browser, number: int) -> None:
        for _ in range(ASKINGS):
            save(browser, number)

    return slow, _rate(people, save_on)


def _rate(browsers: list[Browser], use: Use) -> float:
    """Requests a second when each uses their browser as fast as it is answered."""
    before = sum(len(browser.seconds) for browser in browsers)
    start = time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as people:
        list(people.map(use, browsers, range(len(browsers))))
    return (sum(len(browser.seconds) for browser in browsers) - before) / (time.perf_counter() - start)


def _keep_time(
    browsers: list[Browser], each_second: Use, every_other: Use, beside: Callable[[], None] | None = None
) -> None:
    """All do something each second, not all at the same moment, and something else every other second."""
    end = time.monotonic() + SECONDS

    def attend(browser: Browser, number: int) -> None:
        time.sleep(number / PEOPLE)
        second = number
        while time.monotonic() < end:
            due = time.monotonic() + 1
            each_second(browser, second)
            if second % 2:
                every_other(browser, second)
            second += 1
            time.sleep(max(due - time.monotonic(), 0))

    with ThreadPoolExecutor(len(browsers) + 1) as people:
        attending = people.map(attend, browsers, range(len(browsers)))
        if beside is not None:
            people.submit(beside).result()
        list(attending)


def _lead(laid: Ground, room: Room) -> None:
    """Shows the votes and asks again. What comes too late for everybody to hear of it is not done."""
    browser, turn = Browser(room.url, laid.officer.cookie, laid.officer.csrf_token), 1
    end = time.monotonic() + SECONDS
    for step in cycle(("reveal", "again")):
        time.sleep(PAUSE)
        if time.monotonic() > end - PAUSE - UP_TO_DATE:
            return
        room.stepped[turn + 1] = time.monotonic()
        browser.send("POST", f"{room.path}/run", (303,), {"step": step, "turn": str(turn)})
        turn += 1


def _burst(room: Room, browsers: list[Browser]) -> float:
    """Each votes, then asks many times."""

    def use(browser: Browser, number: int) -> None:
        browser.vote(room, number)
        for _ in range(ASKINGS):
            browser.ask(room)

    return _rate(browsers, use)

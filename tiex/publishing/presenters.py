"""Publishing as the pages of a council show it: what is chosen, what a choice would mean, and the periods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import url_for
from markupsafe import Markup

from tiex.assessments.presenters import Place, place_of
from tiex.assessments.queries import Standing as Answering
from tiex.consensus.presenters import signoff_sentence
from tiex.domain.publishing import Part, Period, Publication, Ring, is_seen_by_others, seen_from
from tiex.published.presenters import WhoSees, period_in_words, present_who_sees, public_result_url
from tiex.published.queries import KeptPeriod
from tiex.publishing.queries import Grounds, Standing, was_seen
from tiex.records.presenters import grouped
from tiex.web.filters import count, uk_date
from tiex.web.forms import GovForm

ACT, SCOTTISH_ACT = "the Freedom of Information Act 2000", "the Freedom of Information (Scotland) Act 2002"


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three: its field, and for each ring what choosing it means."""

    id: str
    label: str
    hint: str
    choices: tuple[tuple[str, str, str, bool], ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Urls:
    here: str
    check: str
    publish: str
    withdraw: str
    signoff: str
    history: str
    public: str


@dataclass(frozen=True, slots=True)
class PublishingView:
    """`state` says what is published now; the forms are None where there is nothing to choose or to take back."""

    title: str
    place: Place
    state: str
    reason: str
    who: WhoSees | None
    is_seen: bool
    is_newer_signed: bool
    number: int
    groups: tuple[str, ...]
    questions: tuple[Question, ...]
    form: GovForm | None
    can_hold: bool
    withdraw_form: GovForm | None
    reason_not: str
    not_now: str
    act: str
    coming: tuple[str, ...]
    urls: Urls
    summary: Markup
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """What a choice would make of it, before anything is done; `fields` are sent with the button."""

    title: str
    place: Place
    number: int
    who: WhoSees
    fields: tuple[tuple[str, str], ...]
    replaces: str
    act: str
    reason_not: str
    back_url: str
    urls: Urls


@dataclass(frozen=True, slots=True)
class PeriodRow:
    id: int
    name: str
    days: str
    state: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class PeriodsView:
    title: str
    rows: tuple[PeriodRow, ...]
    form: GovForm
    summary: Markup
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemovalView:
    """What is asked before a period is removed; `opens` says what becomes public by it."""

    title: str
    days: str
    state: str
    opens: str
    periods_url: str
    remove_url: str


def present_publishing(
    grounds: Grounds,
    today: date,
    forms: tuple[GovForm | None, GovForm | None],
    *,
    reason_not: str,
    not_now: str,
    notices: tuple[str, ...] = (),
) -> PublishingView:
    """The page of the council; `reason_not` says why this person may not publish, `not_now` why nobody may."""
    consensus, publication = grounds.consensus, grounds.publication
    form, withdraw_form = forms
    stands = publication is not None and publication.withdrawn_at is None
    state, reason = _state(grounds, today)
    return PublishingView(
        title="Who may see the result",
        place=_place(grounds),
        state=state,
        reason=reason,
        who=present_who_sees(publication, grounds.periods, today) if stands and publication else None,
        is_seen=publication is not None and is_seen_by_others(publication, today, grounds.periods),
        is_newer_signed=stands and consensus.state.is_signed_off and _is_older(grounds),
        number=consensus.state.number,
        groups=grouped(publication.fingerprint) if stands and publication else (),
        questions=tuple(_questions(form)) if form else (),
        form=form,
        can_hold=not _is_seen(grounds, today),
        withdraw_form=withdraw_form if stands else None,
        reason_not=reason_not,
        not_now=not_now,
        act=_act(grounds),
        coming=tuple(period_in_words(period) for period in _not_over(grounds.periods, today)),
        urls=_urls(grounds),
        summary=next((each.summary for each in forms if each and each.errors), Markup()),
        notices=notices,
    )


def _is_seen(grounds: Grounds, today: date) -> bool:
    """Whether others see any of the version that is signed off now, so that it can no longer be held."""
    publication = grounds.publication
    if publication is None or _is_older(grounds):
        return False
    return is_seen_by_others(publication, today, grounds.periods)


def _is_older(grounds: Grounds) -> bool:
    publication = grounds.publication
    return publication is not None and publication.fingerprint != grounds.consensus.state.fingerprint


def _place(grounds: Grounds) -> Place:
    return place_of(grounds.consensus.response, Answering(is_open=False))


def _state(grounds: Grounds, today: date) -> tuple[str, str]:
    """What is published now, and why it was withdrawn."""
    standing = grounds.standing
    if standing is None:
        return f"Nobody outside your council sees anything yet. {signoff_sentence(grounds.consensus)}", ""
    did = f"{standing.by} on {uk_date(standing.at)}"
    if standing.publication.withdrawn_at is not None:
        return (
            f"Version {standing.number} was published, and withdrawn by {did}. Others no longer see it."
            if was_seen(standing.publication, standing.at)
            else f"Version {standing.number} was withdrawn by {did}. Nobody outside your council sees it.",
            standing.reason,
        )
    return _standing_sentence(standing, today), ""


def _standing_sentence(standing: Standing, today: date) -> str:
    opens, day = seen_from(standing.publication), uk_date(standing.at)
    if opens is None:
        return f"{standing.by} chose on {day} that nobody outside your council sees version {standing.number}."
    if opens > today:
        return (
            f"Who may see version {standing.number} of the result: chosen by {standing.by} on {day}; others see it "
            f"from {uk_date(opens)}."
        )
    return f"Version {standing.number} of the result is shown as {standing.by} chose on {day}."


def _urls(grounds: Grounds) -> Urls:
    code, assessment_id = grounds.consensus.council_code, grounds.consensus.assessment.id

    def own(endpoint: str) -> str:
        return url_for(endpoint, assessment_id=assessment_id)

    return Urls(
        here=own("publishing.overview"),
        check=own("publishing.check"),
        publish=own("publishing.publish"),
        withdraw=own("publishing.withdraw"),
        signoff=own("signoff.sign_off"),
        history=url_for("history.history", council_code=code, about="publishing"),
        public=public_result_url(code, grounds.consensus.assessment.edition.key),
    )


def _act(grounds: Grounds) -> str:
    """Under which law anybody can ask the council for it: Scotland has one of its own."""
    return SCOTTISH_ACT if grounds.nation == "Scotland" else ACT


def _not_over(periods: Sequence[Period], today: date) -> tuple[Period, ...]:
    return tuple(sorted((p for p in periods if p.ends_on >= today), key=lambda period: period.starts_on))


_HINTS: Mapping[Part, str] = {
    Part.SCORES: "The wheel, the figures, the gaps and the next steps: position and ambition of each statement.",
    Part.NOTES: (
        "Impediments, notable practice and reasons, word for word. They can never be seen by more people than the "
        "scores, because they say in words what the scores say. Minority views always stay in your council."
    ),
    Part.FACTORS: "Whether your council can make change happen, with its own scores.",
}
_MEANING: Mapping[Ring, str] = {
    Ring.OWN: "People with access to your council, as now.",
    Ring.COUNCILS: "People of other councils too, once they have signed in.",
    Ring.EVERYONE: "The public too.",
}
_OF_SCORES: Mapping[Ring, str] = {
    Ring.OWN: (
        " Your figures are counted in comparisons, and your council is never named in them. If nearly all the councils "
        "that are counted together with yours let others see their results later, your scores could be worked out "
        "from older figures."
    ),
    Ring.EVERYONE: " What was public may have been copied: withdrawing it cannot take copies back.",
}


def _questions(form: GovForm) -> Iterable[Question]:
    for part in Part:
        field = form[part.value]
        choices = tuple(
            (
                ring.value,
                ring.label,
                _MEANING[ring] + (_OF_SCORES.get(ring, "") if part is Part.SCORES else ""),
                field.data == ring.value,
            )
            for ring in Ring
        )
        yield Question(part.value, str(field.label.text), _HINTS[part], choices, tuple(map(str, field.errors)))


def present_check(grounds: Grounds, proposed: Publication, form: GovForm, today: date, *, reason_not: str) -> CheckView:
    """The choice as it would stand."""
    names = (*(part.value for part in Part), "hold_until", "fingerprint", "version")
    fields = [(name, str(form[name].data or "")) for name in names]
    number = grounds.consensus.state.number
    replaces = ""
    if _is_older(grounds) and grounds.standing and grounds.standing.publication.withdrawn_at is None:
        is_seen = is_seen_by_others(grounds.standing.publication, today, grounds.periods)
        now = ", which others see now" if is_seen else ""
        replaces = (
            f"Version {number} takes the place of version {grounds.standing.number}{now}. Whoever "
            f"sees version {number} later than today sees neither until then."
        )
    urls = _urls(grounds)
    return CheckView(
        title=f"Check before you publish version {number}",
        place=_place(grounds),
        number=number,
        who=present_who_sees(proposed, grounds.periods, today),
        fields=tuple(fields),
        replaces=replaces,
        act=_act(grounds),
        reason_not=reason_not,
        back_url=f"{urls.here}?{urlencode(fields)}",
        urls=urls,
    )


def present_periods(kept: Sequence[KeptPeriod], form: GovForm, today: date, notices: tuple[str, ...]) -> PeriodsView:
    rows = tuple(
        PeriodRow(
            each.id,
            each.period.name,
            _days_of(each.period),
            _period_state(each.period, today),
            url_for("elections.ask_remove", period_id=each.id),
        )
        for each in kept
    )
    return PeriodsView("Pre-election periods", rows, form, form.summary, notices)


def present_removal(kept: KeptPeriod, today: date, opened: int) -> RemovalView:
    period = kept.period
    becomes = f"{count(opened, 'council has', 'councils have')} results that this period alone holds back now."
    return RemovalView(
        title=f"Remove “{period.name}”?",
        days=_days_of(period),
        state=_period_state(period, today),
        opens=f"{becomes} They become public at once, and may be copied before you keep it again." if opened else "",
        periods_url=url_for("elections.periods"),
        remove_url=url_for("elections.remove", period_id=kept.id),
    )


def _days_of(period: Period) -> str:
    return f"{uk_date(period.starts_on)} to {uk_date(period.ends_on)}"


def kept_sentence(period: Period, today: date) -> str:
    """What comes of a period that was added on this day."""
    if period.ends_on < today:
        return "The period is kept. It is over, so it changes nothing that is public now."
    if period.holds(today):
        return "The period is kept. It has begun: what became public within it waits until it is over, like all else."
    return "The period is kept. Nothing new becomes public in it."


def removed_sentence(period: Period, opened: int) -> str:
    """What came of removing it, where the results of so many councils became public."""
    if not opened:
        return f"“{period.name}” is removed. Nothing becomes public today because of that."
    return f"“{period.name}” is removed. It alone held results of {count(opened, 'council')}, which are public now."


def _period_state(period: Period, today: date) -> str:
    if period.holds(today):
        return "Now"
    return "Over" if period.ends_on < today else "To come"

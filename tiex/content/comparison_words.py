"""What a comparison says about itself, the same on screen and on paper."""

from dataclasses import dataclass

from tiex.domain.benchmark import LEAST_COUNCILS
from tiex.domain.cohorts import LEAST_FRESH
from tiex.domain.similarity import WEIGHTS


def _weights() -> str:
    named = {"type": "the same type", "region": "the same region"}
    return ", ".join(f"{weight} points for {named.get(name, f'a like {name}')}" for name, weight in WEIGHTS.items())


@dataclass(frozen=True, slots=True)
class ComparisonWords:
    no_league_table: str = (
        "This is no league table: nobody is put in order of scores, and a low one can be a conscious choice."
    )
    key: str = (
        "Each column counts the councils with so many per cent, in steps of ten. The band below is the middle half: at "
        "most a quarter of the councils lie below it and at most a quarter above. The line in the band is the middle "
        "council."
    )
    own_in_key: str = (
        "The tall line is your council, and the table says whether it is within that half, above or below it."
    )
    ambitions_in_key: str = "Outlined columns are ambitions."
    beside: str = (
        "Too few for a distribution, but these councils let others read their result. They stand by name, not by score."
    )
    likeness: str = (
        f"Likeness is reckoned from the register of councils, for everybody in the same way: {_weights()}. Four times "
        "as many people, or eight times as many to the square kilometre, give none."
    )
    members: str = "Of those without a link it is not said whether they have a result."
    rule: str = "How nobody is exposed"
    counted: str = "Every council that publishes its signed result is counted, whoever may see it."
    named: str = "Councils that let you read theirs are named, by name and never by score, in the"
    list_of_results: str = "list of published results"
    unnamed: str = "The others are counted and never named:"
    rules: tuple[str, ...] = (
        f"No distribution counts fewer than {LEAST_COUNCILS} councils besides yours. If you belong to several councils "
        "of one batch, the whole batch is left out for you.",
        f"Councils that are not named are added in fixed batches of {LEAST_FRESH} or more, as alike as possible. A "
        f"newcomer waits until {LEAST_FRESH} new ones can be added together, so that nobody can be read off as the "
        "difference between yesterday and today, or between one group and another.",
        "When one of a batch withdraws, publishes another version or chooses that others see it, its whole batch "
        "leaves the figures until it can be counted again.",
        "In a group that you choose yourself, and among councils like yours, only named councils are counted.",
        "Where the quarters lie is reckoned by the usual rule for medians (the second definition of Hyndman and Fan).",
    )
    later: str = (
        "What a council makes known about itself later, it also makes known in older figures: once fewer than "
        f"{LEAST_COUNCILS} of a batch have kept their results to themselves, their scores can be narrowed down from "
        "older figures, and the last one’s can be worked out. Only results of the same edition are compared, as each "
        "has its own wording."
    )


COMPARISON_WORDS = ComparisonWords()

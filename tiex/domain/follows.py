"""Following searches: how often news is sent, of which days, and what the rules say no to."""

from datetime import datetime, timedelta

from tiex.domain.errors import Refusal

MOST_FOLLOWED = 30
LONGEST_QUERY = 1_000
# Half a day less than a week, so that a task that runs each week at about the same time misses none.
EVERY = timedelta(days=6, hours=12)
# What was added just now is told next time: by then it stands in the database and in the search index for sure.
SETTLES = timedelta(hours=1)


def sent_before(now: datetime) -> datetime:
    """A follow is due again if its last news went out by then."""
    return now - EVERY


def news_until(now: datetime) -> datetime:
    return now - SETTLES


class TooManyFollowed(Refusal):
    sentence = f"You follow {MOST_FOLLOWED} searches already. Stop one of them first."


class SearchTooLong(Refusal):
    sentence = "This search is too long to be followed. Choose fewer things in it."

"""What stands in the address of a search for resources."""

from werkzeug.datastructures import MultiDict

from search.query import Query, Sort
from tiex.content.catalogue import LONGEST_PUBLISHER
from tiex.invitations.forms import one_line
from tiex.resources.queries import PER_PAGE, names_of_filters


def read_query(args: MultiDict[str, str]) -> Query:
    """What an address asks for, by nobody yet; what is not known is left out, except that a publisher is any text."""
    names = names_of_filters()
    selected = {name: frozenset(args.getlist(name)) & known.keys() for name, known in names.items()}
    publishers = {one_line(name)[:LONGEST_PUBLISHER] for name in args.getlist("publisher")}
    sorts = {sort.value: sort for sort in Sort}
    return Query(
        text=args.get("q", ""),
        selected={**selected, "publisher": frozenset(publishers)},
        year_from=_year(args.get("year_from", "")),
        year_to=_year(args.get("year_to", "")),
        sort=sorts.get(args.get("sort", ""), Sort.RELEVANCE),
        page=args.get("page", 1, type=int),
        per_page=PER_PAGE,
    )


def _year(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None

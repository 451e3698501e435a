"""Every page that can be opened, from the application's own list of addresses."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from flask import Flask

from tests.support.people import CLOSED, COUNCIL, OPEN, assessment_of
from tests.support.records import add_record
from tests.support.resources import add_resource
from tiex.content.guidance import load_guidance

# They lead elsewhere, to pages that are in the list.
REDIRECTS = frozenset({"assessments.continue_answering", "consensus.continue_recording"})
DOWNLOADS = frozenset(
    {
        *("history.export", "feeds.resources"),
        *("reports.own_file", "reports.agreed_file", "reports.record_file", "reports.schema"),
        *("opendata.index", "opendata.openapi", "opendata.csv_file", "opendata.json_file"),
        *("opendata.metadata", "opendata.checksums", "sector.csv_file", "sector.json_file"),
        *("sector_printouts.sector", "printouts.comparison"),
    }
)
# Refused until the answering round is closed, after which nobody can answer: tests of them close it themselves.
AFTER_CLOSING = frozenset({"rounds.responses", "rounds.response"})
# For the signatories of a council, for those who decide about a request, for administrators and editors: the lead who
# opens all other pages may not open these, so they have tests of their own.
NOT_FOR_THE_LEAD = frozenset(
    {
        "people.person",
        "people.new_deputy",
        "invitations.write",
        "joining.waiting",
        "administration.councils",
        "administration.council",
        "jobs.operations",
        "elections.periods",
        "elections.ask_remove",
        "sector.overview",
        "moderation.index",
        "moderation.example",
        "catalogue.index",
        "catalogue.new",
        "catalogue.edit",
        "catalogue.choose_target",
    }
)
# Of a group that somebody has saved: it has tests of its own.
OF_GROUPS = frozenset({"comparison.group"})
# Of an example, which is its author's alone: they have tests of their own.
OF_EXAMPLES = frozenset(
    {
        "examples.own",
        "examples.edit",
        "examples.ask_problem",
        "uploads.files",
        "uploads.state",
        "files.file",
        "files.preview",
    }
)
# Not there, or refused, until a council has published a result: they have tests of their own.
OF_RESULTS = frozenset({"published.result", "publishing.check", "publishing.preview"})
NOT_LISTED = REDIRECTS | DOWNLOADS | AFTER_CLOSING | NOT_FOR_THE_LEAD | OF_EXAMPLES | OF_RESULTS | OF_GROUPS


def every_page(app: Flask, response_ids: Sequence[int], cells: Sequence[str] = ("role-service",)) -> list[str]:
    """Addresses of all pages; KeyError for a route with a part that is not known here."""
    values: Mapping[str, Sequence[str | int]] = {
        "key": [page.key for page in load_guidance()],
        "edition_key": [OPEN, CLOSED],
        "token": ["no-longer-working"],
        "response_id": response_ids,
        "cell_id": cells,
        "statement_id": [f"{cell}-plan" for cell in cells],
        "council_code": [COUNCIL],
        "fingerprint": sorted({add_record(app, response_id) for response_id in response_ids}),
        "resource_id": [add_resource(app)],
        "assessment_id": [assessment_of(app, response_id) for response_id in response_ids],
    }
    return sorted(set(_addresses(app, values)))


def _addresses(app: Flask, values: Mapping[str, Sequence[str | int]]) -> Iterator[str]:
    urls = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_LISTED:
            continue
        names = sorted(rule.arguments)
        for chosen in product(*(values[name] for name in names)):
            yield urls.build(rule.endpoint, dict(zip(names, chosen, strict=True)))

"""Every endpoint with the permission it needs, and what four kinds of visitors get there."""

from dataclasses import dataclass

from tests.support.examples import EXAMPLE
from tests.support.people import COUNCIL, OPEN
from tests.support.records import FINGERPRINT
from tests.support.resources import RESOURCE
from tiex.access.permissions import Permission

SIGN_IN = "302 /sign-in"


@dataclass(frozen=True, slots=True)
class Access:
    """Answers to a visitor who is signed out, has no council, is a reader of the council, is its contributor.

    Each asks for the contributor's own view. A redirect is written with the path that it leads to.
    """

    permission: Permission
    signed_out: str
    no_council: str
    reader: str
    contributor: str

    def all(self) -> tuple[str, str, str, str]:
        return self.signed_out, self.no_council, self.reader, self.contributor


def open_to_all(permission: Permission = Permission.PAGE_READ, answer: str = "200") -> Access:
    return Access(permission, answer, answer, answer, answer)


def signed_in_only(permission: Permission, answer: str = "200", *, signed_out: str = SIGN_IN) -> Access:
    return Access(permission, signed_out, answer, answer, answer)


def author_only(permission: Permission, answer: str = "200", *, signed_out: str = SIGN_IN) -> Access:
    """404 for all but the author, whether the response is there or not."""
    return Access(permission, signed_out, "404", "404", answer)


def running_only(permission: Permission, *, signed_out: str = SIGN_IN) -> Access:
    """For those who run the assessment of their council: 404 for others, 403 for those who only read or answer."""
    return Access(permission, signed_out, "404", "403", "403")


def signatories_only(permission: Permission, *, signed_out: str = SIGN_IN) -> Access:
    """For those who run a council's self-assessment, or for its signatories alone: 404 from outside, else 403."""
    return Access(permission, signed_out, "404", "403", "403")


def administrators_only(*, signed_out: str = SIGN_IN) -> Access:
    return Access(Permission.COUNCIL_ADMINISTER, signed_out, "403", "403", "403")


def keepers_only(*, signed_out: str = SIGN_IN) -> Access:
    """For administrators, who keep the pre-election periods."""
    return Access(Permission.ELECTION_PERIOD_KEEP, signed_out, "403", "403", "403")


def sector_only(*, signed_out: str = SIGN_IN) -> Access:
    """For editors and administrators of the exchange."""
    return Access(Permission.SECTOR_READ, signed_out, "403", "403", "403")


def operators_only(*, signed_out: str = SIGN_IN) -> Access:
    return Access(Permission.JOB_OPERATE, signed_out, "403", "403", "403")


def editors_only(*, signed_out: str = SIGN_IN) -> Access:
    return Access(Permission.RESOURCE_EDIT, signed_out, "403", "403", "403")


def reviewers_only(*, signed_out: str = SIGN_IN) -> Access:
    return Access(Permission.EXAMPLE_REVIEW, signed_out, "403", "403", "403")


def of_the_council(permission: Permission, answer: str = "200", *, signed_out: str = SIGN_IN) -> Access:
    """404 for who does not belong to the council; its reader and its contributor get the same."""
    return Access(permission, signed_out, "404", answer, answer)


ACCESS = {
    "pages.home": open_to_all(),
    "pages.guidance": open_to_all(),
    "pages.guidance_page": open_to_all(),
    "pages.glossary": open_to_all(),
    "pages.related_tools": open_to_all(),
    "pages.accessibility": open_to_all(),
    "pages.privacy": open_to_all(),
    "pages.cookies": open_to_all(),
    "editions.index": open_to_all(),
    "editions.edition": open_to_all(),
    "resources.index": open_to_all(Permission.RESOURCE_READ),
    "resources.resource": open_to_all(Permission.RESOURCE_READ),
    "feeds.resources": open_to_all(Permission.RESOURCE_READ),
    "follows.share": open_to_all(Permission.RESOURCE_READ),
    "follows.followed": signed_in_only(Permission.SEARCH_FOLLOW),
    "follows.follow": signed_in_only(Permission.SEARCH_FOLLOW, "303 /account/follows", signed_out="401"),
    "follows.stop": signed_in_only(Permission.SEARCH_FOLLOW, "404", signed_out="401"),
    "follows.ask_to_stop": open_to_all(Permission.FOLLOW_STOP, "410"),
    "follows.stop_by_link": open_to_all(Permission.FOLLOW_STOP, "410"),
    "uses.council_list": of_the_council(Permission.LIST_READ),
    "uses.save": Access(Permission.LIST_CHANGE, "401", "404", "403", "404"),
    "uses.change": Access(Permission.LIST_CHANGE, "401", "404", "403", "404"),
    "uses.remove": Access(Permission.LIST_CHANGE, "401", "404", "403", "303 /councils/X-FERN/resources"),
    "uses.set_aside": Access(Permission.RESOURCE_SET_ASIDE, "401", "404", "403", "303 /"),
    "uses.suggest_again": Access(Permission.RESOURCE_SET_ASIDE, "401", "404", "403", "303 /"),
    "uses.tried": running_only(Permission.TRIAL_REPORT),
    "uses.report": running_only(Permission.TRIAL_REPORT, signed_out="401"),
    "uses.withdraw": running_only(Permission.TRIAL_REPORT, signed_out="401"),
    "uses.take_down": editors_only(signed_out="401"),
    "uses.put_back": editors_only(signed_out="401"),
    "cells.share_note": author_only(Permission.EXAMPLE_SHARE, "303 /examples/ID/edit", signed_out="401"),
    "examples.mine": signed_in_only(Permission.EXAMPLE_SHARE),
    "examples.begin": Access(Permission.EXAMPLE_SHARE, "401", "404", *["303 /examples/ID/edit"] * 2),
    "examples.own": author_only(Permission.EXAMPLE_SHARE),
    "examples.edit": author_only(Permission.EXAMPLE_SHARE),
    "examples.save": author_only(Permission.EXAMPLE_SHARE, "409", signed_out="401"),
    "examples.take_back": author_only(Permission.EXAMPLE_SHARE, "409", signed_out="401"),
    "examples.withdraw": author_only(Permission.EXAMPLE_SHARE, "409", signed_out="401"),
    "examples.remove": author_only(Permission.EXAMPLE_SHARE, "409", signed_out="401"),
    "examples.ask_problem": open_to_all(Permission.EXAMPLE_READ, "404"),
    "examples.report": open_to_all(Permission.EXAMPLE_READ, "404"),
    "moderation.index": reviewers_only(),
    "moderation.example": reviewers_only(),
    "moderation.take_up": reviewers_only(signed_out="401"),
    "moderation.decide": reviewers_only(signed_out="401"),
    "moderation.tag": reviewers_only(signed_out="401"),
    "moderation.take_down": reviewers_only(signed_out="401"),
    "moderation.put_back": reviewers_only(signed_out="401"),
    "moderation.settle": reviewers_only(signed_out="401"),
    "uploads.files": author_only(Permission.FILE_ADD),
    "uploads.add": author_only(Permission.FILE_ADD, "422", signed_out="401"),
    "uploads.remove": author_only(Permission.FILE_ADD, "404", signed_out="401"),
    "uploads.create": author_only(Permission.FILE_ADD, "412", signed_out="401"),
    "uploads.state": author_only(Permission.FILE_ADD, "404"),
    "uploads.append": author_only(Permission.FILE_ADD, "404", signed_out="401"),
    "uploads.terminate": author_only(Permission.FILE_ADD, "404", signed_out="401"),
    "uploads.cancel": author_only(Permission.FILE_ADD, "404", signed_out="401"),
    "files.file": open_to_all(Permission.FILE_READ, "404"),
    "files.preview": open_to_all(Permission.FILE_READ, "404"),
    "catalogue.index": editors_only(),
    "catalogue.new": editors_only(),
    "catalogue.add": editors_only(signed_out="401"),
    "catalogue.edit": editors_only(),
    "catalogue.save": editors_only(signed_out="401"),
    "catalogue.hide": editors_only(signed_out="401"),
    "catalogue.show": editors_only(signed_out="401"),
    "catalogue.choose_target": editors_only(),
    "catalogue.merge": editors_only(signed_out="401"),
    "catalogue.separate": editors_only(signed_out="401"),
    "outbox.index": open_to_all(Permission.OUTBOX_READ),
    "gallery.index": open_to_all(Permission.GALLERY_READ),
    "accounts.sign_in": Access(Permission.SESSION_START, "200", *["302 /my-council"] * 3),
    "accounts.check_sign_in": open_to_all(Permission.SESSION_START),
    "accounts.sign_out": signed_in_only(Permission.SESSION_END, "303 /", signed_out="401"),
    "accounts.reset_password": open_to_all(Permission.PASSWORD_RESET),
    "accounts.request_reset": open_to_all(Permission.PASSWORD_RESET, "422"),
    "accounts.reset_sent": open_to_all(Permission.PASSWORD_RESET),
    "accounts.new_password": open_to_all(Permission.PASSWORD_RESET, "410"),
    "accounts.use_reset_link": open_to_all(Permission.PASSWORD_RESET, "422"),
    "accounts.account": signed_in_only(Permission.ACCOUNT_READ),
    "accounts.change_password": signed_in_only(Permission.ACCOUNT_CHANGE, "422", signed_out="401"),
    "accounts.ask_code": Access(Permission.SESSION_START, "302 /sign-in", *["302 /my-council"] * 3),
    "accounts.check_code": Access(Permission.SESSION_START, "401", *["303 /my-council"] * 3),
    "accounts.sign_out_everywhere": signed_in_only(Permission.ACCOUNT_CHANGE, "303 /account", signed_out="401"),
    "secondfactor.overview": signed_in_only(Permission.ACCOUNT_READ),
    "secondfactor.set_up": signed_in_only(Permission.ACCOUNT_CHANGE),
    "secondfactor.turn_on": signed_in_only(Permission.ACCOUNT_CHANGE, "422", signed_out="401"),
    "secondfactor.recovery_codes": signed_in_only(Permission.ACCOUNT_CHANGE),
    "secondfactor.renew_recovery_codes": signed_in_only(Permission.ACCOUNT_CHANGE, "422", signed_out="401"),
    "secondfactor.confirm_off": signed_in_only(Permission.ACCOUNT_CHANGE),
    "secondfactor.turn_off": signed_in_only(Permission.ACCOUNT_CHANGE, "422", signed_out="401"),
    "councils.my_council": signed_in_only(Permission.COUNCIL_READ),
    "assessments.start": Access(Permission.RESPONSE_START, "401", "404", "403", "303 /responses/ID"),
    "assessments.overview": author_only(Permission.RESPONSE_READ),
    "assessments.continue_answering": author_only(Permission.RESPONSE_READ, "303 /responses/ID/cells/role-service"),
    "cells.cell": author_only(Permission.RESPONSE_READ),
    "cells.save_answer": author_only(
        Permission.RESPONSE_ANSWER, "303 /responses/ID/cells/role-service", signed_out="401"
    ),
    "cells.save_note": author_only(
        Permission.RESPONSE_ANSWER, "303 /responses/ID/cells/role-service", signed_out="401"
    ),
    "factors.success_factors": author_only(Permission.RESPONSE_READ),
    "factors.save_key_answer": author_only(
        Permission.RESPONSE_ANSWER, "303 /responses/ID/success-factors", signed_out="401"
    ),
    "history.history": Access(Permission.HISTORY_READ, SIGN_IN, "404", "200", "200"),
    "history.export": Access(Permission.HISTORY_EXPORT, SIGN_IN, "404", "403", "403"),
    "results.result": author_only(Permission.RESPONSE_READ),
    "suggestions.of_cell": author_only(Permission.RESPONSE_READ),
    "rounds.start": running_only(Permission.ROUND_MANAGE, signed_out="401"),
    "rounds.answering_round": running_only(Permission.PROGRESS_READ),
    "rounds.set_dates": running_only(Permission.ROUND_MANAGE, signed_out="401"),
    "rounds.remind": running_only(Permission.ROUND_MANAGE, signed_out="401"),
    "rounds.close": running_only(Permission.ROUND_MANAGE, signed_out="401"),
    "rounds.reopen": running_only(Permission.ROUND_MANAGE, signed_out="401"),
    "rounds.responses": running_only(Permission.RELEASED_RESPONSE_READ),
    "rounds.response": running_only(Permission.RELEASED_RESPONSE_READ),
    "meetings.agenda": running_only(Permission.AGENDA_READ),
    "meetings.statement": running_only(Permission.AGENDA_READ),
    "meetings.vote": Access(Permission.MEETING_VOTE, SIGN_IN, "404", "403", "200"),
    "meetings.cast": Access(Permission.MEETING_VOTE, "401", "404", "403", "409"),
    "meetings.screen": Access(Permission.MEETING_VOTE, SIGN_IN, "404", "403", "200"),
    "meetings.run": running_only(Permission.MEETING_RUN),
    "meetings.take_step": running_only(Permission.MEETING_RUN, signed_out="401"),
    "people.people": Access(Permission.PEOPLE_READ, SIGN_IN, "404", "200", "200"),
    "people.person": signatories_only(Permission.PEOPLE_MANAGE),
    "people.change": signatories_only(Permission.PEOPLE_MANAGE, signed_out="401"),
    "people.end": signatories_only(Permission.PEOPLE_MANAGE, signed_out="401"),
    "people.new_deputy": signatories_only(Permission.DEPUTY_NAME),
    "people.name": signatories_only(Permission.DEPUTY_NAME, signed_out="401"),
    "people.end_deputy": signatories_only(Permission.DEPUTY_NAME, signed_out="401"),
    "administration.councils": administrators_only(),
    "administration.council": administrators_only(),
    "administration.confirm": administrators_only(signed_out="401"),
    "administration.change_domains": administrators_only(signed_out="401"),
    "administration.send_invitation_again": administrators_only(signed_out="401"),
    "administration.revoke_invitation": administrators_only(signed_out="401"),
    "jobs.operations": operators_only(),
    "jobs.retry": operators_only(signed_out="401"),
    "jobs.retry_all": operators_only(signed_out="401"),
    "jobs.retry_messages": operators_only(signed_out="401"),
    "invitations.write": signatories_only(Permission.PEOPLE_MANAGE),
    "invitations.preview": signatories_only(Permission.PEOPLE_MANAGE, signed_out="401"),
    "invitations.send": signatories_only(Permission.PEOPLE_MANAGE, signed_out="401"),
    "invitations.send_again": signatories_only(Permission.PEOPLE_MANAGE, signed_out="401"),
    "invitations.revoke": signatories_only(Permission.PEOPLE_MANAGE, signed_out="401"),
    "invitations.invitation": open_to_all(Permission.INVITATION_ACCEPT, "410"),
    "invitations.accept": open_to_all(Permission.INVITATION_ACCEPT, "410"),
    "joining.join": open_to_all(Permission.JOIN_REQUEST_MAKE),
    "joining.ask": open_to_all(Permission.JOIN_REQUEST_MAKE, "422"),
    "joining.sent": open_to_all(Permission.JOIN_REQUEST_MAKE),
    "joining.confirm": open_to_all(Permission.JOIN_REQUEST_MAKE, "410"),
    "joining.confirmed": open_to_all(Permission.JOIN_REQUEST_MAKE, "410"),
    "joining.waiting": signatories_only(Permission.JOIN_REQUEST_DECIDE),
    "joining.admit": signatories_only(Permission.JOIN_REQUEST_DECIDE, signed_out="401"),
    "joining.decline": signatories_only(Permission.JOIN_REQUEST_DECIDE, signed_out="401"),
    "consensus.overview": of_the_council(Permission.CONSENSUS_READ),
    "consensus.continue_recording": of_the_council(
        Permission.CONSENSUS_READ, "303 /assessments/ID/consensus/cells/role-service"
    ),
    "consensus.cell": of_the_council(Permission.CONSENSUS_READ),
    "consensus.success_factors": of_the_council(Permission.CONSENSUS_READ),
    "consensus.suggestions": of_the_council(Permission.CONSENSUS_READ),
    "consensus.result": of_the_council(Permission.CONSENSUS_READ),
    "consensus.agreed": of_the_council(Permission.CONSENSUS_RECORD, "403"),
    "consensus.accept": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "consensus.save_answer": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "consensus.save_key_answer": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "consensus.save_note": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "comparison.comparison": of_the_council(Permission.COMPARISON_READ),
    "printouts.comparison": of_the_council(Permission.COMPARISON_READ),
    "comparison.new_group": Access(Permission.COMPARISON_GROUP, SIGN_IN, "404", "403", "200"),
    "comparison.save_group": Access(Permission.COMPARISON_GROUP, "401", "404", "403", "422"),
    "comparison.group": Access(Permission.COMPARISON_GROUP, SIGN_IN, "404", "403", "404"),
    "comparison.change_group": Access(Permission.COMPARISON_GROUP, "401", "404", "403", "404"),
    "comparison.remove_group": Access(Permission.COMPARISON_GROUP, "401", "404", "403", "404"),
    "records.index": of_the_council(Permission.SIGNOFF_READ),
    "records.record": of_the_council(Permission.SIGNOFF_READ),
    "reports.own": author_only(Permission.RESPONSE_READ),
    "reports.own_file": author_only(Permission.RESPONSE_READ),
    "reports.agreed": of_the_council(Permission.CONSENSUS_READ),
    "reports.agreed_file": of_the_council(Permission.CONSENSUS_READ),
    "reports.record": of_the_council(Permission.SIGNOFF_READ),
    "reports.record_file": of_the_council(Permission.SIGNOFF_READ),
    "reports.schema": open_to_all(),
    "conversations.who_to_talk_to": of_the_council(Permission.COMPARISON_READ),
    "timeline.over_time": of_the_council(Permission.SIGNOFF_READ),
    "signoff.sign_off": of_the_council(Permission.SIGNOFF_READ),
    "signoff.mark_read": of_the_council(Permission.SIGNOFF_READ, "303 /assessments/ID/sign-off", signed_out="401"),
    "signoff.send": of_the_council(Permission.SIGNOFF_SEND, "403", signed_out="401"),
    "signoff.sign": of_the_council(Permission.SIGNOFF_SIGN, "403", signed_out="401"),
    "signoff.send_back": of_the_council(Permission.SIGNOFF_RETURN, "403", signed_out="401"),
    "signoff.reopen": of_the_council(Permission.SIGNOFF_REOPEN, "403", signed_out="401"),
    "publishing.overview": of_the_council(Permission.PUBLICATION_READ),
    "publishing.check": of_the_council(Permission.PUBLICATION_READ, "409"),
    "publishing.preview": of_the_council(Permission.PUBLICATION_READ, "422"),
    "publishing.publish": of_the_council(Permission.PUBLICATION_PUBLISH, "403", signed_out="401"),
    "publishing.withdraw": of_the_council(Permission.PUBLICATION_PUBLISH, "403", signed_out="401"),
    "published.index": open_to_all(Permission.RESULT_READ),
    "published.result": open_to_all(Permission.RESULT_READ, "404"),
    "opendata.overview": open_to_all(Permission.RESULT_READ),
    "opendata.index": open_to_all(Permission.RESULT_READ),
    "opendata.openapi": open_to_all(Permission.RESULT_READ),
    "opendata.csv_file": open_to_all(Permission.RESULT_READ),
    "opendata.json_file": open_to_all(Permission.RESULT_READ),
    "opendata.metadata": open_to_all(Permission.RESULT_READ),
    "opendata.checksums": open_to_all(Permission.RESULT_READ),
    "sector.overview": sector_only(),
    "sector.csv_file": sector_only(),
    "sector.json_file": sector_only(),
    "sector_printouts.sector": sector_only(),
    "elections.periods": keepers_only(),
    "elections.add": keepers_only(signed_out="401"),
    "elections.ask_remove": keepers_only(),
    "elections.remove": keepers_only(signed_out="401"),
}
NOT_IN_PRODUCTION = {"outbox.index", "gallery.index"}
# Signing out changes the session only, which is the browser's.
WITHOUT_TRANSACTION = {"accounts.sign_out"}

# Answers of somebody else that those who run the assessment read once the round is closed; tested on their own.
RELEASED = frozenset({"rounds.response", "rounds.responses"})

# What stands in an address, by the name of the part; `factors.save_key_answer` has statements of its own.
PARTS: dict[str, str] = {
    "council_code": COUNCIL,
    "edition_key": OPEN,
    "table": "results",
    "cell_id": "role-service",
    "statement_id": "role-service-plan",
    "kind": "impediments",
    "key": "about-the-exchange",
    "token": "made-up",
    "person_id": "1",
    "invitation_id": "1",
    "delegation_id": "1",
    "request_id": "1",
    "fingerprint": FINGERPRINT,
    "resource_id": RESOURCE,
    "example_id": str(EXAMPLE),
    "problem_id": "1",
    "trial_id": "1",
    "follow_id": "2000000000",
    "upload_id": "made-up",
    "file_id": "1",
    "name": "report.pdf",
    "paper": "data.json",
    "job_id": "1",
    "group_id": "1",
    "ring": "councils",
    "period_id": "1",
}
OWN_PARTS = {
    "factors.save_key_answer": {"statement_id": "csf-change-case"},
    "consensus.save_key_answer": {"statement_id": "csf-change-case"},
}

"""Every endpoint with the permission it needs, and what four kinds of visitors get there."""

from dataclasses import dataclass

from tests.support.people import COUNCIL, OPEN
from tests.support.records import FINGERPRINT
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
    "results.result": author_only(Permission.RESPONSE_READ),
    "consensus.overview": of_the_council(Permission.CONSENSUS_READ),
    "consensus.continue_recording": of_the_council(
        Permission.CONSENSUS_READ, "303 /assessments/ID/consensus/cells/role-service"
    ),
    "consensus.cell": of_the_council(Permission.CONSENSUS_READ),
    "consensus.success_factors": of_the_council(Permission.CONSENSUS_READ),
    "consensus.result": of_the_council(Permission.CONSENSUS_READ),
    "consensus.agreed": of_the_council(Permission.CONSENSUS_RECORD, "403"),
    "consensus.accept": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "consensus.save_answer": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "consensus.save_key_answer": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "consensus.save_note": of_the_council(Permission.CONSENSUS_RECORD, "403", signed_out="401"),
    "records.index": of_the_council(Permission.SIGNOFF_READ),
    "records.record": of_the_council(Permission.SIGNOFF_READ),
    "signoff.sign_off": of_the_council(Permission.SIGNOFF_READ),
    "signoff.mark_read": of_the_council(Permission.SIGNOFF_READ, "303 /assessments/ID/sign-off", signed_out="401"),
    "signoff.send": of_the_council(Permission.SIGNOFF_SEND, "403", signed_out="401"),
    "signoff.sign": of_the_council(Permission.SIGNOFF_SIGN, "403", signed_out="401"),
    "signoff.send_back": of_the_council(Permission.SIGNOFF_RETURN, "403", signed_out="401"),
    "signoff.reopen": of_the_council(Permission.SIGNOFF_REOPEN, "403", signed_out="401"),
}
NOT_IN_PRODUCTION = {"outbox.index", "gallery.index"}
# Signing out changes the session only, which is the browser's.
WITHOUT_TRANSACTION = {"accounts.sign_out"}

# What stands in an address, by the name of the part; `factors.save_key_answer` has statements of its own.
PARTS: dict[str, str] = {
    "council_code": COUNCIL,
    "edition_key": OPEN,
    "cell_id": "role-service",
    "statement_id": "role-service-plan",
    "kind": "impediments",
    "key": "about-the-exchange",
    "token": "made-up",
    "fingerprint": FINGERPRINT,
}
OWN_PARTS = {
    "factors.save_key_answer": {"statement_id": "csf-change-case"},
    "consensus.save_key_answer": {"statement_id": "csf-change-case"},
}

"""Tables, one file per aggregate: columns and constraints, no decisions."""

from tiex.models.assessments import AnswerRow, AssessmentResponseRow, AssessmentRow, NoteRow, ResponseKind
from tiex.models.audit import AuditEntryRow
from tiex.models.base import Base, UtcDateTime
from tiex.models.councils import CouncilRow, CouncilSuccessorRow
from tiex.models.editions import EditionRow
from tiex.models.outbox import OutboxMessageRow
from tiex.models.people import ExchangeRoleRow, MembershipRow, PersonRow, ResetLinkRow

__all__ = [
    "AnswerRow",
    "AssessmentResponseRow",
    "AssessmentRow",
    "AuditEntryRow",
    "Base",
    "CouncilRow",
    "CouncilSuccessorRow",
    "EditionRow",
    "ExchangeRoleRow",
    "MembershipRow",
    "NoteRow",
    "OutboxMessageRow",
    "PersonRow",
    "ResetLinkRow",
    "ResponseKind",
    "UtcDateTime",
]

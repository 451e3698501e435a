"""Tables, one file per aggregate: columns and constraints, no decisions."""

from tiex.models.assessments import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    MeetingRow,
    NoteRow,
    ResponseKind,
    VoteRow,
)
from tiex.models.audit import AuditChainRow, AuditEntryRow
from tiex.models.base import Base, UtcDateTime
from tiex.models.benchmarks import BenchmarkEntryRow, BenchmarkRow, CohortRow, ComparisonGroupRow
from tiex.models.councils import CouncilRow, CouncilSuccessorRow
from tiex.models.editions import EditionRow
from tiex.models.examples import ExampleEventRow, ExampleProblemRow, ExampleRow
from tiex.models.files import ExampleFileRow, FilePageRow, StoredFileRow, UploadRow
from tiex.models.jobs import JobRow
from tiex.models.joining import CouncilDomainRow, InvitationRow, JoinRequestRow
from tiex.models.outbox import OutboxMessageRow
from tiex.models.people import (
    DelegationRow,
    ExchangeRoleRow,
    MembershipRow,
    PersonRow,
    RecoveryCodeRow,
    ResetLinkRow,
    SecondFactorRow,
)
from tiex.models.publishing import ElectionPeriodRow, PublicationRow
from tiex.models.resources import IndexTaskRow, ResourceRow
from tiex.models.signoff import ConsensusRecordRow, ReadingRow, SignoffEventRow
from tiex.models.uses import FollowRow, ListedResourceRow, SetAsideRow, TrialRow

__all__ = [
    "AnswerRow",
    "AssessmentResponseRow",
    "AssessmentRow",
    "AuditChainRow",
    "AuditEntryRow",
    "Base",
    "BenchmarkEntryRow",
    "BenchmarkRow",
    "CohortRow",
    "ComparisonGroupRow",
    "ConsensusRecordRow",
    "CouncilDomainRow",
    "CouncilRow",
    "CouncilSuccessorRow",
    "DelegationRow",
    "EditionRow",
    "ElectionPeriodRow",
    "ExampleEventRow",
    "ExampleFileRow",
    "ExampleProblemRow",
    "ExampleRow",
    "ExchangeRoleRow",
    "FilePageRow",
    "FollowRow",
    "IndexTaskRow",
    "InvitationRow",
    "JobRow",
    "JoinRequestRow",
    "ListedResourceRow",
    "MeetingRow",
    "MembershipRow",
    "NoteRow",
    "OutboxMessageRow",
    "PersonRow",
    "PublicationRow",
    "ReadingRow",
    "RecoveryCodeRow",
    "ResetLinkRow",
    "ResourceRow",
    "ResponseKind",
    "SecondFactorRow",
    "SetAsideRow",
    "SignoffEventRow",
    "StoredFileRow",
    "TrialRow",
    "UploadRow",
    "UtcDateTime",
    "VoteRow",
]

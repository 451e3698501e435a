"""Everything that can be permitted, as noun:verb."""

from enum import StrEnum


class Permission(StrEnum):
    PAGE_READ = "page:read"
    SESSION_START = "session:start"
    SESSION_END = "session:end"
    PASSWORD_RESET = "password:reset"
    ACCOUNT_READ = "account:read"
    ACCOUNT_CHANGE = "account:change"
    COUNCIL_READ = "council:read"
    RESPONSE_START = "response:start"
    RESPONSE_READ = "response:read"
    RESPONSE_ANSWER = "response:answer"
    HISTORY_READ = "history:read"
    HISTORY_EXPORT = "history:export"
    ROUND_MANAGE = "round:manage"
    PROGRESS_READ = "progress:read"
    RELEASED_RESPONSE_READ = "released-response:read"
    AGENDA_READ = "agenda:read"
    MEETING_VOTE = "meeting:vote"
    MEETING_RUN = "meeting:run"
    OUTBOX_READ = "outbox:read"
    GALLERY_READ = "gallery:read"

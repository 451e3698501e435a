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
    CONSENSUS_READ = "consensus:read"
    CONSENSUS_RECORD = "consensus:record"
    SIGNOFF_READ = "signoff:read"
    SIGNOFF_SEND = "signoff:send"
    SIGNOFF_SIGN = "signoff:sign"
    SIGNOFF_RETURN = "signoff:return"
    SIGNOFF_REOPEN = "signoff:reopen"
    OUTBOX_READ = "outbox:read"
    GALLERY_READ = "gallery:read"

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
    COUNCIL_ADMINISTER = "council:administer"
    PEOPLE_READ = "people:read"
    PEOPLE_MANAGE = "people:manage"
    DEPUTY_NAME = "deputy:name"
    INVITATION_ACCEPT = "invitation:accept"
    JOIN_REQUEST_MAKE = "join-request:make"
    JOIN_REQUEST_DECIDE = "join-request:decide"
    RESPONSE_START = "response:start"
    RESPONSE_READ = "response:read"
    RESPONSE_ANSWER = "response:answer"
    OUTBOX_READ = "outbox:read"
    GALLERY_READ = "gallery:read"

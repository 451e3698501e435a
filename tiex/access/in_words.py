"""What each permission in a council lets somebody do, in words: the page "who can do what" is made from this."""

from collections.abc import Mapping

from tiex.access.permissions import Permission

P = Permission

# In the order of the page. A permission of IN_COUNCIL without words here fails a test.
IN_WORDS: Mapping[Permission, str] = {
    P.PEOPLE_READ: "See who has access to your council",
    P.PEOPLE_MANAGE: "Choose who has access, and invite people",
    P.JOIN_REQUEST_DECIDE: "Decide who may join of those who ask",
    P.DEPUTY_NAME: "Name a deputy for signing, for some days and a reason",
    P.RESPONSE_START: "Give an individual view, with notes",
    P.MEETING_VOTE: "Vote in the meeting",
    P.PROGRESS_READ: "See who has answered how much, never what",
    P.ROUND_MANAGE: "Set the dates, remind people, close the answering round and open it again",
    P.RELEASED_RESPONSE_READ: "Read the individual views once the round is closed",
    P.AGENDA_READ: "Read the agenda of the meeting",
    P.MEETING_RUN: "Run the meeting",
    P.CONSENSUS_READ: "Read the consensus and the council’s results",
    P.CONSENSUS_RECORD: "Record the consensus",
    P.SIGNOFF_READ: "See where sign-off stands, read the records and check a fingerprint",
    P.SIGNOFF_SEND: "Send the consensus for sign-off",
    P.SIGNOFF_SIGN: "Sign off (both, each for themselves)",
    P.SIGNOFF_RETURN: "Return the consensus with a reason",
    P.SIGNOFF_REOPEN: "Reopen what was signed off (both)",
    P.PUBLICATION_READ: "See who may see the result, and look at it as others will",
    P.PUBLICATION_PUBLISH: "Choose who may see what is signed off, and withdraw it",
    P.COMPARISON_READ: "Compare the council’s result with those of other councils",
    P.COMPARISON_GROUP: "Choose groups of councils to compare with",
    P.HISTORY_READ: "Read the history: who changed what, when and why",
    P.HISTORY_EXPORT: "Download the history",
    P.LIST_READ: "See the council’s list of resources",
    P.LIST_CHANGE: "Save a resource to that list, with a note, and change the list",
    P.RESOURCE_SET_ASIDE: "Say that a resource is not for your council, so it is not suggested again",
    P.TRIAL_REPORT: "Tell other councils what came of a resource that you tried",
    P.EXAMPLE_SHARE: "Share an example of what worked; an editor of the exchange reads it before anybody else",
}

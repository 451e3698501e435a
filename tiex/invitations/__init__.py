"""Invitations to a council: one or many at once, sent again, revoked and accepted."""

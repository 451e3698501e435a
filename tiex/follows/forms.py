"""The form that follows a search, and the signed name of a follow in the links of its mail."""

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField

from tiex.follows.queries import Follow
from tiex.web.forms import GovForm


class FollowForm(GovForm):
    query = HiddenField()


def sign_follow(follow: Follow) -> str:
    return _signer().dumps([follow.id, follow.created_at.isoformat()])


def read_signed(token: str) -> tuple[int, datetime] | None:
    """The follow that this server itself named; None for anything else."""
    try:
        follow_id, created_at = _signer().loads(token)
    except BadSignature:
        return None
    return int(follow_id), datetime.fromisoformat(created_at)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="follow")

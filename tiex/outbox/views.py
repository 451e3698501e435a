"""The e-mails that the demo wrote instead of sending them."""

from flask import Blueprint, Response

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.gateways import current_gateways
from tiex.outbox.presenters import present_outbox
from tiex.web import respond

blueprint = Blueprint("outbox", __name__)


@blueprint.get("/outbox")
@requires(Permission.OUTBOX_READ)
def index() -> Response:
    return respond.page("outbox/index.html", present_outbox(current_gateways().mailer))

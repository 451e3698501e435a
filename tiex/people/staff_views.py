"""What administrators look after for every council: its first Leader and Chief Executive, and its e-mail domains."""

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import current_actor, requires
from tiex.access.permissions import Permission
from tiex.domain.errors import Refusal
from tiex.domain.invitations import problem_with_address
from tiex.domain.people import Role, check_administrator
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.invitations.commands import Inviting, NoSuchInvitation, revoke, send_again
from tiex.invitations.queries import list_domains, list_waiting_invitations, read_council
from tiex.invitations.views import link_to
from tiex.people.commands import confirm_signatory, keep_domains
from tiex.people.forms import DomainsForm, SignatoryForm
from tiex.people.presenters import present_administered, present_councils
from tiex.people.queries import list_administered, list_members
from tiex.web import respond
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("administration", __name__)
LONGEST_SEARCH = 100


@blueprint.get("/administration/councils")
@requires(Permission.COUNCIL_ADMINISTER)
def councils() -> Response:
    searched = request.args.get("name", "").strip()[:LONGEST_SEARCH]
    rows = list_administered(db.session(), current_gateways().clock.today())
    return respond.page("people/councils.html", present_councils(rows, searched))


@blueprint.get("/administration/councils/<council_code>")
@requires(Permission.COUNCIL_ADMINISTER)
def council(council_code: str) -> Response:
    domains = "\n".join(list_domains(db.session(), council_code))
    return _show(council_code, SignatoryForm(), DomainsForm(domains=domains))


@blueprint.post("/administration/councils/<council_code>/signatories")
@requires(Permission.COUNCIL_ADMINISTER)
@commits
def confirm(council_code: str) -> Response:
    _open(council_code)
    form = SignatoryForm()
    if not form.validate() or not _is_address_of(form, council_code):
        return _show(council_code, form, _domains_as_kept(council_code), 422)
    name, email = form.name.data or "", form.email.data or ""
    try:
        confirm_signatory(inviting=_inviting(council_code), role=Role(form.role.data), name=name, email=email)
    except Refusal as refusal:
        form.refuse(form.email, str(refusal))
        return _show(council_code, form, _domains_as_kept(council_code), 422)
    flash(f"An invitation is on its way to {email}. {name} becomes the {Role(form.role.data).label} on accepting it.")
    return _back(council_code)


@blueprint.post("/administration/councils/<council_code>/domains")
@requires(Permission.COUNCIL_ADMINISTER)
@commits
def change_domains(council_code: str) -> Response:
    _open(council_code)
    form = DomainsForm()
    if form.wrong:
        form.refuse(form.domains, f"“{form.wrong[0][:60]}” is not a domain, such as fernmoor.gov.uk")
        return _show(council_code, SignatoryForm(formdata=None), form, 422)
    keep_domains(inviting=_inviting(council_code), domains=form.typed)
    flash("The e-mail domains are saved.")
    return _back(council_code)


@blueprint.post("/administration/councils/<council_code>/invitations/<int:invitation_id>/send-again")
@requires(Permission.COUNCIL_ADMINISTER)
@commits
def send_invitation_again(council_code: str, invitation_id: int) -> Response:
    try:
        address = send_again(inviting=_inviting(council_code), invitation_id=invitation_id)
    except NoSuchInvitation:
        raise NotFound from None
    flash(f"A new invitation is on its way to {address}. The one before no longer works.")
    return _back(council_code)


@blueprint.post("/administration/councils/<council_code>/invitations/<int:invitation_id>/revoke")
@requires(Permission.COUNCIL_ADMINISTER)
@commits
def revoke_invitation(council_code: str, invitation_id: int) -> Response:
    try:
        address = revoke(inviting=_inviting(council_code), invitation_id=invitation_id)
    except NoSuchInvitation:
        raise NotFound from None
    flash(f"The invitation to {address} is taken back and no longer works.")
    return _back(council_code)


def _open(council_code: str) -> None:
    """A council that one may look after."""
    read_council(db.session(), council_code)
    check_administrator(current_actor().role_in(council_code))


def _is_address_of(form: SignatoryForm, council_code: str) -> bool:
    """Whether the address may be the council's; what is wrong is said in the form."""
    problem = problem_with_address(form.email.data or "", frozenset(list_domains(db.session(), council_code)))
    if problem is not None:
        form.refuse(form.email, problem)
    return problem is None


def _domains_as_kept(council_code: str) -> DomainsForm:
    return DomainsForm(formdata=None, domains="\n".join(list_domains(db.session(), council_code)))


def _inviting(council_code: str) -> Inviting:
    actor_id, now = current_actor().person_id or 0, current_gateways().clock.now()
    return Inviting(db.session(), council_code, actor_id, link_to, now, is_administrator=True)


def _back(council_code: str) -> Response:
    return respond.saved([], then=url_for("administration.council", council_code=council_code))


def _show(council_code: str, form: SignatoryForm, domains_form: DomainsForm, status: int = 200) -> Response:
    session, inviting = db.session(), _inviting(council_code)
    view = present_administered(
        current_actor(),
        read_council(session, council_code),
        list_members(inviting.scope, session, council_code),
        list_waiting_invitations(inviting.scope, session, council_code),
        inviting.now,
        (form, domains_form),
        take_notices(),
    )
    return respond.page("people/council.html", view, status=status)

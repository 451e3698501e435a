"""Errors as pages or alerts: a clear sentence, the right status, and what was typed kept."""

import json
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, make_response, redirect, request, url_for
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import OperationalError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from tiex.access.guard import Forbidden, SecondFactorMissing, current_actor
from tiex.domain import comparators, errors, examples, files, people, publishing, resources, signoff, uses
from tiex.domain.answers import readable_text
from tiex.domain.errors import Refusal
from tiex.extensions import db
from tiex.gateways.storage import is_full
from tiex.web import respond

STATUS = {
    errors.UnknownStatement: 404,
    errors.UnknownCell: 404,
    errors.UnknownNoteKind: 404,
    errors.EditionNotOpen: 403,
    errors.RoundClosed: 403,
    errors.RoundNotClosed: 409,
    errors.ConsensusBegun: 409,
    errors.RemindedToday: 409,
    errors.NobodyToRemind: 409,
    errors.MeetingMovedOn: 409,
    errors.MeetingNotRunning: 409,
    errors.VotesShown: 409,
    errors.AgendaDone: 409,
    errors.StatementChanged: 409,
    errors.AnswerChangedMeanwhile: 409,
    errors.NoteChangedMeanwhile: 409,
    people.LastLeader: 403,
    people.LastChiefExecutive: 403,
    people.OwnAccess: 403,
    people.OwnConfirmation: 403,
    people.UnconfirmedSignatory: 403,
    signoff.NothingSent: 409,
    signoff.AlreadySent: 409,
    signoff.AlreadySigned: 409,
    signoff.AnotherVersionShown: 409,
    signoff.WithSignatories: 409,
    signoff.SignedAnotherVersion: 409,
    signoff.NotSignedOff: 409,
    signoff.AlreadyConsented: 409,
    signoff.SameSignatory: 403,
    signoff.ReopenFirst: 403,
    publishing.NotSignedOffNow: 409,
    publishing.AnotherVersionSigned: 409,
    publishing.SeenAlready: 409,
    publishing.NothingToWithdraw: 409,
    publishing.PublicationChangedMeanwhile: 409,
    comparators.GroupChangedMeanwhile: 409,
    resources.NoSuchResource: 404,
    resources.ResourceChangedMeanwhile: 409,
    resources.AlreadyMerged: 409,
    resources.OfAnExample: 409,
    examples.NotNow: 409,
    examples.WithTheEditors: 409,
    examples.ExampleChangedMeanwhile: 409,
    examples.OwnExample: 403,
    examples.FilesNotReady: 409,
    uses.GoneFromCatalogue: 404,
    uses.NotOnTheList: 404,
    uses.ListedNoteChangedMeanwhile: 409,
    uses.TrialChangedMeanwhile: 409,
    uses.ReportGoneMeanwhile: 409,
    uses.TrialTakenDown: 409,
    files.FileTooLarge: 413,
    files.MoreThanDeclared: 413,
    files.UploadNotUnderstood: 400,
    files.OffsetMismatch: 409,
    files.UploadLost: 410,
    files.UploadBusy: 423,
    files.ChecksumMismatch: 460,
    files.StorageFull: 507,
}
SENTENCES = {
    400: "The exchange could not understand that request. Nothing was changed.",
    401: "You are signed out. Sign in to go on; nothing you typed is lost.",
    403: "You are not allowed to do that.",
    404: "There is no page at this address, or it is not yours to see.",
    405: "That cannot be done at this address.",
    413: "That is more than the exchange can take in one go. Nothing was changed.",
    412: "This page speaks another version of sending files. Load it again.",
    415: "Files are sent in another way here. Load the page again.",
    429: "Too many tries from your network. Wait a minute, then try again.",
    500: "Something went wrong on our side. Nothing that was saved is lost. Try again in a moment.",
    503: "The exchange is busy. Nothing that was saved is lost. Try again in a moment.",
}
STALE = "This page had been open too long, so nothing was saved. Choose Try again."
SET_UP_FIRST = "Set up the second step for signing in first: whoever signs for a council needs it. Nothing was changed."
_log = get_logger(__name__)
_NOT_RESUMED = {"csrf_token", "password", "new_password", "secret", "code"}
_IN_WORDS = {"text", "note", "what_changed", "rationale", "minority_view", "reason", "words"}
_IN_WORDS |= {"title", "problem", "done", "changed", "differently", "cost", "time"}
# With passwords in them, or with whole files.
_NOT_KEPT = ("accounts", "secondfactor", "uploads")


@dataclass(frozen=True, slots=True)
class ErrorView:
    """`typed` is what would be lost with the page that it was typed on."""

    title: str
    sentence: str
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingForm:
    """A form that could not be saved: where it goes, and its fields, so that nothing typed is lost."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> tuple[str, ...]:
        """What the person wrote in words, to be shown; a single word only where nothing but words is asked for."""
        return tuple(value for name, value in self.fields if len(value.split()) > (name not in _IN_WORDS))


@dataclass(frozen=True, slots=True)
class SignedOutView:
    next_path: str
    resume: str
    typed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResumeView:
    title: str
    pending: PendingForm


def pending_form() -> PendingForm | None:
    """What the running request wanted to save."""
    if request.method != "POST" or request.endpoint is None or request.blueprint in _NOT_KEPT:
        return None
    fields = ((key, readable_text(value)) for key, value in request.form.items(multi=True) if key not in _NOT_RESUMED)
    return PendingForm(request.path, tuple(fields))


def sign_pending(pending: PendingForm) -> str:
    return _signer().dumps([pending.action, json.dumps(pending.fields)])


def read_pending(signed: str) -> PendingForm | None:
    """A pending form that this server itself wrote down; None for anything else."""
    try:
        action, fields = _signer().loads(signed)
    except BadSignature:
        return None
    return PendingForm(action, tuple((key, value) for key, value in json.loads(fields)))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="pending-form")


def status_of(refusal: Refusal) -> int:
    """422 unless the refusal means something else. Whoever asks answers with it, so the log says why."""
    g.refused = type(refusal).__name__
    return STATUS.get(type(refusal), 422)


def _on_refusal(refusal: Refusal) -> Response:
    pending = pending_form()
    return _answer(str(refusal), status_of(refusal), pending.typed if pending else ())


def _on_forbidden(error: Forbidden) -> Response:
    g.refused = "Forbidden"
    return _answer(str(error), 403)


def _on_second_factor_missing(_error: SecondFactorMissing) -> Response:
    g.refused = "SecondFactorMissing"
    if request.method == "GET" and not respond.is_htmx():
        return make_response(redirect(url_for("secondfactor.overview")))
    pending = pending_form()
    return _answer(SET_UP_FIRST, 403, pending.typed if pending else ())


def _on_csrf(_error: CSRFError) -> Response:
    g.refused = "CSRFError"
    if not current_user.is_authenticated:
        return _on_signed_out()
    pending = pending_form() or PendingForm(respond.current_path(), ())
    view = ResumeView("This page was out of date", pending)
    return respond.stale_token(STALE, generate_csrf(), template="errors/resume.html", view=view)


def _on_signed_out() -> Response:
    g.setdefault("refused", "signed out")
    pending = pending_form()
    next_path = respond.current_path()
    if request.method == "GET" and not respond.is_htmx():
        return make_response(redirect(url_for("accounts.sign_in", next=next_path)))
    view = SignedOutView(next_path, sign_pending(pending) if pending else "", pending.typed if pending else ())
    return respond.signed_out(next_path, template="errors/signed_out.html", view=view)


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return Response(error.get_response().data, status, headers=list(error.get_headers()))
    if status == 401:
        return _on_signed_out()
    response = _answer(SENTENCES.get(status, SENTENCES[500]), status)
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _on_database(error: OperationalError) -> Response:
    """Locked for too long, out of reach or full: nothing was written, and trying again can help."""
    current_app.logger.error("database: %s", error.orig)
    g._login_user = AnonymousUserMixin()  # the page is drawn without asking the database who is here
    return _answer(SENTENCES[503], 503)


def _on_system(error: OSError) -> Response:
    """A disk that is full, wherever it is noticed; anything else is a fault of ours."""
    if not is_full(error):
        raise error
    current_app.logger.error("no room: %s", error)
    return _on_refusal(files.StorageFull())


def _answer(sentence: str, status: int, typed: tuple[str, ...] = ()) -> Response:
    db.session.rollback()
    title = {403: "You cannot do that", 404: "Page not found", 409: "This was changed meanwhile"}
    view = ErrorView(title.get(status, "There is a problem"), sentence, typed)
    return respond.refused(sentence, status, template="errors/error.html", view=view)


def _log_refused(response: Response) -> Response:
    """Write down who was refused what, whoever refused it; an address that nothing stands at is of no interest.

    Neither the path nor what was sent is written down: in them may be tokens, passwords and names.
    """
    is_refused = 400 <= response.status_code < 500 or "refused" in g
    if is_refused and request.endpoint is not None:
        parts = request.view_args or {}
        _log.warning(
            "refused",
            status=response.status_code,
            why=g.get("refused", ""),
            endpoint=request.endpoint,
            method=request.method,
            person=current_actor().person_id,
            address=request.remote_addr,
            council=parts.get("council_code"),
            ids={name: value for name, value in parts.items() if isinstance(value, int)},
        )
    return response


def init_errors(app: Flask) -> None:
    app.after_request(_log_refused)
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(Forbidden, _on_forbidden)
    app.register_error_handler(SecondFactorMissing, _on_second_factor_missing)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(OSError, _on_system)

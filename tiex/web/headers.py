"""Security headers on every response, and no-store on whatever is not public."""

from flask import Flask, Response, current_app, request
from flask_login import current_user

from tiex.access.guard import permission_of
from tiex.access.permissions import Permission

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"


def init_headers(app: Flask, *, has_tls: bool) -> None:
    def add(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if has_tls:
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY)
        response.headers.setdefault("Cache-Control", "no-cache" if _is_public(response) else "no-store")
        return response

    app.after_request(add)


def _is_public(response: Response) -> bool:
    """A page that anybody may read, read by somebody who is signed out. Forms and links with a token are none."""
    view = current_app.view_functions.get(request.endpoint or "")
    is_page = view is not None and permission_of(view) is Permission.PAGE_READ
    return is_page and response.status_code < 400 and not current_user.is_authenticated

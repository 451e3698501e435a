"""Security headers on every response, and no-store on what a signed-in person sees."""

from flask import Flask, Response
from flask_login import current_user

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
        is_private = current_user.is_authenticated or response.status_code >= 400
        response.headers.setdefault("Cache-Control", "no-store" if is_private else "no-cache")
        return response

    app.after_request(add)

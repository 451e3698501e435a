"""Static files: bundled, named by their content and compressed once, then served by WhiteNoise."""

import gzip
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

BUNDLES = {
    "site.css": (
        "vendor/govuk-frontend-6.6.0/govuk-frontend.min.css",
        "css/charts.css",
        "css/tiex.css",
        "css/pages.css",
        "css/results.css",
        "css/comparison.css",
        "css/history.css",
        "css/secondfactor.css",
        "css/rounds.css",
        "css/meetings.css",
        "css/people.css",
        "css/consensus.css",
        "css/signoff.css",
        "css/timeline.css",
        "css/duties.css",
        "css/resources.css",
        "css/hub.css",
        "css/uses.css",
        "css/examples.css",
        "css/files.css",
        "css/publishing.css",
        "css/reports.css",
        "css/opendata.css",
        "css/sector.css",
    ),
    "start.js": ("js/start.js",),
    "site.js": ("vendor/htmx-4.0.1/htmx.min.js", "js/tiex.js"),
    "uploads.js": ("vendor/tus-js-client-4.3.1/tus.min.js", "js/uploads.js"),
}
LOOSE = ("images/favicon.svg",)
COMPONENTS = (
    "govuk-template",
    "govuk-skip-link",
    "govuk-heading",
    "govuk-body",
    "govuk-link",
    "govuk-list",
    "govuk-button",
    "govuk-form-group",
    "govuk-fieldset",
    "govuk-label",
    "govuk-hint",
    "govuk-input",
    "govuk-textarea",
    "govuk-select",
    "govuk-checkboxes",
    "govuk-error",
    "govuk-file-upload",
    "govuk-inset-text",
    "govuk-summary-list",
    "govuk-details",
    "govuk-table",
    "govuk-section-break",
    "govuk-grid-row",
    "govuk-grid-column-two-thirds",
    "govuk-visually-hidden",
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_COMMA = re.compile(r",(?![^(]*\))")
_NAMES = re.compile(r"\.(govuk-[\w-]+)")
_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@dataclass(frozen=True, slots=True)
class Assets:
    folder: Path
    names: dict[str, str]

    def url(self, name: str) -> str:
        """The address of a bundle or file; KeyError for one that is not served."""
        return f"/static/{self.names[name]}"


def build_assets(source: Path, target: Path) -> Assets:
    """Write each bundle and loose file to `target` under a name with its hash, beside .br and .gz copies."""
    target.mkdir(parents=True, exist_ok=True)
    names = {}
    for name, parts in (*BUNDLES.items(), *((name, (name,)) for name in LOOSE)):
        content = b"\n".join(_read(source / part) for part in parts)
        digest = hashlib.sha256(content).hexdigest()[:12]
        path = Path(name)
        names[name] = f"{path.stem}.{digest}{path.suffix}"
        _write_once(target / names[name], content)
    return Assets(target, names)


def init_assets(app: Flask, source: Path, target: Path) -> None:
    """Build the files, serve them before the application, and give templates `static_url`."""
    assets = build_assets(source, target)
    served = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        add_headers_function=lambda headers, path, url: headers.add_header("X-Content-Type-Options", "nosniff"),
    )
    served.add_files(str(assets.folder), prefix="static/")
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals["static_url"] = assets.url


def _read(path: Path) -> bytes:
    """A part as it is served. The GOV.UK typeface may be used on GOV.UK only, so its rules are left out."""
    content = path.read_bytes()
    if path.name.startswith("govuk-frontend"):
        rules = used_rules(_COMMENT.sub("", content.decode()))
        return rules.replace("GDS Transport,", "").encode()
    return content


def used_rules(css: str) -> str:
    """The rules of GOV.UK Frontend that our pages use: a browser on a slow machine reads all it is given.

    A selector stays where each component that it names is one of `COMPONENTS`. Minified CSS has blocks
    in at most one other block, such as @media.
    """
    return "".join(_used_block(*block) for block in _blocks(css))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Each outermost block as what stands before its braces and what stands in them."""
    start = opening = depth = 0
    for brace in _BRACE.finditer(css):
        if brace.group() == "{":
            opening = opening if depth else brace.start()
            depth += 1
            continue
        depth -= 1
        if not depth:
            yield css[start:opening].rpartition(";")[2], css[opening + 1 : brace.start()]
            start = brace.end()


def _used_block(head: str, body: str) -> str:
    head = head.strip()
    if head.startswith("@font-face"):
        return ""
    if head.startswith(("@media", "@supports")):
        inner = used_rules(body)
        return f"{head}{{{inner}}}" if inner else ""
    used = [selector for selector in _COMMA.split(head) if all(map(_is_used, _NAMES.findall(selector)))]
    return f"{','.join(used)}{{{body}}}" if used or head.startswith("@") else ""


def _is_used(name: str) -> bool:
    return name.startswith(COMPONENTS)


def _write_once(path: Path, content: bytes) -> None:
    """The plain file comes last, so that where it is there, its compressed copies are as well."""
    if path.exists():
        return
    _replace(Path(f"{path}.br"), brotli.compress(content, quality=11))
    _replace(Path(f"{path}.gz"), gzip.compress(content, 9, mtime=0))
    _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    """Beside the folder until it is whole: a server and a worker may start at the same moment, and each of them looks
    through the folder for what it serves."""
    part = path.parent.parent / f"{path.name}.{secrets.token_hex(4)}.part"
    part.write_bytes(content)
    part.replace(path)

"""What a form must have: labels, links from its errors, and a token."""

from collections.abc import Iterator

from tests.support.document import Document, Node
from tests.support.rules_page import accessible_text

UNLABELLED_TYPES = ("hidden", "submit", "button", "reset", "image")
CONTROLS = ("input", "select", "textarea", "button")


def labels(document: Document) -> Iterator[str]:
    texts = {label.get("for"): accessible_text(label) for label in document.tagged("label")}
    for control in document.tagged("input", "select", "textarea"):
        if control.get("type").lower() in UNLABELLED_TYPES or _is_hidden(control):
            continue
        wrapping = control.closest("label")
        spoken = (
            control.get("aria-label").strip()
            or control.get("aria-labelledby").strip()
            or (texts.get(control.get("id"), "") if control.has("id") else "")
            or (accessible_text(wrapping) if wrapping else "")
        )
        if not spoken:
            yield f"a control has no label: {control}"


def groups(document: Document) -> Iterator[str]:
    for group in document.tagged("fieldset"):
        legends = [accessible_text(child) for child in group.children if child.tag == "legend"]
        if not any([*legends, group.get("aria-label").strip(), group.get("aria-labelledby").strip()]):
            yield f"a group of controls has no legend: {group}"


def error_links(document: Document) -> Iterator[str]:
    for summary in document.root.find_all(".govuk-error-summary"):
        for link in summary.find_all("a"):
            target = link.get("href")
            if not target.startswith("#") or target[1:] not in document.ids:
                yield f"the error summary links to an id that does not exist: {link}"


def csrf_tokens(document: Document) -> Iterator[str]:
    for form in document.tagged("form"):
        if form.get("method").lower() != "post":
            continue
        tokens = [control for control in controls_of(form, document) if control.get("name") == "csrf_token"]
        if not any(token.get("value") for token in tokens):
            yield f"a form that posts has no csrf_token: {form}"


def controls_of(form: Node, document: Document) -> list[Node]:
    """The controls within the form and those that name it by its id, in the order of the document."""
    return [control for control in document.tagged(*CONTROLS) if form_of(control, document) is form]


def form_of(control: Node, document: Document) -> Node | None:
    if control.has("form"):
        return next((node for node in document.ids.get(control.get("form"), []) if node.tag == "form"), None)
    return control.closest("form")


def _is_hidden(control: Node) -> bool:
    return control.has("hidden") or any(holder.has("hidden") for holder in control.ancestors())

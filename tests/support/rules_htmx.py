"""What hx attributes may do: refine a link or form that works without them."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from tests.support.document import Document, Node
from tests.support.rules_forms import form_of

VERBS_WITHOUT_TWIN = ("hx-put", "hx-patch", "hx-delete")
EVALUATED = ("js:", "javascript:")


def forbidden_attributes(document: Document) -> Iterator[str]:
    for node in document.nodes:
        for name, value in node.attributes.items():
            plain = name.removeprefix("data-")
            if plain.startswith("hx-on"):
                yield f"{name} is inline code: {node}"
            if plain.split(":")[0] in VERBS_WITHOUT_TWIN:
                yield f"{name} has no plain twin, as forms only get and post: {node}"
            if plain.startswith("hx-") and value.strip().startswith(EVALUATED):
                yield f"{name} needs eval: {node}"
            if plain == "hx-trigger" and "[" in value:
                yield f"{name} has a filter, which needs eval: {node}"


def plain_twins(document: Document, url: str) -> Iterator[str]:
    """Each hx-get or hx-post must do what a plain form or link does when there is no JavaScript."""
    plain = _plain_requests(document, url)
    for node in document.nodes:
        for method in ("get", "post"):
            if not node.has(f"hx-{method}"):
                continue
            wanted = (method, _absolute(url, node.get(f"hx-{method}")))
            if node.tag in ("form", "a"):
                if wanted not in _own_requests(node, url):
                    yield f"hx-{method} differs from what the {node.tag} does without JavaScript: {node}"
            elif wanted not in plain and not _may_belong_to_page(node, document):
                yield f"hx-{method} has no plain twin (a form or link that does the same): {node}"


def _plain_requests(document: Document, url: str) -> set[tuple[str, str]]:
    found = {request for node in document.tagged("form", "a") for request in _own_requests(node, url)}
    for button in document.tagged("button", "input"):
        form = form_of(button, document)
        if form is not None and button.has("formaction"):
            method = button.get("formmethod") or form.get("method") or "get"
            found.add((method.lower(), _absolute(url, button.get("formaction"))))
    return found


def _own_requests(node: Node, url: str) -> list[tuple[str, str]]:
    if node.tag == "form":
        return [(node.get("method", "get").lower(), _absolute(url, node.get("action")))]
    target = node.get("href") or node.get("xlink:href")
    return [("get", _absolute(url, target))] if target else []


def _may_belong_to_page(node: Node, document: Document) -> bool:
    """A control in a fragment can belong to a form that stays on the page around it."""
    return document.is_fragment and form_of(node, document) is None


def _absolute(url: str, target: str) -> str:
    return urldefrag(urljoin(url, target))[0] if target else urldefrag(url)[0]

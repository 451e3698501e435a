"""What the content security policy would block: code, styles and files from elsewhere."""

from collections.abc import Iterator

from tests.support.document import Document, Node

URL_ATTRIBUTES = ("href", "xlink:href", "src", "action", "formaction", "hx-get", "hx-post")
LOADED_RELATIONS = ("stylesheet", "icon", "preload", "modulepreload", "manifest")


def inline_code(document: Document) -> Iterator[str]:
    for node in document.nodes:
        if node.has("style"):
            yield f"a style attribute: {node}"
        if node.tag == "style":
            yield f"a style element: {node}"
        if node.tag == "script" and not node.get("src"):
            yield f"a script without src: {node}"
        yield from (f"the inline handler {name}: {node}" for name in node.attributes if name.startswith("on"))


def script_urls(document: Document) -> Iterator[str]:
    for node in document.nodes:
        for name in URL_ATTRIBUTES:
            if "".join(node.get(name).split()).lower().startswith(("javascript:", "vbscript:", "data:text/html")):
                yield f"{name} holds code: {node}"


def foreign_files(document: Document) -> Iterator[str]:
    for node in document.nodes:
        if _loaded_url(node).startswith(("http:", "https:", "//")):
            yield f"a file is loaded from another site: {node}"


def _loaded_url(node: Node) -> str:
    if node.tag == "link" and set(node.get("rel").split()) & set(LOADED_RELATIONS):
        return node.get("href")
    return node.get("src")

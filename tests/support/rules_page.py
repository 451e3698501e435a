"""What any page or fragment must be: valid, titled, navigable and named."""

from collections.abc import Iterator

from tests.support.document import Document, Node

REFERRING = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BUTTON_INPUTS = ("submit", "button", "reset")


def parse_errors(document: Document) -> Iterator[str]:
    yield from (f"not valid HTML: {error}" for error in document.parse_errors)


def page_frame(document: Document) -> Iterator[str]:
    """Language, title and exactly one h1."""
    if document.is_fragment:
        return
    if not any(html.get("lang").strip() for html in document.tagged("html")):
        yield "the html element has no lang"
    titles = [node for node in document.tagged("title") if node.is_html]
    if len(titles) != 1 or not titles[0].text:
        yield f"a page needs one title that is not empty, this has {[node.text for node in titles]}"
    headings = document.tagged("h1")
    if len(headings) != 1:
        yield f"a page needs exactly one h1, this has {[node.text for node in headings]}"


def unique_ids(document: Document) -> Iterator[str]:
    for name, nodes in document.ids.items():
        if len(nodes) > 1:
            yield f"id {name!r} is used {len(nodes)} times: {', '.join(map(str, nodes))}"
        if not name or name.split() != [name]:
            yield f"an id is empty or holds white space: {nodes[0]}"


def references(document: Document) -> Iterator[str]:
    """What aria attributes and labels refer to; a fragment may refer to the page around it."""
    if document.is_fragment:
        return
    for node in document.nodes:
        names = (*REFERRING, "for", "form") if node.is_html else REFERRING
        for name in names:
            missing = [target for target in node.get(name).split() if target not in document.ids]
            if missing:
                yield f"{name} refers to ids that do not exist ({', '.join(missing)}): {node}"


def links_within_page(document: Document) -> Iterator[str]:
    if document.is_fragment:
        return
    for link in document.tagged("a"):
        target = link.get("href")
        if target.startswith("#") and target[1:] not in document.ids:
            yield f"a link leads to an id that does not exist: {link}"


def headings(document: Document) -> Iterator[str]:
    """An error summary may stand before the h1, so a page may begin with an h2."""
    level = 6 if document.is_fragment else 1
    for node in document.tagged(*HEADINGS):
        if int(node.tag[1]) > level + 1:
            yield f"headings jump from h{level} to {node.tag}: {node.text!r}"
        if not accessible_text(node):
            yield f"a heading is empty: {node}"
        level = int(node.tag[1])


def names_of_links_and_buttons(document: Document) -> Iterator[str]:
    for node in document.nodes:
        if _needs_name(node) and not accessible_name(node):
            yield f"a link or button has no text: {node}"


def images(document: Document) -> Iterator[str]:
    for node in document.tagged("img"):
        if not node.has("alt"):
            yield f"an image has no alt: {node}"


def accessible_name(node: Node) -> str:
    """What a screen reader would say for it, near enough to know that it is not empty."""
    own = node.get("aria-label").strip() or node.get("aria-labelledby").strip()
    if node.tag == "input":
        return own or (node.get("alt") if node.get("type") == "image" else node.get("value")).strip()
    return own or accessible_text(node)


def accessible_text(node: Node) -> str:
    return " ".join(" ".join(_spoken(node)).split())


def _spoken(node: Node) -> Iterator[str]:
    if node.get("aria-hidden") == "true" or node.has("hidden"):
        return
    yield node.get("alt")
    yield node.get("aria-label")
    for child in node.content:
        yield from _spoken(child) if isinstance(child, Node) else (child,)


def _needs_name(node: Node) -> bool:
    if node.get("aria-hidden") == "true" or any(holder.get("aria-hidden") == "true" for holder in node.ancestors()):
        return False
    is_link = node.tag == "a" and (node.has("href") or node.has("xlink:href"))
    is_button_input = node.tag == "input" and node.get("type").lower() in (*BUTTON_INPUTS, "image")
    return is_link or is_button_input or node.tag in ("button", "summary")

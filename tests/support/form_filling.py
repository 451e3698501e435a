"""What a browser would send for a form: its own values, changed where a person fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from tests.support.document import Document, Node
from tests.support.rules_forms import controls_of, form_of

Upload = tuple[BinaryIO, str]
Value = str | int | list[str] | Upload | list[Upload] | None


@dataclass(frozen=True)
class FormRequest:
    """Where and what a form sends; repeated names are lists."""

    method: str
    action: str
    data: dict[str, Any] = field(default_factory=dict)


def fill(document: Document, selector: str, button: str | None, fields: Mapping[str, Value]) -> FormRequest:
    """An AssertionError where the form has no such field, or does not offer the value."""
    form = document.root.find(selector)
    assert form.tag == "form", f"{selector!r} is not a form: {form}"
    controls = [control for control in controls_of(form, document) if not _is_disabled(control)]
    pressed = _pressed(document, form, controls, button)
    data = {name: own for name in _names(controls) if (own := _own_value(controls, name))}
    for name, value in fields.items():
        data[name] = _filled_in(controls, name, value)
    if pressed is not None and pressed.get("name"):
        data[pressed.get("name")] = [pressed.get("value")]
    sent = {name: value[0] if len(value) == 1 else value for name, value in data.items() if value}
    return FormRequest(_setting(pressed, form, "method", "get").lower(), _setting(pressed, form, "action", ""), sent)


def _names(controls: list[Node]) -> list[str]:
    named = (control.get("name") for control in controls if not _is_button(control))
    return list(dict.fromkeys(name for name in named if name))


def _own_value(controls: list[Node], name: str) -> list[Any]:
    same = [control for control in controls if control.get("name") == name and not _is_button(control)]
    return [value for control in same for value in _values(control)]


def _values(control: Node) -> list[str]:
    kind = control.get("type").lower()
    if control.tag == "select":
        return _selected(control)
    if control.tag == "textarea":
        return ["\r\n".join(control.raw_text.splitlines())]
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.has("checked") else []
    return [] if kind == "file" else [control.get("value")]


def _selected(select: Node) -> list[str]:
    options = [option for option in select.descendants() if option.tag == "option" and not option.has("disabled")]
    chosen = [option for option in options if option.has("selected")]
    if not chosen and not select.has("multiple"):
        chosen = options[:1]
    return [_option_value(option) for option in chosen]


def _filled_in(controls: list[Node], name: str, value: Value) -> list[Any]:
    same = [control for control in controls if control.get("name") == name]
    assert same, f"the form has no field {name!r}, but {_names(controls)}"
    if value is None:
        return []
    values = list[Any](value) if isinstance(value, list) else [str(value) if isinstance(value, int) else value]
    offered = _offered(same)
    if offered is not None:
        refused = [item for item in values if item not in offered]
        assert not refused, f"field {name!r} does not offer {refused}, but {offered}"
    return values


def _offered(same: list[Node]) -> list[str] | None:
    """The values a person can choose from, or None where they can type."""
    if same[0].tag == "select":
        return [_option_value(node) for node in same[0].descendants() if node.tag == "option"]
    if same[0].get("type").lower() in ("checkbox", "radio"):
        return [control.get("value", "on") for control in same]
    return None


def _option_value(option: Node) -> str:
    return option.get("value", option.text)


def _pressed(document: Document, form: Node, controls: list[Node], selector: str | None) -> Node | None:
    submits = [control for control in controls if _is_submit(control)]
    if selector is None:
        return submits[0] if submits else None
    wanted = [node for node in document.root.find_all(selector) if form_of(node, document) is form]
    assert set(wanted[:1]) & set(submits), f"{selector!r} is no button that sends the form {form}"
    return wanted[0]


def _setting(pressed: Node | None, form: Node, name: str, default: str) -> str:
    own = pressed.get(f"form{name}") if pressed is not None else ""
    return own or form.get(name) or default


def _is_submit(control: Node) -> bool:
    default = "submit" if control.tag == "button" else "text"
    return control.get("type", default).lower() in ("submit", "image")


def _is_button(control: Node) -> bool:
    return control.tag == "button" or control.get("type").lower() in ("submit", "button", "reset", "image")


def _is_disabled(control: Node) -> bool:
    return control.has("disabled") or any(
        holder.tag == "fieldset" and holder.has("disabled") for holder in control.ancestors()
    )

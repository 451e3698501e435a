"""A typed reader over parsed YAML whose errors name the file, the item and the field."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WEB_ADDRESS = re.compile(r"https?://[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}(?::\d+)?(?:[/?#]\S*)?")
MOST_LISTED = 40
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(Exception):
    """What is wrong with a content file, one sentence for each problem."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Document:
    """One content file and the problems found in it so far."""

    def __init__(self, file: str, data: object) -> None:
        self.file = file
        self._problems: list[str] = []
        self._items: list[Item] = []
        self.top = self.new_item("", data)

    def new_item(self, label: str, data: object, prefix: str = "") -> "Item":
        """The item with these fields; without any, it is refused once and read as empty."""
        item = Item(self, label, data if isinstance(data, dict) else None, prefix)
        if not isinstance(data, dict):
            self.refuse(label, prefix.rstrip("."), "must hold named fields")
        self._items.append(item)
        return item

    def refuse(self, label: str, field: str, sentence: str) -> None:
        self._problems.append(": ".join(part for part in (self.file, label, field, sentence) if part))

    def finish(self) -> None:
        """Raise ContentError with every problem found, fields that nobody asked for among them."""
        for item in self._items:
            item.refuse_unread()
        self._items.clear()
        if self._problems:
            raise ContentError(*dict.fromkeys(self._problems))


class Item:
    """The fields of one thing in a file.

    A field that is wrong is noted in the document and read as an empty value, so that one pass finds every problem.
    """

    def __init__(self, document: Document, label: str, fields: Mapping[str, object] | None, prefix: str = "") -> None:
        self._document = document
        self.label = label
        self._is_absent = fields is None
        self._fields = fields or {}
        self._prefix = prefix
        self._read: set[str] = set()

    def refuse(self, field: str, sentence: str) -> None:
        if not self._is_absent:
            self._document.refuse(self.label, f"{self._prefix}{field}", sentence)

    def refuse_unread(self) -> None:
        for field in self._fields:
            if field not in self._read:
                self.refuse(str(field), "is not a known field")

    def has(self, field: str) -> bool:
        """Whether the field is there with a value; asking counts as reading it."""
        self._read.add(field)
        return self._fields.get(field) is not None

    def raw(self, field: str) -> Any:
        """The value as it was parsed, for a field that is checked elsewhere."""
        self._read.add(field)
        return self._fields.get(field)

    def text(self, field: str, longest: int = 300) -> str:
        value = self._value(field)
        return "" if value is None else self._checked_text(field, value, longest)

    def optional_text(self, field: str, longest: int = 300) -> str | None:
        return self.text(field, longest) if self.has(field) else None

    def slug(self, field: str, longest: int = 60) -> str:
        value = self.text(field, longest)
        if value and not SLUG.fullmatch(value):
            self.refuse(field, f"must be lower-case words joined by hyphens, not {value!r}")
        return value

    def choice(self, field: str, allowed: Collection[str]) -> str:
        value = self.text(field)
        if value and value not in allowed:
            self.refuse(field, f"{value!r} is not one of {_listed(allowed)}")
        return value

    def web_address(self, field: str) -> str:
        value = self.text(field, longest=500)
        if value and not WEB_ADDRESS.fullmatch(value):
            self.refuse(field, f"must be an http or https address, not {value!r}")
        return value

    def whole_number(self, field: str, lowest: int = 0, highest: int = 1000) -> int:
        value = self._value(field)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(field, "must be a whole number")
            return 0
        if not lowest <= value <= highest:
            self.refuse(field, f"must be from {lowest} to {highest}, not {value}")
        return value

    def optional_whole_number(self, field: str, lowest: int = 0, highest: int = 1000) -> int | None:
        return self.whole_number(field, lowest, highest) if self.has(field) else None

    def optional_day(self, field: str) -> date | None:
        return self.day(field) if self.has(field) else None

    def day(self, field: str) -> date:
        value = self._value(field)
        try:
            return date.min if value is None else date.fromisoformat(str(value))
        except ValueError:
            self.refuse(field, f"must be a date such as 2026-04-01, not {value!r}")
            return date.min

    def exactly(self, field: str, expected: object) -> None:
        """Refuse the field unless it says this."""
        value = self._value(field)
        if value is not None and (value != expected or type(value) is not type(expected)):
            self.refuse(field, f"must be {expected!r}, not {value!r}")

    def texts(self, field: str, longest: int = 300, at_least: int = 1) -> tuple[str, ...]:
        values = self._list(field, at_least)
        texts = tuple(self._checked_text(f"{field} {n}", value, longest) for n, value in enumerate(values, 1))
        for text in _repeated(texts):
            self.refuse(field, f"{text!r} appears twice")
        return texts

    def choices(self, field: str, allowed: Collection[str], at_least: int = 1) -> tuple[str, ...]:
        values = self.texts(field, at_least=at_least)
        for value in values:
            if value and value not in allowed:
                self.refuse(field, f"{value!r} is not one of {_listed(allowed)}")
        return values

    def optional_texts(self, field: str, longest: int = 300) -> tuple[str, ...]:
        return self.texts(field, longest, at_least=0) if self.has(field) else ()

    def section(self, field: str) -> "Item":
        """The fields under this one; a missing section is refused once and read as empty."""
        value = self._value(field)
        if value is None:
            return Item(self._document, self.label, None)
        return self._document.new_item(self.label, value, f"{self._prefix}{field}.")

    def items(self, field: str, kind: str, at_least: int = 1) -> list["Item"]:
        """The things listed under this field, each called by its kind and its id or key."""
        return [
            self._document.new_item(f"{kind} {_name(value) or number}", value)
            for number, value in enumerate(self._list(field, at_least), 1)
        ]

    def _value(self, field: str) -> object | None:
        if not self.has(field):
            self.refuse(field, "is missing")
        return self._fields.get(field)

    def _list(self, field: str, at_least: int) -> list[object]:
        value = self._value(field)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(field, "must be a list")
            return []
        if len(value) < at_least:
            self.refuse(field, f"must list at least {at_least}")
        return value

    def _checked_text(self, field: str, value: object, longest: int) -> str:
        if not isinstance(value, str):
            self.refuse(field, f"must be text, not {value!r}")
            return ""
        if not value.strip():
            self.refuse(field, "is empty")
        elif value != value.strip():
            self.refuse(field, "has space at its start or end")
        if len(value) > longest:
            self.refuse(field, f"has {len(value)} characters; {longest} is the most")
        if not value.isprintable():
            self.refuse(field, "holds a line break or another character that cannot be seen")
        return value


def read_document(path: Path, root: Path) -> Document:
    """The YAML file, ready to be read field by field."""
    file = path.relative_to(root).as_posix()
    return Document(file, parse_yaml(read_text(path, file), file))


def read_text(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{file}: is not UTF-8 text") from error


def parse_yaml(text: str, file: str) -> object:
    """The plain data of a YAML text; ContentError where it cannot be parsed or names a field twice."""
    try:
        parser = PARSER(text)
        node = parser.get_single_node()
        repeated = tuple(_repeated_fields(node, file)) if node else ()
        if repeated:
            raise ContentError(*repeated)
        data: object = parser.construct_document(node) if node else None
    except yaml.YAMLError as error:
        raise ContentError(f"{file}: is not valid YAML: {' '.join(str(error).split())}") from error
    return data


def check_unique(items: Sequence[Item], field: str, values: Sequence[str]) -> None:
    """Refuse each item whose value an item before it has; items and values run side by side."""
    seen: set[str] = set()
    for item, value in zip(items, values, strict=True):
        if value and value in seen:
            item.refuse(field, f"{value!r} appears twice")
        seen.add(value)


def check_order(items: Sequence[Item]) -> None:
    """Refuse items whose `order` does not count up from 1."""
    for number, item in enumerate(items, 1):
        item.exactly("order", number)


def _repeated_fields(node: yaml.Node, file: str) -> Iterator[str]:
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _repeated_fields(child, file)
    elif isinstance(node, yaml.MappingNode):
        names = tuple(str(name.value) for name, _ in node.value)
        labels = [str(value.value) for name, value in node.value if name.value in ("id", "key")]
        for name in _repeated(names):
            where = f"{file}: {labels[0]}" if labels else file
            yield f"{where}: {name}: appears twice (near line {node.start_mark.line + 1})"
        for _, child in node.value:
            yield from _repeated_fields(child, file)


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _name(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    name = value.get("id", value.get("key"))
    return name if isinstance(name, str) else None


def _listed(allowed: Collection[str]) -> str:
    return ", ".join(sorted(allowed)) if len(allowed) <= MOST_LISTED else f"the {len(allowed)} known ones"

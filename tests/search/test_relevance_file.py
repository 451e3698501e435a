"""The judged queries are complete and speak of resources that exist."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tiex.content.catalogue import load_catalogue
from tiex.content.checking import parse_yaml

FILE = Path(__file__).with_name("relevance.yaml")
KINDS = (
    "acronym",
    "typo",
    "plural",
    "prefix",
    "sentence",
    "place",
    "publisher",
    "synonym",
    "service",
    "method",
    "several",
)


@pytest.fixture(scope="module")
def judged() -> list[dict[str, Any]]:
    data = parse_yaml(FILE.read_text(encoding="utf-8"), FILE.name)
    assert isinstance(data, list)
    return data


def test_every_query_is_told_in_full(judged: list[dict[str, Any]]) -> None:
    for entry in judged:
        assert list(entry) == ["query", "need", "kind", "answers"]
        for text in (entry["query"], entry["need"]):
            assert isinstance(text, str)
            assert text == text.strip() != ""


def test_there_are_many_queries_and_none_twice(judged: list[dict[str, Any]]) -> None:
    queries = [entry["query"].casefold() for entry in judged]
    assert len(queries) >= 80
    assert len(set(queries)) == len(queries)


def test_every_kind_stands_several_times(judged: list[dict[str, Any]]) -> None:
    times = Counter(entry["kind"] for entry in judged)
    assert sorted(times) == sorted(KINDS)
    assert min(times.values()) >= 5


def test_every_query_has_answers_from_the_catalogue(judged: list[dict[str, Any]]) -> None:
    known = {entry.id for entry in load_catalogue()}
    for entry in judged:
        assert entry["answers"], entry["query"]
        assert not entry["answers"].keys() - known, entry["query"]


def test_every_grade_is_one_two_or_three(judged: list[dict[str, Any]]) -> None:
    for entry in judged:
        assert set(entry["answers"].values()) <= {1, 2, 3}, entry["query"]

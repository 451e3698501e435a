"""Which tags to propose for a text: those of the resources that are most like it, and the services that it names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

MOST, SHARE = 2, 0.34
_WORD = re.compile(r"[^\W_]+")
Tags = Mapping[str, Sequence[str]]


def propose_tags(text: str, alike: Iterable[Tags], services: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """By kind, at most MOST of each, the likeliest first.

    `alike` are the tags of resources, the most like it first; a tag needs a SHARE of them, each counting less than the
    one before. `services` are the names of service areas by key: one whose name stands in the text is proposed as well.
    """
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    whole = 0.0
    for place, tags in enumerate(alike):
        weight = 1 / (1 + place)
        whole += weight
        for kind, keys in tags.items():
            for key in keys:
                weights[kind][key] += weight
    found = {kind: _likeliest(of_kind, whole * SHARE) for kind, of_kind in weights.items()}
    named = [key for key, name in services.items() if _plain(name) in _plain(text)]
    areas = dict.fromkeys([*named, *found.get("service_areas", ())])
    return found | {"service_areas": tuple(areas)[:MOST]}


def _likeliest(weights: Mapping[str, float], least: float) -> tuple[str, ...]:
    ranked = sorted(weights, key=lambda key: (-weights[key], key))
    return tuple(key for key in ranked if weights[key] >= least)[:MOST]


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "

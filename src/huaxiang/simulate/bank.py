"""The bank of texts: what people of the shop write, by kind and category, each with what it says in truth."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from huaxiang.simulate.catalogue import Catalogue, Leaf

__all__ = ["Bank", "Template", "read_bank"]

_FILE = "words/texts.jsonl"
_GOOD, _BAD = 4, 2


@dataclass(frozen=True)
class Template:
    """A text with slots `{brand} {phone} {order_no} {name} {address} {n}`, and its truth as the bank has it."""

    kind: str
    text: str
    intent: str
    rating: int
    is_sensitive: bool
    truth: Any

    @property
    def is_for_other(self) -> bool:
        """Whether the truth names an interest that another person has."""
        return any(entry.get("owner") == "other" for entry in self.truth if isinstance(entry, dict))

    @property
    def attributes(self) -> frozenset[str]:
        """What it says of things in praise: the attributes with stance prefer."""
        entries = [entry for entry in self.truth if isinstance(entry, dict) and entry.get("stance") == "prefer"]
        return frozenset(str(entry["attribute"]) for entry in entries if entry.get("attribute"))


class Bank:
    """Templates by group and leaf. Groups: search, question, social, review-good|middling|bad|other, chat:<intent>."""

    def __init__(
        self, templates: list[Template], groups: dict[str, list[list[int]]], likes: Sequence[frozenset[str]] = ()
    ) -> None:
        self.templates = templates
        attributes = [each.attributes for each in templates]
        self._is_liked = np.array([[bool(words & liked) for words in attributes] for liked in likes], dtype=bool)
        self._first: dict[str, np.ndarray] = {}
        self._count: dict[str, np.ndarray] = {}
        self._flat: dict[str, np.ndarray] = {}
        for group, by_leaf in groups.items():
            count = np.array([len(numbers) for numbers in by_leaf])
            self._count[group] = count
            self._first[group] = np.concatenate([[0], np.cumsum(count)[:-1]])
            self._flat[group] = np.array([n for numbers in by_leaf for n in numbers] or [-1])

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups that have a text."""
        return tuple(sorted(self._flat))

    def choose(self, group: str, leaf: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Template numbers of a group for these leaves; -1 where the group has none for the leaf."""
        draw = rng.random(leaf.size)
        if group not in self._flat:
            return np.full(leaf.size, -1)
        count = self._count[group][leaf]
        place = self._first[group][leaf] + (draw * count).astype(np.int64)
        return np.where(count > 0, self._flat[group][np.minimum(place, len(self._flat[group]) - 1)], -1)

    def choose_liked(self, group: str, leaf: np.ndarray, persona: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Like `choose`, with a text that names something the persona likes where one of three draws does."""
        answer = self.choose(group, leaf, rng)
        for _ in range(2):
            other = self.choose(group, leaf, rng)
            better = self._is_liked[persona, other] & ~self._is_liked[persona, answer]
            answer = np.where(better, other, answer)
        return answer


def read_bank(catalogue: Catalogue, likes: Sequence[frozenset[str]] = ()) -> Bank:
    """The bank of `words/texts.jsonl`, with queries made of the catalogue's own nouns and brands added."""
    templates: list[Template] = []
    exact: dict[str, list[list[int]]] = defaultdict(lambda: [[] for _ in catalogue.leaves])
    broad: dict[str, list[list[int]]] = defaultdict(lambda: [[] for _ in catalogue.leaves])
    scopes: dict[str, np.ndarray] = {"": np.arange(catalogue.n_leaves)}
    for row in _rows():
        template = _template(row)
        category = str(row.get("category") or "")
        if category not in scopes:
            scopes[category] = catalogue.leaf_number(category)
        target = exact if scopes[category].size == 1 else broad
        for group in _groups(template):
            for leaf in scopes[category]:
                target[group][leaf].append(len(templates))
        templates.append(template)
    for number, leaf in enumerate(catalogue.leaves):
        for text in _queries(leaf):
            exact["search"][number].append(len(templates))
            slug = leaf.path.rsplit(".", 1)[1]
            truth = [{"concept": slug, "category": slug, "attribute": None, "stance": "prefer", "owner": "self"}]
            templates.append(Template("search", text, "browse_search", 0, leaf.is_sensitive, truth))
    groups = {
        group: [_mixed(near, far) for near, far in zip(exact[group], broad[group], strict=True)]
        for group in sorted({*exact, *broad})
    }
    return Bank(templates, groups, likes)


def _mixed(near: list[int], far: list[int]) -> list[int]:
    """Texts of the leaf itself, repeated so that texts of a whole branch do not drown them."""
    if not near:
        return far
    return near * max(1, round(2 * len(far) / len(near))) + far


def _rows() -> Iterable[dict[str, Any]]:
    source = resources.files(__package__).joinpath(_FILE)
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _template(row: dict[str, Any]) -> Template:
    truth = row.get("truth") or []
    return Template(
        kind=row["kind"],
        text=row["text"],
        intent=str(row.get("intent") or ""),
        rating=int(row.get("rating") or 0),
        is_sensitive=bool(row.get("sensitive")),
        truth=truth if isinstance(truth, list) else [truth],
    )


def _groups(template: Template) -> list[str]:
    if template.kind == "review":
        if template.rating and template.rating <= _BAD:
            return ["review-bad"]
        mood = "review-good" if not template.rating or template.rating >= _GOOD else "review-middling"
        return ["review-other"] if template.is_for_other else [mood]
    if template.kind == "service_chat":
        return [f"chat:{template.intent}"]
    return [template.kind]


def _queries(leaf: Leaf) -> list[str]:
    nouns = [noun for noun in leaf.nouns if len(noun) <= 7]
    made = [*nouns, *(f"{modifier}{noun}" for noun in nouns for modifier in leaf.modifiers[:4])]
    return [*made, *(f"{brand}{noun}" for noun in nouns[:2] for brand in leaf.brands[:2])]

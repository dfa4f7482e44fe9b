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
from huaxiang.simulate.phrases import read_phrases

__all__ = ["Bank", "Template", "read_bank"]

_FILE = "words/texts.jsonl"
_GOOD, _BAD = 4, 2
_ASKED = {
    "推荐": "recommendation_request",
    "哪个牌子好": "recommendation_request",
    "排行": "recommendation_request",
    "平价": "price_promo",
    "便宜": "price_promo",
    "优惠券": "price_promo",
    "正品": "browse_search",
    "新款": "browse_search",
    "旗舰店": "browse_search",
}


@dataclass(frozen=True)
class Template:
    """A text with slots `{brand} {phone} {order_no} {name} {address} {n}`, and its truth as the bank has it.

    A frame of `words/phrases.yaml` has `{noun} {modifier} {kin}` too, the first two also in its truth.
    """

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
    """The bank of `words/texts.jsonl` and of the frames, with queries made of the catalogue's own words added."""
    shelves = _Shelves(catalogue)
    for row in _rows():
        shelves.put(_template(row), str(row.get("category") or ""))
    for frame in read_phrases().frames:
        for is_sensitive in (False, True):
            shelves.put_frame(
                Template(frame.kind, frame.text, frame.intent, frame.rating, is_sensitive, frame.truth), frame.group
            )
    for number, leaf in enumerate(catalogue.leaves):
        slug = leaf.path.rsplit(".", 1)[1]
        truth = [{"concept": slug, "category": slug, "attribute": None, "stance": "prefer", "owner": "self"}]
        for text, intent in _queries(leaf):
            shelves.near["search"][number].append(len(shelves.templates))
            shelves.templates.append(Template("search", text, intent, 0, leaf.is_sensitive, truth))
    return Bank(shelves.templates, shelves.mixed(), likes)


_ByLeaf = dict[str, list[list[int]]]


class _Shelves:
    """Template numbers by group and leaf: of the leaf itself, of a whole branch, and frames that fit every leaf."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.templates: list[Template] = []
        self.near: _ByLeaf = defaultdict(lambda: [[] for _ in catalogue.leaves])
        self.far: _ByLeaf = defaultdict(lambda: [[] for _ in catalogue.leaves])
        self.frames: _ByLeaf = defaultdict(lambda: [[] for _ in catalogue.leaves])
        self._scopes: dict[str, np.ndarray] = {"": np.arange(catalogue.n_leaves)}

    def put(self, template: Template, category: str) -> None:
        if category not in self._scopes:
            self._scopes[category] = self.catalogue.leaf_number(category)
        leaves = self._scopes[category]
        target = self.near if leaves.size == 1 else self.far
        for leaf in leaves:
            target[_group(template)][leaf].append(len(self.templates))
        self.templates.append(template)

    def put_frame(self, template: Template, group: str) -> None:
        for number, leaf in enumerate(self.catalogue.leaves):
            if leaf.is_sensitive == template.is_sensitive:
                self.frames[group][number].append(len(self.templates))
        self.templates.append(template)

    def mixed(self) -> dict[str, list[list[int]]]:
        names = sorted({*self.near, *self.far, *self.frames})
        return {
            name: [_mixed(*parts) for parts in zip(self.near[name], self.far[name], self.frames[name], strict=True)]
            for name in names
        }


def _mixed(*parts: list[int]) -> list[int]:
    """The parts one after the other, the smaller ones repeated so that none drowns the others."""
    most = max(map(len, parts))
    return [number for part in parts if part for number in part * max(1, round(most / len(part)))]


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


def _group(template: Template) -> str:
    if template.kind == "review":
        if template.rating and template.rating <= _BAD:
            return "review-bad"
        mood = "review-good" if not template.rating or template.rating >= _GOOD else "review-middling"
        return "review-other" if template.is_for_other else mood
    return f"chat:{template.intent}" if template.kind == "service_chat" else template.kind


def _queries(leaf: Leaf) -> list[tuple[str, str]]:
    """Queries with their intents: plain nouns most often, then with a modifier, a brand, or what is asked for."""
    nouns = [noun for noun in leaf.nouns if len(noun) <= 7]
    made = [*nouns * 3, *(f"{modifier}{noun}" for noun in nouns for modifier in leaf.modifiers)]
    made += [f"{brand}{noun}" for noun in nouns[:2] for brand in leaf.brands]
    plain = [(text, "browse_search") for text in made]
    return plain + [(f"{noun}{word}", intent) for noun in nouns[:3] for word, intent in _ASKED.items()]

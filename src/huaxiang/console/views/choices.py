"""Names that the conditions of an audience may use, in the reader's language, those of most people first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow.compute as pc

from huaxiang.audiences.index import PeopleIndex
from huaxiang.console.views.conditions import Names
from huaxiang.console.vocabulary import name_of, value_of
from huaxiang.domain.event_names import EVENT_NAMES, event_label
from huaxiang.domain.events import TRAIT_CALLS
from huaxiang.project.reading import label_of
from huaxiang.project.selecting import Audiences
from huaxiang.segments.customers.worth import WORTH_LABELS
from huaxiang.segments.known import known_feature

__all__ = ["MOST_VALUES", "Choice", "Choices", "choices_of", "segment_choices"]

MOST_VALUES = 40
"""Values of a trait that are offered; where there are more, a value is typed."""
_FIRST = (
    *("product_viewed", "product_added", "product_favourited", "products_searched", "checkout_started"),
    *("order_placed", "order_completed", "order_refunded", "coupon_applied", "product_reviewed", "message_sent"),
)
_LINKS = {"identity_linked", "identity_unlinked"}
_INNER = TRAIT_CALLS | {"consent_given", "consent_withdrawn", "fact_observed", "interest_read"} | _LINKS


@dataclass(frozen=True, slots=True)
class Choice:
    """One name that a condition may use.

    Attributes:
        key: As the expression has it.
        label: In the reader's language.
        state: State of a tag as people see it, "" where there is none.
        n_people: Who has it; None where that is not counted.
    """

    key: str
    label: str
    state: str = ""
    n_people: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Names by kind of condition, most people first, and the labels of all of them.

    Attributes:
        values: Labels of the values that a trait or fact has, by (kind, name) and value.
    """

    by_kind: dict[str, list[Choice]]
    names: Names
    values: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)


def choices_of(audiences: Audiences, language: str) -> Choices:
    """Everything that a condition may name, in the reader's language."""
    by_kind = {
        "segment": segment_choices(audiences, language),
        "tag": _tags(audiences, language, is_interest=False),
        "interest": _interests(audiences, language),
        "did": [Choice(name, event_label(name, language)) for name in _events()],
        "category": _categories(audiences, language),
        "feature": _features(audiences.index, language),
        "trait": _named(audiences.index, "traits", language),
        "fact": _named(audiences.index, "facts", language),
    }
    labels = {kind: {each.key: each.label for each in found} for kind, found in by_kind.items()}
    tags = {each.key: each.label for each in _tags(audiences, language, is_interest=True)}
    names = Names(
        tags=labels["tag"] | tags,
        segments=labels["segment"],
        interests=labels["interest"],
        features=labels["feature"],
        values=dict(audiences.vocabulary.categories) | labels["category"],
    )
    values = _valued(audiences.index, "trait", language) | _valued(audiences.index, "fact", language)
    return Choices(by_kind, names, values)


def _events() -> list[str]:
    """Names of events, those that marketers ask for first."""
    return [*_FIRST, *(name for name in EVENT_NAMES if name not in {*_FIRST, *_INNER})]


def _counts(index: PeopleIndex, table: str, column: str) -> dict[str, int]:
    rows = getattr(index, table)
    grouped = rows.group_by(column).aggregate([([], "count_all")])
    return dict(zip(grouped[column].to_pylist(), grouped["count_all"].to_pylist(), strict=True))


def _most_first(found: Iterable[Choice]) -> list[Choice]:
    return sorted(found, key=lambda each: (-(each.n_people or 0), each.label))


def segment_choices(audiences: Audiences, language: str) -> list[Choice]:
    """The segments by id, largest first."""
    rows = audiences.project.store().table("segments")
    catalogue = audiences.project.catalogue()
    return _most_first(
        Choice(each, label_of(catalogue[f"segment.{each}"], language), n_people=n)
        for each, n in ((row["segment_id"], row["n_people"]) for row in rows)
    )


def _tags(audiences: Audiences, language: str, *, is_interest: bool) -> list[Choice]:
    holders = _counts(audiences.index, "assignments", "tag_key")
    catalogue = audiences.project.catalogue()
    found = []
    for key in audiences.vocabulary.tags:
        each = catalogue.find(key)
        if each is None or key.startswith("segment.") or (key.startswith("interest.") and not is_interest):
            continue
        found.append(Choice(key, label_of(each, language), str(each.state), holders.get(key, 0)))
    return _most_first(found)


def _interests(audiences: Audiences, language: str) -> list[Choice]:
    """Every node that somebody's interest lies at or below, with its holders; active where one of its tags passes."""
    rows = audiences.index.assignments
    rows = rows.filter(pc.starts_with(rows["tag_key"], "interest."))
    people: dict[str, set[int]] = {}
    active: set[str] = set()
    columns = (rows[name].to_pylist() for name in ("tag_key", "person_id", "reason"))
    for key, person, reason in zip(*columns, strict=True):
        parts = key.removeprefix("interest.").split(".")
        for depth in range(1, len(parts) + 1):
            path = ".".join(parts[:depth])
            people.setdefault(path, set()).add(person)
            if reason is None:
                active.add(path)
    labels = audiences.vocabulary.paths() | (_english(audiences) if language == "en" else {})
    return _most_first(
        Choice(path, labels.get(path) or path, "active" if path in active else "observation", len(who))
        for path, who in people.items()
    )


def _english(audiences: Audiences) -> dict[str, str]:
    """English labels of interest paths: of the tags that are held, and of the category tree."""
    catalogue, taxonomy = audiences.project.catalogue(), audiences.project.taxonomy()
    tags = (key for key in audiences.vocabulary.tags if key.startswith("interest."))
    found = {key.removeprefix("interest."): label_of(catalogue[key], "en") for key in tags}
    nodes = {} if taxonomy is None else taxonomy.nodes
    for path in nodes:
        parts = path.split(".")
        above = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        found[path] = " / ".join(nodes[each].en for each in above if each in nodes)
    return found


def _categories(audiences: Audiences, language: str) -> list[Choice]:
    taxonomy = audiences.project.taxonomy()
    first = [] if taxonomy is None else [node for node in taxonomy if node.level == 1]
    return [Choice(node.slug, node.zh if language == "zh" else node.en) for node in first]


def _features(index: PeopleIndex, language: str) -> list[Choice]:
    known = _counts(index, "features", "feature")
    features = {name: feature for name in known if (feature := known_feature(name)) is not None}
    labels = {name: each.zh if language == "zh" else each.en for name, each in features.items()}
    labels |= {name: zh if language == "zh" else en for name, (zh, en) in WORTH_LABELS.items()}
    return sorted((Choice(name, labels.get(name, name)) for name in known), key=lambda each: each.label)


def _named(index: PeopleIndex, table: str, language: str) -> list[Choice]:
    """Names of traits or facts; two names with one label have their own name behind it."""
    holders = _counts(index, table, "name")
    labels = {name: name_of(name, language) or name for name in holders}
    often = Counter(labels.values())
    return _most_first(
        Choice(name, label if often[label] == 1 else f"{label} ({name})", n_people=holders[name])
        for name, label in labels.items()
    )


def _valued(index: PeopleIndex, kind: str, language: str) -> dict[tuple[str, str], dict[str, str]]:
    """Labels of values by (kind, name), most people first; names of many values are left out."""
    rows = getattr(index, f"{kind}s").group_by(["name", "value"]).aggregate([([], "count_all")])
    found: dict[str, list[tuple[int, str]]] = {}
    columns = (rows[column].to_pylist() for column in ("name", "value", "count_all"))
    for name, value, n_people in zip(*columns, strict=True):
        if value is not None:
            found.setdefault(name, []).append((-n_people, value))
    return {
        (kind, name): {value: value_of(name, value, language) for _, value in sorted(values)}
        for name, values in found.items()
        if len(values) <= MOST_VALUES
    }

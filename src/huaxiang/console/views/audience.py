"""What the page of audiences shows: names to choose from, and a count with everyone held back and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.audiences.index import PeopleIndex
from huaxiang.audiences.select import Selection
from huaxiang.console.views.chips import Names
from huaxiang.domain.errors import BadExpression, UnknownName, UserError
from huaxiang.domain.event_names import EVENT_NAMES, event_label
from huaxiang.domain.identities import split_identity
from huaxiang.domain.profiles import Profile
from huaxiang.project.naming import OPEN_NAMESPACES, shown
from huaxiang.project.reading import label_of, segment_names
from huaxiang.project.selecting import Audiences
from huaxiang.project.words import STATES
from huaxiang.segments.declared import declared_features
from huaxiang.tags.expressions import parse, terms_of
from huaxiang.tags.expressions.terms import Expression, Interest, Tag

__all__ = [
    "SAMPLE",
    "Choice",
    "Choices",
    "Counted",
    "Sampled",
    "Share",
    "Unproven",
    "Wrong",
    "choices_of",
    "counted",
    "read_expression",
]

SAMPLE = 20
"""People shown of an audience."""
_TAGS_SHOWN = 3
_TGI_FROM = 30
_SPEND = "net_spend_180d"
_FIRST = (
    *("product_viewed", "product_added", "product_favourited", "products_searched", "checkout_started"),
    *("order_placed", "order_completed", "order_refunded", "coupon_applied", "product_reviewed", "message_sent"),
)
_INNER = ("consent_given", "consent_withdrawn", "fact_observed", "identity_linked", "interest_read", "trait_set")


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
    """Names by kind of condition, most people first, and the labels of all of them."""

    by_kind: dict[str, list[Choice]]
    names: Names


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why an expression cannot be read.

    Attributes:
        position: 0-based place of the fault; None when it has none.
        kind: What is unknown, such as "tag"; "" when the fault is another.
        near: The nearest names that exist.
    """

    message: str
    position: int | None
    kind: str = ""
    name: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unproven:
    """A tag of the expression that may not be used: its label, its state in words, and who holds it."""

    key: str
    label: str
    state: str
    n_people: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """One person of the sample: id, a name to show, the segment's name ("" for none), and usable tags."""

    person_id: str
    name: str
    segment: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One segment among the people: how many, their share 0..1, and TGI, None under 30 people."""

    name: str
    n_people: int
    share: float
    tgi: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """An expression's outcome.

    Attributes:
        selection: What it selects.
        unproven: Tags that it names and that are not active.
        net_yuan: Net sales of 180 days of these people, in major units; None where nobody's is known.
        segments: Largest first.
    """

    selection: Selection
    unproven: list[Unproven]
    net_yuan: float | None
    segments: list[Share]
    sample: list[Sampled]


def choices_of(audiences: Audiences, language: str) -> Choices:
    """Everything that a condition may name, in the reader's language."""
    by_kind = {
        "segment": _segments(audiences, language),
        "tag": _tags(audiences, language, is_interest=False),
        "interest": _interests(audiences, language),
        "did": [Choice(name, event_label(name, language)) for name in _events()],
        "category": _categories(audiences, language),
        "feature": _features(audiences.index, language),
        "trait": _named(audiences.index, "traits"),
        "fact": _named(audiences.index, "facts"),
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
    return Choices(by_kind, names)


def _events() -> list[str]:
    """Names of events, those that marketers ask for first."""
    return [*_FIRST, *(name for name in EVENT_NAMES if name not in {*_FIRST, *_INNER})]


def _counts(index: PeopleIndex, table: str, column: str) -> dict[str, int]:
    rows = getattr(index, table)
    grouped = rows.group_by(column).aggregate([([], "count_all")])
    return dict(zip(grouped[column].to_pylist(), grouped["count_all"].to_pylist(), strict=True))


def _most_first(found: Iterable[Choice]) -> list[Choice]:
    return sorted(found, key=lambda each: (-(each.n_people or 0), each.label))


def _segments(audiences: Audiences, language: str) -> list[Choice]:
    rows = audiences.project.store().table("segments")
    column = "name_zh" if language == "zh" else "name_en"
    return _most_first(Choice(row["segment_id"], row[column], n_people=row["n_people"]) for row in rows)


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
    labels = {each.name: each.zh if language == "zh" else each.en for each in declared_features()}
    known = _counts(index, "features", "feature")
    return sorted((Choice(name, labels.get(name, name)) for name in known), key=lambda each: each.label)


def _named(index: PeopleIndex, table: str) -> list[Choice]:
    return _most_first(Choice(name, name, n_people=n) for name, n in _counts(index, table, "name").items())


def read_expression(text: str, audiences: Audiences) -> Expression | Wrong:
    """The expression, or why it cannot be read."""
    try:
        return parse(text, audiences.vocabulary)
    except UnknownName as error:
        return Wrong(str(error), error.position, error.kind, error.name, error.nearest)
    except BadExpression as error:
        return Wrong(str(error.args[0]).rpartition(" (at ")[0] or str(error), error.position)
    except UserError as error:
        return Wrong(str(error), None)


def counted(audiences: Audiences, expression: str, language: str) -> Counted:
    """The people of an expression that can be read, who is held back, and a sample.

    Raises:
        BadExpression: It cannot be read.
        UnknownName: It names something that does not exist.
    """
    selection = audiences.select(expression)
    numbers = np.searchsorted(np.array(audiences.index.ids), np.array(selection.members, dtype=str))
    return Counted(
        selection,
        _unproven(audiences, expression, language),
        _net_yuan(audiences.index, numbers),
        _shares(audiences, numbers, language),
        _sample(audiences, selection.members, language),
    )


def _unproven(audiences: Audiences, expression: str, language: str) -> list[Unproven]:
    saved = {each.name: each.expression for each in audiences.saved()}
    terms = terms_of(parse(saved.get(expression, expression), audiences.vocabulary))
    keys: set[str] = set()
    for term in terms:
        keys.update([term.key] if isinstance(term, Tag) else term.keys if isinstance(term, Interest) else ())
    rows = audiences.index.assignments
    named = pc.is_in(rows["tag_key"], value_set=pa.array(sorted(keys), pa.string()))
    rows = rows.filter(pc.and_(named, pc.fill_null(pc.equal(rows["reason"], "definition_not_active"), False)))
    holders = Counter(rows["tag_key"].to_pylist())
    found = []
    for key in holders:
        each = audiences.project.catalogue()[key]
        state = STATES[str(each.state)][0 if language == "zh" else 1]
        found.append(Unproven(key, label_of(each, language), state, holders[key]))
    return sorted(found, key=lambda each: (-each.n_people, each.key))


def _net_yuan(index: PeopleIndex, numbers: Any) -> float | None:
    rows = index.features
    rows = rows.filter(pc.equal(rows["feature"], _SPEND))
    who, value = rows["person_id"].to_numpy(), rows["value"].to_numpy()
    kept = value[np.isin(who, numbers) & ~np.isnan(value)]
    return float(kept.sum()) if kept.size else None


def _shares(audiences: Audiences, numbers: Any, language: str) -> list[Share]:
    """Segments among the people against all who may be chosen."""
    index = audiences.index
    rows = index.assignments
    rows = rows.filter(pc.starts_with(rows["tag_key"], "segment."))
    who = rows["person_id"].to_numpy()
    keys = np.array(rows["tag_key"].to_pylist(), dtype=str)
    base = Counter(keys[np.isin(who, np.array(index.eligible))].tolist())
    names = {each.key: each.label for each in _segments(audiences, language)}
    found = []
    for key, n in Counter(keys[np.isin(who, numbers)].tolist()).items():
        segment = key.removeprefix("segment.")
        share = n / len(numbers)
        usual = base[key] / len(index.eligible)
        tgi = round(share / usual * 100) if n >= _TGI_FROM and usual else None
        found.append(Share(names.get(segment, segment), n, share, tgi))
    return sorted(found, key=lambda each: (-each.n_people, each.name))


def _sample(audiences: Audiences, members: list[str], language: str) -> list[Sampled]:
    chosen = members[:: max(1, -(-len(members) // SAMPLE))][:SAMPLE]
    store, gate, catalogue = audiences.project.store(), audiences.project.gate(), audiences.project.catalogue()
    owned = store.identities_of(chosen)
    names = segment_names(audiences.project)
    found = []
    for profile in store.profiles(chosen):
        passing = gate.filter(profile.tags, at=audiences.index.meta.as_of).tags
        tags = [label_of(catalogue[tag.tag_key], language) for tag in passing if not tag.tag_key.startswith("segment.")]
        identities = [row.identity for row in owned.get(profile.person_id, ())]
        segment = _segment(profile, names)
        found.append(Sampled(profile.person_id, _name(profile, identities), segment, tuple(tags[:_TAGS_SHOWN])))
    return found


def _segment(profile: Profile, names: dict[str, str]) -> str:
    return names.get(profile.memberships[0][0], "") if profile.memberships else ""


def _name(profile: Profile, identities: list[str]) -> str:
    """The shop's own number where there is one, else an identity masked."""
    own = [each for each in identities if split_identity(each)[0] in OPEN_NAMESPACES]
    first = (own or identities or [profile.person_id])[0]
    return shown(first) if own or identities else first

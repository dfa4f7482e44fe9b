"""What the page of audiences shows: names to choose from, and a count with everyone held back and why."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.audiences.index import PeopleIndex
from huaxiang.audiences.select import Selection
from huaxiang.audiences.tgi import LEAST_PEOPLE, STRONG, WEAK, Comparison
from huaxiang.console.views.choices import segment_choices
from huaxiang.console.views.comparison import spoken_shares
from huaxiang.domain.errors import BadExpression, UnknownName, UserError
from huaxiang.domain.identities import split_identity
from huaxiang.domain.profiles import Profile
from huaxiang.project.naming import OPEN_NAMESPACES, shown
from huaxiang.project.reading import label_of
from huaxiang.project.selecting import Audiences
from huaxiang.project.words import STATES
from huaxiang.tags.expressions import Vocabulary, parse, terms_of
from huaxiang.tags.expressions.terms import Expression, Interest, Tag

__all__ = [
    "SAMPLE",
    "Counted",
    "Sampled",
    "Share",
    "Unproven",
    "Wrong",
    "counted",
    "read_expression",
]

SAMPLE = 20
"""People shown of an audience."""
_TAGS_SHOWN = 3
_LEAST_Z = 2.0
_MOST_APART = 6
_SPEND = "net_spend_180d"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why an expression cannot be read.

    Attributes:
        message: For who writes programs, in English.
        position: 0-based place of the fault; None when it has none.
        kind: What is unknown, such as "tag"; "" when the fault is another.
        name: The name that is unknown, or the word at fault.
        near: The nearest names that exist.
        code: Which other fault it is, a key of `FAULTS` of the parser; "" for an unknown name.
        is_several: Whether several things have the name as their label: `near` has their keys.
    """

    message: str
    position: int | None
    kind: str = ""
    name: str = ""
    near: tuple[str, ...] = ()
    code: str = ""
    is_several: bool = False


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
        apart: What these people clearly have more, then less, as `spoken_shares` gives it.
        sample: Some of them.
    """

    selection: Selection
    unproven: list[Unproven]
    net_yuan: float | None
    segments: list[Share]
    apart: list[dict[str, Any]]
    sample: list[Sampled]


def read_expression(text: str, audiences: Audiences) -> Expression | Wrong:
    """The expression, or why it cannot be read."""
    try:
        return parse(text, audiences.vocabulary)
    except UnknownName as error:
        several = _is_label(audiences.vocabulary, error)
        return Wrong(str(error), error.position, error.kind, error.name, error.nearest, is_several=several)
    except BadExpression as error:
        message = str(error.args[0]).rpartition(" (at ")[0] or str(error)
        return Wrong(message, error.position, name=error.about, near=error.nearest, code=error.code)
    except UserError as error:
        return Wrong(str(error), None)


def _is_label(vocabulary: Vocabulary, error: UnknownName) -> bool:
    """Whether the nearest names are keys that all have the unknown name as their label."""
    labels = {"tag": vocabulary.tags, "segment": vocabulary.segments, "event": vocabulary.events}
    known = vocabulary.paths() if error.kind == "interest" else labels.get(error.kind, {})
    return bool(error.nearest) and all(known.get(key) == error.name for key in error.nearest)


def counted(audiences: Audiences, expression: str, language: str) -> Counted:
    """The people of an expression that can be read, who is held back, and a sample.

    Raises:
        BadExpression: It cannot be read.
        UnknownName: It names something that does not exist.
    """
    selection = audiences.select(expression)
    numbers = np.searchsorted(np.array(audiences.index.ids), np.array(selection.members, dtype=str))
    compared = audiences.compare(selection)
    return Counted(
        selection,
        _unproven(audiences, expression, language),
        _net_yuan(audiences.index, numbers),
        _shares(audiences, numbers, language),
        _apart(audiences, compared, expression, language),
        _sample(audiences, selection.members, language),
    )


def _keys_of(audiences: Audiences, expression: str) -> set[str]:
    """Keys of the tags that an expression, or a saved audience, asks for."""
    saved = {each.name: each.expression for each in audiences.saved()}
    keys: set[str] = set()
    for term in terms_of(parse(saved.get(expression, expression), audiences.vocabulary)):
        keys.update([term.key] if isinstance(term, Tag) else term.keys if isinstance(term, Interest) else ())
    return keys


def _unproven(audiences: Audiences, expression: str, language: str) -> list[Unproven]:
    keys = _keys_of(audiences, expression)
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
    names = {each.key: each.label for each in segment_choices(audiences, language)}
    found = []
    for key, n in Counter(keys[np.isin(who, numbers)].tolist()).items():
        segment = key.removeprefix("segment.")
        share, usual = n / len(numbers), base[key] / len(index.eligible)
        tgi = round(share / usual * 100) if n >= LEAST_PEOPLE and usual else None
        found.append(Share(names.get(segment, segment), n, share, tgi))
    return sorted(found, key=lambda each: (-each.n_people, each.name))


def _apart(audiences: Audiences, compared: Comparison, expression: str, language: str) -> list[dict[str, Any]]:
    """What stands out, but for segments, which have a card of their own, and for what the expression asks for."""
    asked = _keys_of(audiences, expression)
    clear = [each for each in compared.shares if abs(each.z) >= _LEAST_Z and each.key not in asked]
    clear = [each for each in clear if not each.key.startswith("segment.")]
    strong = [each for each in clear if each.tgi >= STRONG][:_MOST_APART]
    weak = [each for each in clear if each.tgi <= WEAK][:_MOST_APART]
    chosen = dataclasses.replace(compared, shares=(*strong, *weak))
    return list(spoken_shares(audiences, chosen, language))


def _sample(audiences: Audiences, members: list[str], language: str) -> list[Sampled]:
    chosen = members[:: max(1, -(-len(members) // SAMPLE))][:SAMPLE]
    store, gate, catalogue = audiences.project.store(), audiences.project.gate(), audiences.project.catalogue()
    owned = store.identities_of(chosen)
    names = {each.key: each.label for each in segment_choices(audiences, language)}
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

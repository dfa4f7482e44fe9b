"""One category: the newest texts that speak of it with the phrases in them, and what is said of it most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.views.interest_places import Places, Withheld, places_of
from huaxiang.console.views.tables import read_columns
from huaxiang.project.lookup import rows_by
from huaxiang.project.readable import Readable

__all__ = ["MOST_ATTRIBUTES", "MOST_TEXTS", "Attribute", "NodeDetail", "ReadText", "Said", "interest_node"]

MOST_TEXTS = 20
MOST_ATTRIBUTES = 12
_COLUMNS = (
    *("person_id", "text_id", "tag_key", "stance", "owner", "strength", "confidence_milli", "start", "end"),
    *("level", "occurred_at"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One reading of a text.

    Attributes:
        label: Category and what is said of it, below the category chosen.
        stance: prefer, avoid, neutral or past.
        owner: self or other.
        strength: 1..3.
        confidence: 0..1.
        level: What read it: lexicon, linear, encoder, parser or llm.
        start: First code point of the phrase.
        end: One past its last.
    """

    label: str
    stance: str
    owner: str
    strength: int
    confidence: float
    level: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReadText:
    """One text with its readings of the category, in the order of their phrases.

    Attributes:
        person_id: The writer; None where nobody knows.
        text: Phones, addresses and numbers masked, as the lake has it.
        kind: review, search, question, service_chat or social.
        occurred_at: When it was written, µs.
        item_title: What it is about; "" where that is not known.
    """

    text_id: str
    person_id: str | None
    text: str
    kind: str
    occurred_at: int
    item_title: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is said of the category: 偏好轻薄型 is the attribute 轻薄型 with the stance prefer."""

    name: str
    stance: str
    n_texts: int
    n_people: int


@dataclass(frozen=True, slots=True)
class NodeDetail:
    """All that a chosen category shows.

    Attributes:
        names: From the top, in the reader's language; empty where there is no such category.
        withheld: The sensitive branch that it lies on; then there is nothing else.
        attributes: Those of most texts first, at most `MOST_ATTRIBUTES`.
        n_attributes: How many there are.
        texts: Newest first, at most `MOST_TEXTS`.
        n_texts: How many there are.
        expression: Of the audience page.
    """

    path: str
    names: tuple[str, ...] = ()
    withheld: Withheld | None = None
    attributes: tuple[Attribute, ...] = ()
    n_attributes: int = 0
    texts: tuple[ReadText, ...] = ()
    n_texts: int = 0
    expression: str = ""


def interest_node(project: Readable, path: str) -> NodeDetail:
    """The category of a path such as `beauty.foundation`, with all below it, as of the last build."""
    places = places_of(project)
    if not places.is_known(path):
        return NodeDetail(path)
    withheld = places.withheld(path)
    if withheld is not None:
        return NodeDetail(path, places.names(path), withheld)
    rows = _readings(project, places, path)
    attributes = _attributes(rows, places)
    return NodeDetail(
        path=path,
        names=places.names(path),
        attributes=attributes[:MOST_ATTRIBUTES],
        n_attributes=len(attributes),
        texts=_texts(project, rows, places, path),
        n_texts=pc.count_distinct(rows["text_id"]).as_py(),
        expression=f"interest({path})",
    )


def _readings(project: Readable, places: Places, path: str) -> pa.Table:
    """Readings at the category or below it, without those of sensitive branches."""
    keys = pc.unique(read_columns(project.lake(), "interests", ("tag_key",))["tag_key"]).to_pylist()
    found = {key: places.place(key).path for key in keys}
    own = [key for key, each in found.items() if f"{each}.".startswith(f"{path}.") and places.branch(each) is None]
    return read_columns(
        project.lake(), "interests", _COLUMNS, where=pc.field("tag_key").isin(pa.array(own, pa.string()))
    )


def _attributes(rows: pa.Table, places: Places) -> tuple[Attribute, ...]:
    """What is said, the same attribute of several categories together."""
    keys = pc.unique(rows["tag_key"])
    names = [places.attribute_name(key, places.place(key)) for key in keys.to_pylist()]
    spoken = pa.chunked_array([pa.array(names, pa.string())]).take(pc.index_in(rows["tag_key"], value_set=keys))
    rows = rows.append_column("attribute", spoken).filter(pc.not_equal(spoken, ""))
    sums = rows.group_by(["attribute", "stance"]).aggregate(
        [("text_id", "count_distinct"), ("person_id", "count_distinct")]
    )
    found = [
        Attribute(row["attribute"], row["stance"], row["text_id_count_distinct"], row["person_id_count_distinct"])
        for row in sums.to_pylist()
    ]
    return tuple(sorted(found, key=lambda each: (-each.n_texts, each.name, each.stance)))


def _texts(project: Readable, rows: pa.Table, places: Places, path: str) -> tuple[ReadText, ...]:
    newest = rows.group_by("text_id").aggregate([("occurred_at", "max")])
    newest = newest.sort_by([("occurred_at_max", "descending"), ("text_id", "ascending")]).slice(0, MOST_TEXTS)
    ids = newest["text_id"].to_pylist()
    own = rows.filter(pc.is_in(rows["text_id"], value_set=pa.array(ids, pa.string()))).to_pylist()
    texts = {row["text_id"]: row for row in rows_by(project.lake(), "texts", "text_id", ids)}
    items = {row["item_id"] for row in texts.values() if row["item_id"]}
    found = rows_by(project.lake(), "items", "item_id", items, columns=("item_id", "title"))
    titles = {row["item_id"]: row["title"] or "" for row in found}
    return tuple(
        ReadText(
            text_id=each,
            person_id=texts[each]["person_id"],
            text=texts[each]["text"],
            kind=texts[each]["kind"],
            occurred_at=texts[each]["occurred_at"],
            item_title=titles.get(texts[each]["item_id"] or "", ""),
            said=_said([row for row in own if row["text_id"] == each], places, path),
        )
        for each in ids
        if each in texts
    )


def _said(rows: Sequence[Mapping[str, Any]], places: Places, path: str) -> tuple[Said, ...]:
    depth = path.count(".")
    found = []
    for row in sorted(rows, key=lambda row: (row["start"], row["end"], row["tag_key"])):
        place = places.place(row["tag_key"])
        names = [*places.names(place.path)[depth:], places.attribute_name(row["tag_key"], place)]
        found.append(
            Said(
                label=" / ".join(filter(None, names)),
                stance=row["stance"],
                owner=row["owner"],
                strength=row["strength"],
                confidence=row["confidence_milli"] / 1000,
                level=row["level"],
                start=row["start"],
                end=row["end"],
            )
        )
    return tuple(found)

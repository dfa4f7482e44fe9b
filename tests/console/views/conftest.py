"""A shop whose interests are known to the row: what the views of the page of interests are tested on."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from huaxiang.domain.instants import DAY_US, from_iso, to_iso
from huaxiang.domain.tables import table
from huaxiang.domain.tags import State
from huaxiang.engines.lake import Lake
from huaxiang.interests.definitions import InterestDefinitions
from huaxiang.interests.lexicon import load_attributes
from huaxiang.interests.taxonomy import load_taxonomy
from huaxiang.tags.catalogue import Catalogue

AS_OF = from_iso("2026-03-31T00:00:00Z")
OWN = {"c1": "自制", "c1.c2": "手工皂", "beauty.c3": "定妆"}
LIGHT = "beauty.foundation.texture-light"
# text, writer, days before, what it says: (path, stance, start, end)
SAID = (
    (
        "t1",
        "p1",
        1,
        "粉底液要轻薄的",
        [(LIGHT, "prefer", 4, 6), ("beauty.foundation.liquid-foundation", "prefer", 0, 3)],
    ),
    ("t2", "p2", 2, "不要轻薄的粉底", [(LIGHT, "avoid", 2, 4)]),
    ("t3", "p1", 40, "还是轻薄的好", [(LIGHT, "prefer", 2, 4)]),
    ("t4", "p3", 45, "以前用猫粮", [("pets.cat-food.dry-cat-food", "past", 3, 5)]),
    ("t5", None, 3, "猫粮", [("pets.cat-food.dry-cat-food", "neutral", 0, 2)]),
    ("t6", "p3", 4, "保健品", [("health.supplements", "prefer", 0, 3)]),
    ("t7", "p2", 90, "发货太慢了", []),
)
HELD = (
    ("p1", LIGHT, "active"),
    ("p1", "beauty.foundation", "below_threshold"),
    ("p2", LIGHT, "below_threshold"),
    ("p3", "pets.cat-food.dry-cat-food", "active"),
    ("p3", "health.supplements", "active"),
    ("p4", "c1.c2", "observation"),
    ("p4", "beauty.c3", "below_threshold"),
)


def _rows(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = table(name).schema
    return pa.Table.from_pylist([{each: row.get(each) for each in schema.names} for row in rows], schema=schema)


def _readings() -> list[dict[str, Any]]:
    return [
        {
            "event_id": f"{text}:{at}",
            "person_id": writer,
            "text_id": text,
            "tag_key": f"interest.{path}",
            "stance": stance,
            "owner": "self",
            "strength": 2,
            "confidence_milli": 875,
            "start": start,
            "end": end,
            "level": "lexicon",
            "occurred_at": AS_OF - days * DAY_US,
        }
        for text, writer, days, _, said in SAID
        for at, (path, stance, start, end) in enumerate(said)
    ]


def _texts() -> list[dict[str, Any]]:
    return [
        {
            "text_id": text,
            "person_id": writer,
            "kind": "review",
            "text": words,
            "occurred_at": AS_OF - days * DAY_US,
            "item_id": "i1" if text == "t1" else None,
            "source": "reviews",
        }
        for text, writer, days, words, _ in SAID
    ]


def _assignments() -> list[dict[str, Any]]:
    fixed = {"definition_version": 1, "score_milli": 500, "confidence_milli": 900, "valid_from": AS_OF, "as_of": AS_OF}
    named = {"origin": "batch", "run_id": "run-1", "evidence_id": "e", "strength": 1, "stance": "prefer"}
    return [
        {"person_id": person, "tag_key": f"interest.{path}", "status": status, **fixed, **named}
        for person, path, status in HELD
    ]


def make_interest_shop(folder: Path, *, language: str = "zh", frozen: tuple[str, ...] = ()) -> Any:
    """As much of a `Readable` as the views read, as of AS_OF; `frozen` are keys that were frozen since."""
    lake = Lake(folder / "lake")
    for name, rows in (("interests", _readings()), ("texts", _texts()), ("assignments", _assignments())):
        lake.write(name, _rows(name, rows))
    lake.write(
        "items", _rows("items", [{"item_id": "i1", "title": "轻盈粉底液", "attributes": "{}", "source": "items"}])
    )
    taxonomy = load_taxonomy()
    maker = InterestDefinitions(taxonomy, load_attributes(), OWN, state=State.ACTIVE, threshold_milli=820)
    states = {key: {"state": "frozen"} for key in frozen}
    catalogue = Catalogue([], makers={"interest.": maker}, states=states)
    for _, path, _ in HELD:
        catalogue.find(f"interest.{path}")
    store = SimpleNamespace(table=lambda name: iter([OWN] if name == "labels" else []))
    config = SimpleNamespace(project=SimpleNamespace(language=language), allow=())
    manifest = {"run_id": "run-1", "as_of": to_iso(AS_OF), "suppressed": {"sensitive_reading": 4}}
    return SimpleNamespace(
        lake=lambda: lake,
        store=lambda: store,
        config=config,
        taxonomy=lambda: taxonomy,
        catalogue=lambda: catalogue,
        manifest=lambda: manifest,
    )


@pytest.fixture
def interest_shop(tmp_path: Path) -> Any:
    """The shop in Chinese, its sensitive branches not allowed."""
    return make_interest_shop(tmp_path)


@pytest.fixture
def make_shop(tmp_path: Path) -> Any:
    """Makes the shop with another language or with tags frozen since its build."""

    def make(**choices: Any) -> Any:
        return make_interest_shop(tmp_path, **choices)

    return make

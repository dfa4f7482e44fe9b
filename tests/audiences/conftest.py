"""Four people as profiles, and everyone as an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.index import PeopleIndex, read_index
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.profiles import HeldTag, IdentityRow, Profile
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.stores.base import Meta
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.gate import Gate
from huaxiang.tags.scorer import NEVER

AS_OF = 20_000 * DAY_US


def tag(key: str, confidence: int = 1000) -> HeldTag:
    return HeldTag(key, 1, "active", 500, None, None, confidence, AS_OF - 1, None, None, key, "fact", {}, None)


def person(name: str, *tags: HeldTag, due: int = AS_OF + 1, traits: dict[str, str] | None = None) -> Profile:
    return Profile(name, AS_OF, "run", due, list(tags), {"orders_180d": 2.0}, [], traits or {}, {})


PEOPLE = [
    person("p_1", tag("fact.buyer"), tag("interest.pet", 900), traits={"gender": "女"}),
    person("p_2", tag("interest.pet", 500), tag("composite.new")),
    person("p_3", due=NEVER),
    person("p_4", tag("fact.buyer"), traits={"age": "15"}),
]
DEFINITIONS = [
    TagDefinition("fact.buyer", Kind.FACT, "已购客户", "buyer", "", state=State.ACTIVE, threshold_milli=0),
    TagDefinition("interest.pet", Kind.INTEREST, "宠物", "pet", "", state=State.ACTIVE),
    TagDefinition("composite.new", Kind.COMPOSITE, "新标签", "new", ""),
]


@pytest.fixture
def store(tmp_path: Path) -> SQLiteStore:
    made = SQLiteStore(tmp_path / "store.sqlite")
    made.load("profiles", PEOPLE)
    made.load("identities", [IdentityRow(f"cookie:{each.person_id}", 0, each.person_id) for each in PEOPLE])
    made.finish(Meta("run", AS_OF, 0, 0), {})
    return made


@pytest.fixture
def index(store: SQLiteStore) -> PeopleIndex:
    return read_index(store, Gate(Catalogue(DEFINITIONS)))


@pytest.fixture
def bitmaps(store: SQLiteStore) -> PeopleBitmaps:
    return PeopleBitmaps.read(store, Gate(Catalogue(DEFINITIONS)))

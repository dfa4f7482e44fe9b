"""A shop of five people made by hand: a store generation, a lake and a log, without any build."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.reducing import state_bytes

from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, Zone
from huaxiang.domain.profiles import HeldTag, IdentityRow, Profile
from huaxiang.domain.tables import table
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.engines.base import Limits
from huaxiang.engines.lake import Lake
from huaxiang.folds.replays import encode_recent
from huaxiang.interests.taxonomy import Taxonomy, load_taxonomy
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.project.config import Config
from huaxiang.stores.base import Meta, StoredState
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.facts import FactScorer
from huaxiang.tags.flags import FlagScorer
from huaxiang.tags.gate import Gate
from huaxiang.tags.rulebook import shipped_rules
from huaxiang.tags.scorer import NEVER

AS_OF = 20_000 * DAY_US + 12 * HOUR_US
RUN = "20241004T120000Z-0001"
ANNA, REFUSER, MINOR, NAMESAKE, STAFF = (f"p_{number:016x}" for number in range(1, 6))
FOUNDATION = "interest.beauty.foundation.texture-light"
ZONE = Zone("Asia/Shanghai")


def held(key: str, *, confidence: int = 1000, kind: str = "fact", references: dict[str, Any] | None = None) -> HeldTag:
    return HeldTag(
        tag_key=key,
        definition_version=1,
        status="active",
        score_milli=800,
        strength=None,
        stance="prefer" if key.startswith("interest.") else None,
        confidence_milli=confidence,
        valid_from=AS_OF - DAY_US,
        valid_until=None,
        model_id=None,
        evidence_id=f"evidence-of-{key}",
        evidence_kind=kind,
        references=references or {},
        level="lexicon" if kind == "span" else None,
    )


def profile(person: str, tags: list[HeldTag], *, due: int = AS_OF + DAY_US, **known: Any) -> Profile:
    usual: dict[str, Any] = {"features": {}, "memberships": [], "traits": {}, "facts": {}}
    return Profile(person_id=person, as_of=AS_OF, run_id=RUN, next_due=due, tags=tags, **(usual | known))


ANNAS_TAGS = [
    held("fact.buyer", references={"orders": 2, "newest_order": "o1"}),
    held("flag.hesitant", kind="event", references={"events": ["e1", "e2", "e3"], "rule": "flag.hesitant"}),
    held(FOUNDATION, confidence=700, kind="span", references={"spans": ["t1:2:7:lexicon"], "text_days": 1}),
    held(
        "segment.s0001",
        confidence=900,
        kind="centre",
        references={
            "segment": "s0001",
            "features": [
                {"feature": "night_coefficient", "value_milli": 500, "centre_milli": 450, "pull_milli": 900},
                {"feature": "orders_180d", "value_milli": None, "centre_milli": 3000, "pull_milli": 10},
            ],
        },
    ),
]
PROFILES = [
    profile(
        ANNA,
        ANNAS_TAGS,
        features={"orders_180d": 2.0, "night_coefficient": 0.5},
        memberships=[("s0001", 900), ("s0002", 100)],
        traits={"gender": "女", "age": "30"},
        facts={"household_size": "2"},
    ),
    profile(REFUSER, [], due=NEVER),
    profile(MINOR, [held("fact.buyer")], traits={"age": "16"}),
    profile(NAMESAKE, [], memberships=[("s0002", 950)]),
    profile(STAFF, [held("fact.buyer")], traits={"account_type": "内部"}),
]
IDENTITIES = [
    IdentityRow("member_no:M1", AS_OF - 90 * DAY_US, ANNA),
    IdentityRow("mobile:13912345678", AS_OF - 80 * DAY_US, ANNA),
    IdentityRow("member_no:M2", AS_OF - 70 * DAY_US, REFUSER),
    IdentityRow("member_no:M3", AS_OF - 60 * DAY_US, MINOR),
    IdentityRow("cookie:M1", AS_OF - 50 * DAY_US, NAMESAKE),
    IdentityRow("member_no:M5", AS_OF - 50 * DAY_US, STAFF),
]


def event(identity: str, event_id: str, name: str, hours_ago: int, **columns: Any) -> FoldEvent:
    at = AS_OF - hours_ago * HOUR_US
    day = at // DAY_US
    return FoldEvent(identity, event_id, name, at, day, day, 12, **columns)


EVENTS = [
    event("member_no:M1", "e1", "product_added", 30, item_id="i1", l1="beauty", l2="foundation", l3="foundation"),
    event("member_no:M1", "e2", "product_added", 29, item_id="i1", l1="beauty", l2="foundation", l3="foundation"),
    event("member_no:M1", "e3", "product_added", 28, item_id="i2", l1="beauty", l2="foundation", l3="foundation"),
    event("member_no:M2", "e4", "product_added", 28, item_id="i2", l1="beauty", l2="foundation", l3="foundation"),
    event("cookie:M1", "e5", "product_viewed", 200, item_id="i2", quantity=1),
]
SEGMENTS = [
    {
        "segment_id": f"s000{number}",
        "name_zh": name,
        "name_en": english,
        "n_people": 1,
        "share": 0.2,
        "centre": json.dumps({"night_coefficient": 0.45}),
        "traits": json.dumps([]),
        "fitted_at": AS_OF,
        "model_id": "segments.x",
    }
    for number, name, english in ((1, "夜间活跃组", "night owls"), (2, "白天组", "day people"))
]


def definitions() -> list[TagDefinition]:
    made = [
        TagDefinition(
            FOUNDATION, Kind.INTEREST, "美妆-底妆-偏好轻薄型", "light foundation", "读出", state=State.ACTIVE
        ),
        TagDefinition("interest.pet", Kind.INTEREST, "宠物", "pet", "读出", state=State.ACTIVE),
        TagDefinition("interest.health", Kind.INTEREST, "健康", "health", "读出", branches=frozenset({"health"})),
        TagDefinition("composite.draft", Kind.COMPOSITE, "草稿标签", "draft", "未定", state=State.DRAFT),
    ]
    for row in SEGMENTS:
        key, words = f"segment.{row['segment_id']}", (str(row["name_zh"]), str(row["name_en"]))
        made.append(TagDefinition(key, Kind.SEGMENT, *words, "最近的中心", state=State.ACTIVE))
    return [*FactScorer().definitions(), *FlagScorer(shipped_rules()).definitions(), *made]


@dataclass
class Shop:
    """What `Readable` asks for."""

    folder: Path
    config: Config
    zone: Zone = ZONE

    def store(self) -> SQLiteStore:
        return SQLiteStore(self.folder / ".huaxiang" / "store.sqlite")

    def lake(self) -> Lake:
        return Lake(self.folder / ".huaxiang" / "lake")

    def log(self) -> SQLiteLog:
        return SQLiteLog(self.folder / "ledger" / "log.sqlite")

    def catalogue(self) -> Catalogue:
        return Catalogue(definitions())

    def gate(self) -> Gate:
        return Gate(self.catalogue())

    def taxonomy(self) -> Taxonomy:
        return load_taxonomy()

    def limits(self) -> Limits:
        return Limits(1, 512, self.folder / ".huaxiang" / "spill")

    def manifest(self) -> dict[str, Any]:
        return {"run_id": RUN, "log_seq": 0}


def fill_store(store: SQLiteStore) -> None:
    states = []
    for row in IDENTITIES:
        own = [each for each in EVENTS if each.identity == row.identity]
        folds = {}
        if row.person_id == REFUSER:
            folds = {"consents": {("profiling|refusal", 0): (AS_OF - DAY_US, "e9", "consent_given")}}
        states.append(StoredState(row.identity, state_bytes(folds), encode_recent(own)))
    store.load("profiles", PROFILES)
    store.load("identities", IDENTITIES)
    store.load("states", states)
    store.finish(Meta(RUN, AS_OF, 0, 0), {"segments": SEGMENTS})


def rows_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = table(name).schema
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)


def fill_lake(lake: Lake) -> None:
    identities = [
        {
            "identity": row.identity,
            "namespace": row.identity.split(":")[0],
            "value": row.identity.split(":")[1],
            "person_id": row.person_id,
            "first_seen_at": row.first_seen_at,
        }
        for row in IDENTITIES
    ]
    lake.write("identities", rows_of("identities", identities))
    events = [
        {
            "event_id": each.event_id,
            "source": "made",
            "name": each.name,
            "occurred_at": each.occurred_at,
            "received_at": each.occurred_at,
            "namespace": each.identity.split(":")[0],
            "identity": each.identity.split(":")[1],
            "item_id": each.item_id,
            "properties": "{}",
        }
        for each in EVENTS
    ]
    lake.write("events", rows_of("events", events))
    text = {
        "text_id": "t1",
        "kind": "review",
        "text": "想要轻薄粉底液",
        "occurred_at": AS_OF - DAY_US,
        "source": "made",
    }
    lake.write("texts", rows_of("texts", [text]))
    item = {"item_id": "i1", "title": "轻薄粉底液", "attributes": "{}", "source": "made"}
    lake.write("items", rows_of("items", [item]))
    steps = {"from_step": "view:beauty", "to_step": "cart:beauty", "n_times": 3, "n_people": 1}
    steps |= {"median_gap_us": 60_000_000, "weight": 3_000}
    lake.write("transitions", rows_of("transitions", [steps]))
    members = [
        {"person_id": ANNA, "segment_id": "s0001", "probability_milli": 900, "rank": 1},
        {"person_id": ANNA, "segment_id": "s0002", "probability_milli": 100, "rank": 2},
    ]
    lake.write("memberships", rows_of("memberships", members))
    path = lake.part("fold_events", "events")
    path.parent.mkdir(parents=True)
    fold_rows = [{name: getattr(each, name) for name in FOLD_SCHEMA.names} for each in EVENTS]
    pq.write_table(pa.Table.from_pylist(fold_rows, schema=FOLD_SCHEMA), path)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "小店 一号", Config(tmp_path / "小店 一号" / "huaxiang.toml"))
    made.folder.mkdir()
    fill_store(made.store())
    fill_lake(made.lake())
    return made

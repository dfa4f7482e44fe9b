"""Random small worlds for the expression language: a few people, and texts of expressions."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US
from huaxiang.tags.expressions import Held, PlainProfile, Vocabulary

AS_OF = 20_000 * DAY_US
PEOPLE = ("p_a", "p_b", "p_c", "p_d")
VOCABULARY = Vocabulary(
    tags={
        "flag.hesitant": "犹豫型高意向用户",
        "fact.member": "会员",
        "interest.beauty.foundation": "美妆-底妆",
        "interest.beauty.foundation.texture-light": "美妆-底妆-偏好轻薄型",
        "interest.food": "食品",
        "segment.s0001": "高复购",
        "segment.s0002": "低频",
    },
    segments={"s0001": "高复购低客单价-母婴高频组", "s0002": "低频"},
    interests={"beauty": "美妆", "pets": "宠物"},
    categories={"beauty": "美妆", "food": "食品"},
    features=("orders_90d", "night_share"),
    traits=("age", "city"),
    facts=("car",),
    patterns=("p001",),
)
TERMS = (
    "tag(flag.hesitant)",
    "tag(犹豫型高意向用户) >= 500",
    "tag(fact.member) != 500",
    "segment(s0001)",
    "segment(低频)",
    "interest(beauty)",
    "interest(美妆-底妆)",
    "interest(beauty.foundation, prefer)",
    "interest(beauty, avoid)",
    "interest(pets)",
    "feature(orders_90d) >= 2",
    "feature(night_share) < 0.5",
    "feature(night_share) != 0.5",
    "trait(age) >= 18",
    "trait(age) < 18",
    "trait(age) != 18",
    'trait(city) = "上海"',
    "trait(city) != 上海",
    'trait(city) >= "b"',
    "trait(age) > '2'",
    "fact(car) = 1",
    "did(product_viewed)",
    "did(浏览) = 0",
    "did(product_viewed) < 2",
    "did(product_viewed where l1 = beauty, within 7d) >= 2",
    "did(product_viewed where l1 = 美妆 and amount_minor > 100)",
    "did(product_viewed where channel != app, within 1d) <= 1",
    "did(order_completed, within 24h) != 1",
    "did(order_completed where amount_minor <= 250)",
    "pattern(p001)",
    "known(age)",
    "known(night_share)",
    "known(car)",
)


def expressions() -> st.SearchStrategy[str]:
    """Texts of expressions with both languages' words and both kinds of brackets."""
    return st.recursive(
        st.sampled_from(TERMS),
        lambda inner: st.one_of(
            st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or", "且", "或", "AND"]), inner),
            st.builds("{}{}".format, st.sampled_from(["not ", "非", "not"]), inner.map(lambda part: f"({part})")),
            inner.map(lambda part: f"（{part}）"),
        ),
        max_leaves=6,
    )


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Rows of each table; a person may have no row, a missing value, a text that is no number."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("assignments", "features", "traits", "facts", "events", "patterns")
    }
    for person in PEOPLE:
        for key in draw(st.sets(st.sampled_from(sorted(VOCABULARY.tags)), max_size=3)):
            stance = draw(st.sampled_from([None, "prefer", "avoid", "past"]))
            score = draw(st.sampled_from([0, 499, 500, 501, 1000]))
            rows["assignments"].append({"person_id": person, "tag_key": key, "score_milli": score, "stance": stance})
        for name, values in (
            ("orders_90d", [0.0, 1.0, 2.0, None, float("nan")]),
            ("night_share", [0.25, 0.5, 1 / 3, None]),
        ):
            if draw(st.booleans()):
                rows["features"].append({"person_id": person, "feature": name, "value": draw(st.sampled_from(values))})
        for table, name, values in (
            ("traits", "age", ["17", "18", "18.5", "-3", "18 岁", "1e3", "", None, "１８", "18\n"]),
            ("traits", "city", ["上海", "b", "beijing", "B", None, ""]),
            ("facts", "car", ["1", "1.0", "yes", None]),
        ):
            if draw(st.booleans()):
                rows[table].append({"person_id": person, "name": name, "value": draw(st.sampled_from(values))})
        if draw(st.booleans()):
            rows["patterns"].append({"person_id": person, "pattern_id": "p001"})
        rows["events"].extend(draw(st.lists(_events(person), max_size=4)))
    return rows


def _events(person: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "person_id": st.just(person),
            "name": st.sampled_from(["product_viewed", "order_completed"]),
            "occurred_at": st.sampled_from([0, 1, -DAY_US, 1 - DAY_US, -7 * DAY_US, -7 * DAY_US + 1, -90 * DAY_US]).map(
                lambda shift: AS_OF + shift
            ),
            "l1": st.sampled_from([None, "beauty", "food"]),
            "channel": st.sampled_from([None, "app", "h5"]),
            "amount_minor": st.sampled_from([None, 100, 101, 250]),
        }
    )


SCHEMAS = {
    "people": [("person_id", pa.string())],
    "assignments": [
        ("person_id", pa.string()),
        ("tag_key", pa.string()),
        ("score_milli", pa.int64()),
        ("stance", pa.string()),
    ],
    "features": [("person_id", pa.string()), ("feature", pa.string()), ("value", pa.float64())],
    "traits": [("person_id", pa.string()), ("name", pa.string()), ("value", pa.string())],
    "facts": [("person_id", pa.string()), ("name", pa.string()), ("value", pa.string())],
    "events": [
        ("person_id", pa.string()),
        ("name", pa.string()),
        ("occurred_at", pa.int64()),
        ("l1", pa.string()),
        ("channel", pa.string()),
        ("amount_minor", pa.int64()),
    ],
    "patterns": [("person_id", pa.string()), ("pattern_id", pa.string())],
}


def as_tables(world: dict[str, list[dict[str, Any]]]) -> dict[str, pa.Table]:
    """The rows as Arrow tables."""
    rows = {**world, "people": [{"person_id": person} for person in PEOPLE]}
    return {name: pa.Table.from_pylist(rows[name], schema=pa.schema(schema)) for name, schema in SCHEMAS.items()}


def profile_of(person: str, world: dict[str, list[dict[str, Any]]]) -> PlainProfile:
    """One person's rows as a profile."""
    own = {name: [row for row in rows if row["person_id"] == person] for name, rows in world.items()}
    return PlainProfile(
        as_of=AS_OF,
        tags={row["tag_key"]: Held(row["score_milli"], stance=row["stance"]) for row in own["assignments"]},
        features={row["feature"]: row["value"] for row in own["features"]},
        traits={row["name"]: row["value"] for row in own["traits"]},
        facts={row["name"]: row["value"] for row in own["facts"]},
        happened=[_fold_event(row) for row in own["events"]],
        patterns=frozenset(row["pattern_id"] for row in own["patterns"]),
    )


def _fold_event(row: dict[str, Any]) -> FoldEvent:
    columns = {name: value for name, value in row.items() if name != "person_id"}
    return FoldEvent(identity="x:1", event_id="e", day=0, local_day=0, local_hour=0, **columns)

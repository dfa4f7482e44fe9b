from __future__ import annotations

import numpy as np
import pytest

from huaxiang.audiences.tag_bits import Cell
from huaxiang.evaluate.audience_table import LongTable
from huaxiang.evaluate.audience_world import Planned
from huaxiang.tags.expressions import Vocabulary, parse

WORDS = Vocabulary(tags={"fact.a": "", "interest.x.y": "", "interest.x.z": "", "fact.nobody": ""})


@pytest.fixture(scope="module")
def table() -> LongTable:
    made = LongTable(6, {"staff": np.array([5], dtype=np.uint32)})
    made.add(Planned("fact.a", 0.5, "one"), {Cell(None, None): held((0, 1000), (1, 1000), (5, 1000))})
    cells = {
        Cell("prefer", None): held((1, 300), (2, 700)),
        Cell("avoid", None): held((3, 500)),
        Cell("prefer", "below_threshold"): held((4, 900)),
    }
    assert made.add(Planned("interest.x.y", 0.5, "low"), cells) == 4
    return made


def held(*pairs: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    numbers, scores = zip(*pairs, strict=True)
    return np.array(numbers, dtype=np.uint32), np.array(scores, dtype=np.uint16)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("tag(fact.a)", 2),
        ("not tag(fact.a)", 3),
        ("tag(interest.x.y)", 3),
        ("tag(interest.x.y) > 300", 2),
        ("interest(x)", 2),
        ("interest(x, avoid)", 1),
        ("interest(x, prefer) and tag(fact.a)", 1),
        ("tag(fact.nobody) or (tag(fact.a) and not interest(x))", 1),
        ("not tag(fact.nobody)", 5),
    ],
)
def test_people_are_counted_by_passing_tags_without_those_in_no_audience(
    table: LongTable, text: str, count: int
) -> None:
    assert table.count(parse(text, WORDS)) == count

from __future__ import annotations

import pytest
from expression_worlds import AS_OF, VOCABULARY

from huaxiang.tags.expressions import Held, PlainProfile, meets, parse

PROFILE = PlainProfile(
    as_of=AS_OF,
    tags={"flag.hesitant": Held(700), "interest.food": Held(900, stance="avoid")},
    features={"orders_90d": 3.0},
    traits={"age": "30", "city": "上海"},
    facts={},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tag(flag.hesitant) >= 700", True),
        ("tag(flag.hesitant) > 700", False),
        ("interest(food)", False),
        ("interest(food, avoid)", True),
        ("feature(orders_90d) = 3", True),
        ("trait(age) < 9", False),
        ("trait(age) < '9'", True),
        ("fact(car) = 1", False),
        ("not fact(car) = 1", True),
        ("did(product_viewed) < 1", True),
    ],
)
def test_terms_on_one_profile(text: str, expected: bool) -> None:
    assert meets(parse(text, VOCABULARY), PROFILE) is expected

from __future__ import annotations

import numpy as np

from huaxiang.segments.categories import category_shares, join_shares


def test_shares_are_of_the_touches_of_180_days(make_people, make_event) -> None:
    views = [
        make_event("product_viewed", day, l1=l1, l2="x", l3="y") for day, l1 in [(1, "baby"), (2, "baby"), (3, "food")]
    ]
    old = make_event("product_viewed", 300, l1="old", l2="x", l3="y")
    shares = category_shares(make_people({"member_no:1": [*views, old], "member_no:2": []}))
    assert {slug: values.tolist() for slug, values in shares.items()} == {
        "baby": [2 / 3, 0.0],
        "food": [1 / 3, 0.0],
    }


def test_batches_join_with_zero_where_a_category_is_unknown() -> None:
    joined = join_shares([(1, {"a": np.array([0.5])}), (2, {"b": np.array([1.0, 0.2])})])
    assert {slug: values.tolist() for slug, values in joined.items()} == {
        "a": [0.5, 0, 0],
        "b": [0, 1.0, 0.2],
    }

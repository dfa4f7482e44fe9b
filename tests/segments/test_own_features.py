from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.people_worlds import bought, event, people_of

from huaxiang.domain.errors import ConfigurationError
from huaxiang.segments.declared import declared_features
from huaxiang.segments.own_features import OwnFeature, make_feature, parts_of, read_own_features

KNOWN = {feature.name: feature for feature in declared_features()}


def own(value: str) -> OwnFeature:
    return OwnFeature("mine", "我的", "mine", "", value)


def values(value: str) -> list[float]:
    people = people_of([bought("o1", 1), bought("o2", 2), event("product_viewed", 3)], [event("product_viewed", 3)])
    return make_feature(own(value), KNOWN).compute(people).tolist()


def test_arithmetic_is_that_of_the_parts_for_each_person() -> None:
    assert values("orders_180d * 2 + 1") == [5.0, 1.0]
    assert values("-orders_180d / 4") == [-0.5, 0.0]
    assert values("max(orders_180d, 1) - min(views_month, 0)") == [2.0, 1.0]


def test_what_is_unknown_or_divided_by_nothing_is_unknown() -> None:
    assert np.isnan(values("average_order_value * 2")[1])
    assert np.isnan(values("views_month / orders_180d")).tolist() == [False, True]


def test_it_needs_what_its_parts_need() -> None:
    feature = make_feature(own("coupon_density * categories_month"), KNOWN)
    assert parts_of(own("coupon_density * categories_month"), KNOWN) == {"coupon_density", "categories_month"}
    assert feature.needs == ("category_touches", "coupon_days", "order_days")
    assert feature.columns == ("l1", "order_id")


def test_a_file_is_read_and_none_is_none(tmp_path: Path) -> None:
    path = tmp_path / "features.yaml"
    assert read_own_features(path, KNOWN) == ()
    rows = ["- {name: b, zh: 乙, value: orders_180d}", "- {name: a, zh: 甲, en: A, unit: yuan, value: 1 * orders_180d}"]
    path.write_text("\n".join(rows), "utf-8")
    assert [each.name for each in read_own_features(path, KNOWN)] == ["a", "b"]
    assert read_own_features(path, KNOWN)[1].en == "b"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no YAML"),
        ("name: a", "must be a list"),
        ("- {name: a, zh: 甲}", "a feature has `name`"),
        ("- {name: A b, zh: 甲, value: orders_180d}", "small letters"),
        ("- {name: orders_180d, zh: 甲, value: views_month}", "shipped one"),
        ("- {name: a, zh: 甲, value: order_180d * 2}", "nearest: orders_180d"),
        ("- {name: a, zh: 甲, value: 'orders_180d *'}", "feature a: invalid syntax"),
        ("- {name: a, zh: 甲, value: orders_180d ** 9}", "alone"),
        ("- {name: a, zh: 甲, value: __import__('os')}", "alone"),
        ("- {name: a, zh: 甲, value: 1 + 2}", "names no feature"),
        ("- {name: a, zh: 穷人分, value: orders_180d}", "穷人"),
        ("- {name: a, zh: 甲, value: orders_180d}\n- {name: a, zh: 乙, value: views_month}", "there twice"),
    ],
)
def test_mistakes_are_told_with_file_and_feature(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "features.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_own_features(path, KNOWN)
    assert "features.yaml" in str(caught.value)
    assert told in str(caught.value)

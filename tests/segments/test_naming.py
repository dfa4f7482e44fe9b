from __future__ import annotations

import numpy as np
import pytest

from huaxiang.segments.naming import Leading, Trait, find_leading, find_traits, name_segments

LABELS = {"baby": ("母婴", "mother and baby"), "snacks": ("零食", "snacks"), "odd": ("穷人", "odd")}


def traits(**effects: float) -> list[Trait]:
    found = [Trait(name, effect, effect * 10) for name, effect in effects.items()]
    return sorted(found, key=lambda trait: -abs(trait.effect))


def test_words_come_from_what_sets_a_segment_apart_and_its_leading_category() -> None:
    repeat = traits(repurchase_180d=1.0, net_spend_180d=-0.9, orders_180d=0.6)
    night = traits(night_coefficient=1.2, average_order_value=0.5)
    leading = [[Leading("baby", 0.6, 200, 9.0)], [Leading("snacks", 0.5, 300, 9.0)]]
    names = name_segments([repeat, night], leading, labels=LABELS)
    assert names[0].zh == "高复购低客单价-母婴高频组"
    assert names[0].en == "Repeat buyers, low spend – mother and baby frequent"
    assert names[1].zh == "夜间活跃大额单-零食囤货组"


def test_names_are_unique_even_for_equal_segments() -> None:
    equal = traits(orders_180d=1.0, net_spend_180d=0.9, night_coefficient=0.5)
    names = name_segments(
        [equal] * 6, [[]] * 6, labels={}, taken=[("高频下单高客单价组", "Frequent buyers, high spend")]
    )
    assert len({name.zh for name in names}) == len({name.en for name in names}) == 6
    assert "高频下单高客单价组" not in {name.zh for name in names}


def test_segments_of_one_name_are_told_apart_by_a_feature_before_any_number() -> None:
    weak = [traits(orders_180d=1.0, return_share=0.2), traits(orders_180d=1.0, return_share=-0.2)]
    names = name_segments(weak, [[]] * 2, labels={}, taken=[("高频下单组", "Frequent buyers")])
    assert [name.zh for name in names] == ["高频下单组(退货率偏高)", "高频下单组(退货率偏低)"]
    assert names[1].en == "Frequent buyers (lower return share)"


def test_how_people_buy_is_said_before_how_they_browse() -> None:
    name = name_segments([traits(category_entropy=0.8, days_since_last_order=0.7)], [[]], labels={})[0]
    assert name.zh == "久未下单品类多元组"


def test_people_seen_lately_are_not_called_dormant_in_the_same_name() -> None:
    lately = traits(days_since_last_seen=-1.0, days_since_last_order=0.9)
    name = name_segments([lately], [[Leading("snacks", 0.5, 300, 9.0)]], labels=LABELS)[0]
    assert (name.zh, name.en) == ("近期活跃-零食偏好组", "Active lately – snacks fans")


def test_one_theme_gives_one_word() -> None:
    name = name_segments([traits(category_entropy=-1.0, top_category_share=0.9)], [[]], labels={})[0]
    assert name.zh == "品类专一组"


def test_a_banned_category_label_is_never_part_of_a_name() -> None:
    name = name_segments([traits(orders_180d=1.0)], [[Leading("odd", 0.9, 500, 9.0)]], labels=LABELS)[0]
    assert "穷人" not in name.zh


def test_a_segment_like_everybody_is_balanced() -> None:
    assert name_segments([traits(orders_180d=0.1)], [[]], labels={})[0].zh == "均衡型组"


def test_effects_are_in_standard_deviations_with_their_significance() -> None:
    places = np.array([[0.0, 0.5], [0.0, 0.5], [1.0, 0.5], [1.0, 0.5]])
    found = find_traits(places, np.array([0, 0, 1, 1]), ["a", "constant"], 3)
    assert found[1][0] == Trait("a", 1.0, round(2**0.5, 2))
    assert found[0][1].effect == 0.0
    assert found[2] == []


def test_leading_categories_have_tgi_and_are_enriched() -> None:
    own = np.repeat([0, 1], 50)
    shares = {"baby": np.where(own == 0, 0.8, 0.2), "food": np.where(own == 0, 0.2, 0.3)}
    found = find_leading(shares, own, 2)
    assert found[0] == [Leading("baby", 0.8, 160, 7.07)]
    assert found[1] == [Leading("food", 0.3, 120, 7.07)]


def test_what_chance_explains_is_neither_leading_nor_part_of_a_name() -> None:
    own = np.repeat([0, 1], 4)
    assert find_leading({"baby": np.where(own == 0, 0.8, 0.2)}, own, 2) == [[], []]
    chance = [Trait("orders_180d", 1.0, 2.9)]
    assert name_segments([chance], [[]], labels={})[0].zh == "均衡型组"
    assert name_segments([[Trait("orders_180d", 1.0, 3.0)]], [[]], labels={})[0].zh == "高频下单组"


def test_high_is_above_those_who_have_any_where_most_have_none() -> None:
    # eight without an order, two segments of buyers: one order each, and five
    places = np.array([[0.4]] * 8 + [[0.85]] * 3 + [[0.98]] * 2)
    labels = np.array([0] * 8 + [1] * 3 + [2] * 2)
    few, more = (find_traits(places, labels, ["orders_180d"], 3)[at][0].effect for at in (1, 2))
    assert few == 0.0
    assert more > 1.0


def test_a_trait_is_of_those_known_and_of_half_the_segment_at_least() -> None:
    nan = np.nan
    places = np.array([[0.2], [0.4], [0.6], [0.8], [nan], [0.9], [nan], [nan]])
    labels = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    found = find_traits(places, labels, ["average_order_value"], 2)
    assert found[0][0].effect == pytest.approx((0.5 - 0.58) / np.std([0.2, 0.4, 0.6, 0.8, 0.9]), abs=1e-3)
    assert found[1][0].effect == 0.0

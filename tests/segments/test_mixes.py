from __future__ import annotations

import math

from huaxiang.segments.mixes import MIXES, chosen_kinds, share_feature


def test_the_commonest_kinds_are_chosen_and_rare_or_secret_ones_left_out() -> None:
    counts = {"app": 700, "h5": 299, "fax": 1}
    assert chosen_kinds("channel", counts) == ("channel_share.app", "channel_share.h5")
    assert chosen_kinds("category", counts, left_out={"h5"}) == ("category_share.app",)
    assert chosen_kinds("channel", {"app": 5}) == ()
    assert chosen_kinds("channel", {}) == ()
    many = {f"kind{number:02d}": 100 - number for number in range(40)}
    assert len(chosen_kinds("action", many)) == 24


def test_days_count_for_channels_and_events_for_actions(make_people, make_event) -> None:
    events = [
        make_event("page_viewed", 1, channel="app", event_id="a"),
        make_event("page_viewed", 1, channel="app", event_id="b"),
        make_event("product_viewed", 2, channel="app", l1="beauty", l2="x", l3="y"),
        make_event("page_viewed", 3, channel="h5"),
        make_event("page_viewed", 400, channel="h5"),
    ]
    people = make_people({"member_no:1": events, "member_no:2": []})
    wanted = {"channel_share.app": 2 / 3, "channel_share.h5": 1 / 3, "channel_share.fax": 0.0}
    wanted |= {"action_share.page_viewed": 0.75, "category_share.beauty": 1.0}
    for name, share in wanted.items():
        found = share_feature(name).compute(people).tolist()
        assert found[0] == share, name
        assert math.isnan(found[1])


def test_other_names_are_no_shares_and_every_mix_is_worded() -> None:
    assert share_feature("night_coefficient") is None
    assert share_feature("zodiac_share.leo") is None
    assert share_feature("channel_share.") is None
    assert share_feature("action_share.products_searched").zh == "搜索占比"
    assert share_feature("channel_share.mini_program").en == "mini-programme channel share"
    for name in MIXES:
        feature = share_feature(f"{name}_share.x")
        assert (feature.is_fine, feature.unit) == (True, "share")
        assert feature.zh
        assert feature.meaning_en

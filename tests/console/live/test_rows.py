from __future__ import annotations

import pytest

from huaxiang.console.live.rows import Wanted, cause_words, row_of, shift_words, withheld_words
from huaxiang.console.views.changes import CAUSES, Shift

UNTIL = 1_765_425_600_000_000


@pytest.mark.parametrize(
    ("shifts", "zh_words", "en_words"),
    [
        ([Shift("*", None, {})], "得到", "gained"),
        ([Shift("*", {}, None)], "失去", "lost"),
        ([Shift("score_milli", 620, 710)], "分数 620 → 710", "score 620 → 710"),
        ([Shift("confidence_milli", 812, 914)], "置信度 81% → 91%", "confidence 81% → 91%"),
        ([Shift("status", "below_threshold", "active")], "待观察 → 生效", "below threshold → active"),
        ([Shift("strength", None, 2)], "强度 无 → 2", "strength none → 2"),
        ([Shift("stance", "prefer", "avoid")], "态度 偏好 → 回避", "stance prefers → avoids"),
        ([Shift("valid_until", None, UNTIL)], "有效期 一直 → 2025-12-11", "valid until no end → 2025-12-11"),
        ([Shift("evidence_id", "a", "b"), Shift("valid_from", 1, 2)], "依据有更新", "new evidence"),
        (
            [Shift("evidence_id", "a", "b"), Shift("score_milli", 1, 2), Shift("status", "frozen", "active")],
            "冻结 → 生效 · 分数 1 → 2",
            "frozen → active · score 1 → 2",
        ),
    ],
)
def test_a_change_is_told_in_words(zh, en, shifts, zh_words, en_words):
    assert shift_words(zh, shifts) == zh_words
    assert shift_words(en, shifts) == en_words


def test_a_cause_names_its_event_where_that_is_known(zh, en):
    assert cause_words(zh, "event", "product_added") == "事件：加购"
    assert cause_words(en, "late_event", "order_completed") == "late event: order paid"
    assert cause_words(zh, "late_event", None) == "迟到事件"
    assert cause_words(zh, "event", "my_own_event") == "事件：my_own_event"
    told = [cause_words(zh, each, None) for each in CAUSES]
    assert told == ["事件", "迟到事件", "计时到点", "时间衰减", "合并", "撤销合并", "重建", "更正", "删除"]


def test_a_line_says_who_what_and_why_it_may_not_be_used(zh, made):
    row = row_of(zh, made(), is_gated=False, event_name={"app:1": "product_added"}.get)
    assert row == {
        "at": "11-11 12:00",
        "href": "/people/p_1",
        "name": "M01",
        "tag": "犹豫型高意向用户",
        "words": "得到",
        "tone": "good",
        "cause": "事件：加购",
        "why": "待观察",
    }


def test_through_the_gate_a_line_shows_what_leaves(en, made):
    lost = made(shifts=(Shift("status", "active", "frozen"),), leaving=(Shift("*", {}, None),), withheld=None)
    row = row_of(en, lost, is_gated=True, event_name=lambda _: None)
    assert (row["words"], row["tone"], row["why"]) == ("lost", "bad", "")
    assert row_of(en, lost, is_gated=False, event_name=lambda _: None)["words"] == "active → frozen"


def test_who_is_known_by_a_device_alone_is_a_visitor(zh, made):
    visitor = made(name="c1***9", is_visitor=True)
    assert row_of(zh, visitor, is_gated=False, event_name=lambda _: None)["name"] == "访客 c1***9"
    nobody = made(name="", is_visitor=True)
    assert row_of(zh, nobody, is_gated=False, event_name=lambda _: None)["name"] == "未留标识"


def test_the_filter_asks_for_a_part_of_the_label_in_either_language_or_of_the_key(made):
    update = made()
    assert all(Wanted(is_gated=False, tag=each).shows(update) for each in ("犹豫", "HESI", "flag.", " "))
    assert not Wanted(is_gated=False, tag="口红").shows(update)
    assert not Wanted(is_gated=False, cause="decay").shows(update)
    assert not Wanted().shows(update)
    assert Wanted().shows(made(leaving=(Shift("*", None, {}),), withheld=None))


def test_what_is_withheld_is_counted_with_its_reasons(zh, en, made):
    kept = [made(), made(), made(withheld="below_threshold"), made(leaving=(Shift("*", None, {}),), withheld=None)]
    told = withheld_words(zh, kept)
    assert told == "最近 4 条变化里，3 条还不能用，没有列在这里：待观察 2 条、置信度不到门槛 1 条。"
    assert withheld_words(en, kept[3:]) == "All of the newest 1 changes may be used."
    assert withheld_words(en, []) == ""


def test_a_tag_that_changed_its_evidence_alone_is_counted_and_listed_among_everything_alone(en, made):
    same = made(shifts=(Shift("evidence_id", "a", "b"),), leaving=(Shift("evidence_id", "a", "b"),), withheld=None)
    assert not Wanted().shows(same)
    assert Wanted(is_gated=False).shows(same)
    told = "All of the newest 2 changes may be used. Another 2 changed their evidence alone and are not listed either."
    assert withheld_words(en, [same, same]) == told

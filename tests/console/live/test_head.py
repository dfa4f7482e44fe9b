from __future__ import annotations

import pytest

from huaxiang.console.live.head import age_words, lag_note, outlet_words, worker_words

AS_OF = "2025-11-11T04:00:00.000000Z"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.44, "0.4 秒"), (59.9, "59.9 秒"), (61, "1 分钟"), (7_300, "2 小时"), (200_000, "2 天")]
)
def test_an_age_is_told_in_the_largest_unit(zh, seconds, words):
    assert age_words(zh, seconds) == words


def test_the_age_stands_beside_what_is_not_counted_yet(zh, en):
    assert lag_note(zh, {"as_of": AS_OF, "pending": 0}, 0.4) == ("数据截至 11-11 12:00 · 没有事件在排队", "")
    assert lag_note(en, {"as_of": AS_OF, "pending": 1_200}, 90.0) == (
        "as of 11-11 12:00 · 1,200 events are not counted yet",
        "wait",
    )
    old = lag_note(zh, {"as_of": AS_OF, "pending": 0}, 400_000.0)
    assert old == ("数据截至 11-11 12:00 · 从上次计算到现在还没有新事件", "")


def test_a_worker_that_is_well_off_or_ended_is_told(zh):
    well = {"checks": {"store": "ok", "log": "ok", "worker": "ok"}}
    assert worker_words(zh, well) == ("正常", "事件进来就会更新标签", "")
    off = worker_words(zh, {"checks": {"worker": "off"}})
    assert (off[0], off[2]) == ("没有启动", "wait")
    ended = worker_words(zh, {"checks": {"worker": "ended with code 1; starts again within 2 s"}, "worker_restarts": 3})
    assert ended == ("出错了", "ended with code 1; starts again within 2 s · 重启过 3 次", "bad")


def test_whatever_else_is_not_well_stands_there_too(en):
    words, note, tone = worker_words(
        en, {"checks": {"log": "only 3 MB of disk are free", "worker": "ok"}, "unfoldable": 2}
    )
    assert (words, tone) == ("working", "bad")
    assert "2 events could not be counted" in note
    assert "Event log: only 3 MB of disk are free" in note


def test_webhooks_say_what_waits_and_what_went_wrong(zh):
    assert outlet_words(zh, "crm", {"state": "ok", "waiting": 0}) == ("推送「crm」正常", "good")
    failing = {"state": "failing", "waiting": 12, "last_error": "status 500"}
    assert outlet_words(zh, "crm", failing) == ("推送「crm」失败，在重试 · 12 条等着发 · status 500", "wait")
    assert outlet_words(zh, "crm", {"state": "gone"})[1] == "bad"

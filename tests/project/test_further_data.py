from __future__ import annotations

from huaxiang.project.further_data import Given, further_data, further_lines


def test_orders_alone_lack_tracking_texts_and_more() -> None:
    found = further_data([Given("orders", {"order_id": "o"}, ["user_id"])])
    assert any("埋点" in each.data for each in found)
    assert any("评价" in each.data for each in found)
    assert not any(each.data.startswith("订单(") for each in found)


def test_what_is_there_is_not_asked_for() -> None:
    before = further_data([Given("events", {})], language="en")
    after = further_data([Given("events", {"query": "q"}, ["mobile"])], language="en")
    assert {each.data for each in before} - {each.data for each in after} == {
        "reviews, search queries, service chats",
        "an address (mobile, e-mail, WeCom)",
    }


def test_lines_have_a_heading_and_nothing_missing_says_nothing() -> None:
    assert further_lines([])[0] == "还差什么数据就能看到什么:"
    assert further_lines([], language="en")[0] == "What further data would show:"
    everything = [
        Given("orders", {"refund_minor": "r", "discount_minor": "d"}, ["mobile"]),
        Given("order_lines", {}),
        Given("events", {}),
        Given("items", {"l1": "c"}),
        Given("texts", {}),
        Given("people", {}),
        Given("messages", {}),
    ]
    assert further_lines(everything) == []

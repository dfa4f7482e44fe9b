from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_evidence_of_a_tag_comes_with_its_rule(ran: Callable[..., Any], built: Path, member: str) -> None:
    document = ran("why", member, "fact.buyer", built, "--json").document
    assert (document["holds"], document["passes_gate"]) == (True, True)
    (order,) = document["evidence"][0]["orders"]
    assert order["order_id"] == document["evidence"][0]["references"]["newest_order"]
    assert document["evidence"][0]["rule"] == "有至少一笔已支付且未退款的订单"


def test_a_label_is_as_good_as_a_key(ran: Callable[..., Any], built: Path, member: str) -> None:
    assert ran("why", member, "已购客户", built).out.startswith("已购客户  (fact.buyer")


def test_an_unknown_tag_ends_with_2_and_the_nearest(ran: Callable[..., Any], built: Path, member: str) -> None:
    done = ran("why", member, "fact.bayer", built)
    assert (done.code, "nearest: fact.buyer" in done.err) == (2, True)

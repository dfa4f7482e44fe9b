from __future__ import annotations

from huaxiang.ingest.propose.reasons import Reason


def test_reasons_are_told_in_both_languages() -> None:
    reason = Reason("overlap", ("goods", "sku", "99"))
    assert reason.text("zh") == "与 goods 的 sku 有 99% 相同"
    assert reason.text("en") == "99 % of its values are in sku of goods"

from __future__ import annotations

from huaxiang.ingest.report import FileReport, IngestReport, SourceReport

SOURCE = SourceReport("orders", "orders", 10, 7, 1, {"bad placed_at": 2}, (FileReport("a.csv", "ff", 10),))


def test_row_that_is_neither_used_nor_rejected_is_a_difference() -> None:
    assert SOURCE.difference == 1
    assert IngestReport((SOURCE, SOURCE)).difference == 2


def test_report_survives_the_cache() -> None:
    report = IngestReport((SOURCE,), {"orders": 7})
    assert IngestReport.from_dict(report.to_dict()) == report


def test_report_prints_sources_and_reasons() -> None:
    text = str(IngestReport((SOURCE,), {"orders": 7}))
    assert "bad placed_at: 2" in text
    assert text.endswith("lake: orders 7")


def test_report_speaks_chinese() -> None:
    text = IngestReport((SOURCE,), {"orders": 7}).to_text("zh")
    assert "placed_at 读不出: 2" in text
    assert text.endswith("数据湖:订单 7")

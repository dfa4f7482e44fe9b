from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.mapping import Format
from huaxiang.ingest.sniffing import sniff

TAOBAO = (
    '订单编号,买家会员名,买家实际支付金额,订单创建时间\n="2938475610293847561",小**,"1,234.50",2025-11-11 20:00:00\n'
)
DOUYIN = (
    "主订单编号,子订单编号,选购商品,订单应付金额\n6921\t,6922\t,面霜,¥12.00\n6923\t,6924\t,口红,¥8.00\n合计,,,¥20.00\n"
)


def test_shop_export_in_gbk_is_told_with_its_settings(tmp_path: Path) -> None:
    path = tmp_path / "订单.csv"
    path.write_bytes(TAOBAO.encode("gbk"))
    (table,) = sniff(path)
    assert (table.name, table.kind, table.path) == ("订单", "csv", path)
    assert table.format == {"delimiter": ",", "encoding": "gb18030"}
    assert table.first.to_pylist()[0]["订单编号"] == "2938475610293847561"


def test_tabs_after_ids_and_total_lines_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(DOUYIN, encoding="utf-8-sig")
    (table,) = sniff(path)
    assert table.sample["主订单编号"].to_pylist() == ["6921", "6923"]
    assert (table.n_rows, table.n_rejects, table.is_exact) == (2, 1, True)
    assert table.notes == ("1 rows cannot be read",)


def test_ids_that_lost_their_digits_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("order_id,n\n2.93848E+18,1\n2.93849E+18,2\n")
    assert sniff(tmp_path / "a.csv")[0].notes == (
        "2 cells of 'order_id' are numbers cut to 15 digits, such as 1.23457E+18: export the ids as text",
    )


def test_archive_gives_a_table_for_each_member(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("orders.csv", "id,n\n1,2\n")
        archive.writestr("log.jsonl", '{"id": 1, "user": {"m": "7"}}\n')
        archive.writestr("picture.png", b"\x89PNG\r\n\x1a\n\x00")
    log, orders = sniff(tmp_path / "a.zip")
    assert (log.name, log.kind, log.format, log.columns) == ("log", "jsonl", {"member": "log.jsonl"}, ("id", "user.m"))
    assert (orders.format["member"], orders.sample.to_pylist()) == ("orders.csv", [{"id": "1", "n": "2"}])


def test_workbook_gives_a_table_for_each_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2024"
    for row in (("订单报表",), ("id", "n"), ("a", 1), ("b", 2)):
        sheet.append(row)
    other = book.create_sheet("2025")
    for row in ((1, "pv"), (2, "buy")):
        other.append(row)
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    first, second = sniff(tmp_path / "a.xlsx")
    assert (first.name, first.kind, first.format) == ("2024", "excel", {"sheet": "2024", "skip": 1})
    assert first.sample.to_pylist() == [{"id": "a", "n": "1"}, {"id": "b", "n": "2"}]
    assert second.format == {"sheet": "2025", "header": False, "columns": ["col1", "col2"]}
    assert not second.has_header


def test_sample_is_spread_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n\n" + "".join(f"{number}\n" for number in range(1_000)))
    pq.write_table(pa.table({"n": range(1_000)}), tmp_path / "a.parquet", row_group_size=100)
    for name in ("a.csv", "a.parquet"):
        (table,) = sniff(tmp_path / name, sample_rows=100)
        numbers = [int(cell) for cell in table.sample["n"].to_pylist()]
        assert len(numbers) == 100
        assert max(numbers) >= 950
        assert numbers == sorted(numbers)
        assert (table.n_rows, table.first.num_rows) == (1_000, 20)


def test_every_setting_is_one_that_a_mapping_knows(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("id   name       price\n1    小 明          5\n22                  7\n")
    (table,) = sniff(tmp_path / "a.txt")
    assert set(table.format) <= set(Format.__slots__)
    assert table.kind == "text"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02" * 99, "<html><table>单</table>".encode()])
def test_what_holds_no_table_is_one_clear_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(BadInput) as caught:
        sniff(tmp_path / "a.xls")
    assert "\n" not in str(caught.value)

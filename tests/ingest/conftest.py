"""A project folder with a small shop in it, and an open engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from huaxiang.domain.identities import NAMESPACES
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import Constant, SourceSpec
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.stage import IngestSettings, run


def scrub(text: str) -> str:
    return re.sub(r"1\d{10}", "[phone]", text)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Any]:
    with DuckDB().session(Limits(2, 1000, tmp_path / "spill")) as opened:
        opened.connection.create_function("scrub_here", scrub, ["VARCHAR"], "VARCHAR")
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> IngestSettings:
    folder = tmp_path / "店铺 one"
    folder.mkdir()
    return IngestSettings(folder, tmp_path / "cache", Zone("Asia/Shanghai"), "CNY", NAMESPACES, scrub)


@pytest.fixture
def ingest(session: Any, settings: IngestSettings, tmp_path: Path) -> Callable[..., tuple[IngestReport, Lake]]:
    numbers = iter(range(100))

    def go(*sources: SourceSpec, **changes: Any) -> tuple[IngestReport, Lake]:
        lake = Lake(tmp_path / f"lake{next(numbers)}")
        around = {name: getattr(settings, name) for name in settings.__slots__} | changes
        return run(sources, lake=lake, session=session, settings=IngestSettings(**around)), lake

    return go


ORDERS = """order_id,placed,paid,closed,gross,discount,refund,status,member,phone
o1,2025-11-11 20:00:00,2025-11-11 20:01:00,,100.00,10.00,0,completed,1001,13912345678
o2,2025-11-12 09:00:00,2025-11-12 09:05:00,2025-11-20 10:00:00,50.00,0,50.00,refunded,1002,138****1234
o3,2025-11-13 09:00:00,,2025-11-13 12:00:00,20.00,0,0,cancelled,1002,
o4,not a time,,,20.00,0,0,placed,1002,
"""
LINES = """order_id,no,item,n,amount
o1,1,i1,2,60.00
o1,2,i2,1,30.00
o2,1,i1,1,50.00
o3,1,i1,1,20.00
"""
MEMBERS = """member,registered,sex,phone
1001,2025-01-02,女,13912345678
1002,2025-02-03,,13800138000
"""
TEXTS = """{"id": "t1", "kind": "review", "text": "好用,电话13912345678", "at": "2025-11-15 10:00:00", "member": "1001"}
{"id": "t2", "kind": "gossip", "text": "?", "at": "2025-11-15 10:00:00", "member": "1001"}
"""


@pytest.fixture
def shop(settings: IngestSettings) -> dict[str, SourceSpec]:
    for name, text in (("orders.csv", ORDERS), ("lines.csv", LINES), ("members.csv", MEMBERS), ("texts.jsonl", TEXTS)):
        (settings.folder / name).write_text(text, encoding="utf-8")
    order_map: dict[str, str | Constant] = {
        "order_id": "order_id",
        "placed_at": "placed",
        "paid_at": "paid",
        "closed_at": "closed",
        "gross_minor": "gross",
        "discount_minor": "discount",
        "refund_minor": "refund",
        "status": "status",
        "channel": Constant("app"),
    }
    line_map: dict[str, str | Constant] = {
        "order_id": "order_id",
        "line_number": "no",
        "item_id": "item",
        "quantity": "n",
        "amount_minor": "amount",
    }
    text_map: dict[str, str | Constant] = {"text_id": "id", "kind": "kind", "text": "text", "occurred_at": "at"}
    return {
        "orders": SourceSpec(
            "orders",
            "csv",
            "orders.csv",
            "orders",
            map=order_map,
            person={"member_no": ("member",), "mobile": ("phone",)},
        ),
        "lines": SourceSpec("lines", "csv", "lines.csv", "order_lines", map=line_map),
        "members": SourceSpec(
            "members",
            "csv",
            "members.csv",
            "people",
            map={"observed_at": "registered", "gender": "sex"},
            person={"member_no": ("member",), "mobile": ("phone",)},
        ),
        "texts": SourceSpec("texts", "jsonl", "texts.jsonl", "texts", map=text_map, person={"member_no": ("member",)}),
    }

"""A shop small enough to be written by hand: a few people, every kind of source, built in about a second."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huaxiang.evaluate.parity_stream import held
from huaxiang.project.opening import Project

__all__ = ["Row", "SmallShop", "held", "usual_shop"]

Row = dict[str, Any]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "members": ("member_no", "registered_at", "mobile", "gender"),
    "items": ("item_id", "title", "l1", "l2", "l3"),
    "events": ("message_id", "event", "timestamp", "member_no", "device_id", "cookie", "item_id", "query"),
    "orders": ("order_id", "member_no", "placed_at", "paid_at", "amount", "status", "receiver_mobile"),
    "texts": ("text_id", "kind", "text", "written_at", "member_no"),
    "facts": ("member_no", "name", "value", "supplier", "contract", "consent_id", "observed_at", "expires_at"),
    "consents": ("member_no", "purpose", "kind", "given_at", "withdrawn_at"),
}
TOML = """version = 1

[project]
name = "laws"
time_zone = "Asia/Shanghai"
seed = 3
{settings}
[[source]]
name = "members"
kind = "csv"
path = "sources/members.csv"
table = "people"
map = {{ observed_at = "registered_at", gender = "gender" }}
person = {{ member_no = "member_no", mobile = "mobile" }}

[[source]]
name = "items"
kind = "csv"
path = "sources/items.csv"
table = "items"
map = {{ item_id = "item_id", title = "title", l1 = "l1", l2 = "l2", l3 = "l3" }}

[[source]]
name = "events"
kind = "csv"
path = "sources/events.csv"
table = "events"
map = {{ message_id = "message_id", name = "event", occurred_at = "timestamp", item_id = "item_id", query = "query" }}
person = {{ member_no = "member_no", device_id = "device_id", cookie = "cookie" }}

[[source]]
name = "orders"
kind = "csv"
path = "sources/orders.csv"
table = "orders"
map = {{ order_id = "order_id", placed_at = "placed_at", paid_at = "paid_at", paid_minor = "amount", status = "status" }}
person = {{ member_no = "member_no", mobile = "receiver_mobile" }}

[[source]]
name = "texts"
kind = "csv"
path = "sources/texts.csv"
table = "texts"
map = {{ text_id = "text_id", kind = "kind", text = "text", occurred_at = "written_at" }}
person = {{ member_no = "member_no" }}

[[source]]
name = "facts"
kind = "csv"
path = "sources/facts.csv"
table = "facts"
map = {{ name = "name", value = "value", supplier = "supplier", contract = "contract", consent_id = "consent_id", observed_at = "observed_at", expires_at = "expires_at" }}
person = {{ member_no = "member_no" }}

[[source]]
name = "consents"
kind = "csv"
path = "sources/consents.csv"
table = "consents"
map = {{ purpose = "purpose", kind = "kind", given_at = "given_at", withdrawn_at = "withdrawn_at" }}
person = {{ member_no = "member_no" }}
"""  # noqa: E501


@dataclass
class SmallShop:
    """Rows of every source file, and what is written between [project] and the sources."""

    members: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)
    settings: str = ""

    def write(self, folder: Path) -> Project:
        """The project in a folder, its files written anew."""
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        (folder / "huaxiang.toml").write_text(TOML.format(settings=self.settings), encoding="utf-8")
        for name, columns in COLUMNS.items():
            write_csv(folder / "sources" / f"{name}.csv", columns, getattr(self, name))
        return Project.open(folder)

    def build(self, folder: Path, **asked: Any) -> Project:
        """The project written and built."""
        project = self.write(folder)
        project.build(**asked)
        return project


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Writes rows with a header; what a row does not name is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)


def viewing(person: str, item: str, days: Iterable[int], *, hour: int = 10) -> list[Row]:
    """A view of an item on each of some days of May 2025."""
    return [
        {
            "message_id": f"{person}-{item}-{day}-{hour}",
            "event": "product_viewed",
            "timestamp": f"2025-05-{day:02d} {hour:02d}:00:00",
            "member_no": person,
            "device_id": f"phone-of-{person}",
            "item_id": item,
        }
        for day in days
    ]


def usual_shop() -> SmallShop:
    """Twelve members who view, buy, search and write, each a little differently."""
    shop = SmallShop()
    shop.items = [
        {"item_id": "i1", "title": "轻薄粉底液", "l1": "美妆", "l2": "底妆", "l3": "粉底"},
        {"item_id": "i2", "title": "全价猫粮", "l1": "宠物", "l2": "猫主粮", "l3": "猫粮"},
        {"item_id": "i3", "title": "婴儿纸尿裤", "l1": "母婴", "l2": "尿裤湿巾", "l3": "纸尿裤"},
    ]
    for number in range(12):
        person = f"M{number:02d}"
        shop.members.append(
            {
                "member_no": person,
                "registered_at": f"2025-04-{number + 1:02d} 09:00:00",
                "mobile": f"139123400{number:02d}",
                "gender": "女" if number % 2 else "男",
            }
        )
        shop.events += viewing(person, f"i{number % 3 + 1}", range(2 + number % 5, 20, 2 + number % 4))
        shop.events += viewing(person, "i1", (21, 22, 23), hour=12 + number % 6)
        if number % 2:
            day = 24 + number // 4
            shop.orders.append(
                {
                    "order_id": f"O{number}",
                    "member_no": person,
                    "placed_at": f"2025-05-{day} 20:00:00",
                    "paid_at": f"2025-05-{day} 20:01:00",
                    "amount": f"{50 + 10 * number}.00",
                    "status": "completed",
                }
            )
        shop.texts.append(
            {
                "text_id": f"T{number}",
                "kind": "review" if number % 2 else "question",
                "text": ("猫粮很好,下次还买", "想要轻薄的粉底液", "纸尿裤太厚了不喜欢")[number % 3],
                "written_at": f"2025-05-{10 + number} 21:30:00",
                "member_no": person,
            }
        )
    return shop

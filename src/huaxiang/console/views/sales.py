"""Net sales and orders of people and days, from the orders of the lake; currencies are never added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.views.tables import read_columns
from huaxiang.domain.instants import DAY_US, from_iso
from huaxiang.project.readable import Readable

__all__ = ["WINDOW_DAYS", "Orders", "built_at", "paid_orders"]

WINDOW_DAYS = 30
"""Days of the window that the overview speaks of."""
_PAID = frozenset({"paid", "shipped", "completed", "refunded"})


@dataclass(frozen=True)
class Orders:
    """Paid orders: person_id, paid_at (µs), net_minor, currency; as of an instant."""

    rows: pa.Table
    as_of: int

    def within(self, days: int, *, before_days: int = 0) -> Orders:
        """Those of the `days` that end `before_days` before the as-of."""
        end = self.as_of - before_days * DAY_US
        paid = self.rows["paid_at"]
        return Orders(self.rows.filter(pc.and_(pc.greater(paid, end - days * DAY_US), pc.less_equal(paid, end))), end)

    def net(self) -> dict[str, int]:
        """Net sales by currency, minor units."""
        return {row["currency"]: row["net_minor_sum"] for row in self.sums("currency")}

    def by_person(self, currency: str) -> dict[str, int]:
        """Net sales in one currency by person, minor units; orders without a person are left out."""
        one = self.rows.filter(pc.equal(self.rows["currency"], currency))
        return {row["person_id"]: row["net_minor_sum"] for row in Orders(one, self.as_of).sums("person_id")}

    def buyers(self) -> set[str]:
        """People with an order."""
        return set(pc.unique(self.rows["person_id"].drop_null()).to_pylist())

    def sums(self, column: str) -> list[dict[str, Any]]:
        """Net sales by the values of a column: the column and net_minor_sum."""
        known = self.rows.filter(pc.is_valid(self.rows[column]))
        rows: list[dict[str, Any]] = known.group_by(column).aggregate([("net_minor", "sum")]).to_pylist()
        return rows


def paid_orders(project: Readable) -> Orders:
    """Every paid order, as of the last build: the lake stays as it was while live events come in."""
    columns = ("person_id", "paid_at", "placed_at", "net_minor", "currency", "status")
    rows = read_columns(project.lake(), "orders", columns)
    is_paid = pc.is_in(rows["status"], value_set=pa.array(sorted(_PAID)))
    at = pc.if_else(pc.and_(is_paid, pc.is_null(rows["paid_at"])), rows["placed_at"], rows["paid_at"])
    rows = rows.set_column(1, "paid_at", at).select(["person_id", "paid_at", "net_minor", "currency"])
    return Orders(rows.filter(pc.is_valid(rows["paid_at"])), built_at(project))


def built_at(project: Readable) -> int:
    """As-of of the last build, µs."""
    return from_iso(str(project.manifest()["as_of"]))

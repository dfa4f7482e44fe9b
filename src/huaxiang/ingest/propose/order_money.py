"""What orders and their lines came to: paid, to be paid, before discounts; of the line, or of the whole order."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from huaxiang.ingest.mapping import Computed, MapValue
from huaxiang.ingest.propose.names import name_evidence, normalise
from huaxiang.ingest.propose.profile import Codes, ColumnProfile, number_of
from huaxiang.ingest.propose.proposal import Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["PAYMENTS", "before_discounts", "is_of_order", "line_amount", "order_payment"]

PAYMENTS = ("paid", "amount", "payable")
"""Roles that can say what was paid, the surest first."""
_UNIT_WORDS = ("unit", "单价", "each", "einzel", "unitario", "unitaire", "単価", "단가", "birim", "list", "retail")
_MOSTLY, _ALWAYS = 0.8, 0.95
_LEAST_ORDERS, _MOST_CHANCE = 5, 0.6


def _payments(table: SeenTable) -> list[str]:
    """Columns that can say what was paid, the surest first; numbers below nothing are scaled and no amounts."""
    among = [column for role in PAYMENTS for column in table.with_role(role)]
    return [column for column in among if table.profile(column).share["negative"] < _MOSTLY]


def order_payment(table: SeenTable) -> str | None:
    """The column of what the whole order paid in files with one row a line; None when there is none."""
    return next((column for column in _payments(table) if is_of_order(table, column)), None)


def before_discounts(table: SeenTable, paid: str) -> str | None:
    """The column of what an order came to before discounts: at least what was paid in nearly all orders."""
    likely = [*_payments(table), *(c for c in table.with_role("other") if _is_called_amount(table, c))]
    least = _numbers(table.profile(paid))
    for column in likely:
        amounts = _numbers(table.profile(column))
        if column != paid and np.mean(amounts >= least - 0.005) > 0.98 and np.any(amounts > least + 0.005):
            return column
    return None


def _is_called_amount(table: SeenTable, column: str) -> bool:
    named = name_evidence(column, table=table.name) if table.view.has_names else {}
    return max((named.get(role, 0.0) for role in PAYMENTS), default=0.0) >= 2.6


def is_of_order(table: SeenTable, amount: str) -> bool:
    """Whether all rows of an order repeat an amount: then it is that of the whole order."""
    order = table.first("order")
    if order is None:
        return False
    p = table.profile(amount)
    owner, values = table.profile(order).codes, _numbers(p)
    if _once_an_order(owner, p):
        return True
    good = owner >= 0
    if not good.any():
        return False
    codes, amounts = owner[good], values[good]
    rows = np.bincount(codes)
    lowest, highest = np.full(len(rows), np.inf), np.full(len(rows), -np.inf)
    np.minimum.at(lowest, codes, amounts)
    np.maximum.at(highest, codes, amounts)
    telling = (rows >= 2) & (np.maximum(np.abs(lowest), np.abs(highest)) > 0)
    if telling.sum() < _LEAST_ORDERS or _meet_by_chance(amounts) > _MOST_CHANCE:
        return False
    return bool(np.mean(lowest[telling] == highest[telling]) > 0.97)


def _once_an_order(owner: Codes, p: ColumnProfile) -> bool:
    """Whether only one row of each order says it: exports that leave the order's columns empty after its first row."""
    good = owner >= 0
    if p.present > _ALWAYS or not good.any():
        return False
    rows, said = np.bincount(owner[good]), np.bincount(owner[good], weights=p.codes[good] >= 0)
    several = rows >= 2
    return bool(several.sum() >= _LEAST_ORDERS and np.mean(said[several] == 1) > 0.97)


def _meet_by_chance(amounts: npt.NDArray[np.float64]) -> float:
    """Probability that two rows, not both nothing, have the same amount."""
    values, rows = np.unique(amounts, return_counts=True)
    shares = rows / len(amounts)
    nothing = float(np.sum(shares[values == 0] ** 2))
    return float(np.sum(shares[values != 0] ** 2)) / (1 - nothing) if nothing < 1 else 1.0


def line_amount(table: SeenTable) -> tuple[MapValue, Guess] | None:
    """What a line comes to: its amount, else unit price times quantity, else its price; None without any.

    An amount that is the same in all lines of an order is the order's and not the line's.
    """
    amounts = [*_payments(table), *table.with_role("net")]
    price, quantity = table.first("price"), table.first("quantity")
    own = next((amount for amount in amounts if not is_of_order(table, amount)), None)
    if own is not None:
        return own, _note(table, own)
    if price is None:
        return (amounts[0], _note(table, amounts[0])) if amounts else None
    if quantity is None or _is_total(table, price, quantity):
        return price, _note(table, price)
    note = _note(table, price)
    reasons = (*note.reasons, Reason("computed", (f"{price} × {quantity}",)))
    return Computed((price, quantity), "product"), Guess("amount", note.confidence * 0.95, reasons)


def _note(table: SeenTable, column: str) -> Guess:
    guess = table.columns[column]
    return Guess(guess.role, guess.confidence, guess.reasons)


def _is_total(table: SeenTable, price: str, quantity: str) -> bool:
    """Whether a price grows with the quantity of the same item: then it is that of the whole line."""
    if any(word in normalise(price) for word in _UNIT_WORDS):
        return False
    item = table.first("item", "title")
    prices, pieces = (_numbers(table.profile(column)) for column in (price, quantity))
    groups = table.profile(item).codes if item else np.zeros(len(prices), dtype=np.int64)
    good = (prices > 0) & (pieces > 0) & (groups >= 0)
    if good.sum() < 30:
        return False
    x, y, owner = np.log(pieces[good]), np.log(prices[good]), groups[good]
    rows = np.bincount(owner)
    rows[rows == 0] = 1
    x -= (np.bincount(owner, weights=x) / rows)[owner]
    y -= (np.bincount(owner, weights=y) / rows)[owner]
    spread = float(np.sum(x * x))
    return spread > 1.0 and float(np.sum(x * y)) / spread > 0.5


def _numbers(p: ColumnProfile) -> Any:
    found = np.array([number_of(t, decimal_comma=p.is_decimal_comma) or 0.0 for t in p.distinct] or [0.0])
    return np.where(p.codes >= 0, found[np.maximum(p.codes, 0)], 0.0)

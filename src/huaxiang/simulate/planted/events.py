"""Everything that happened as rows of the table `events`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute

from huaxiang.domain.tables import table
from huaxiang.simulate.planted.catalogue import SOURCE, Catalogue
from huaxiang.simulate.planted.goods import Goods
from huaxiang.simulate.planted.orders import DISCOUNTS, Orders
from huaxiang.simulate.planted.personas import COLUMNS
from huaxiang.simulate.planted.steps import CODES, NAMES, NONE, Steps
from huaxiang.simulate.planted.visits import Visits
from huaxiang.simulate.planted.year import AS_OF, at_local_hour

__all__ = ["Happened", "events_table", "member_numbers"]

_HEX = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), dtype=np.uint8).reshape(256, 2)
_ID_BYTES = 12
_PAGES = {
    "product_list_viewed": "list",
    "product_viewed": "product",
    "products_searched": "search",
    "cart_viewed": "cart",
    "checkout_started": "checkout",
    "content_liked": "community",
    "content_commented": "community",
}
_ZONES = ("banner", "recommended", "navigation", "ranking")
_ORDER_AMOUNTS = ("order_placed", "order_completed", "order_refunded")


@dataclass(frozen=True)
class Happened:
    """All that becomes events: what the parts drew, and the number of the first person, visit and order."""

    visits: Visits
    orders: Orders
    steps: Steps
    goods: Goods
    first_person: int
    block: int


@dataclass(frozen=True)
class _Rows:
    """Codes of all events, those in the visits first, then what came of the orders later; NONE is null."""

    name: np.ndarray
    visit: np.ndarray
    order: np.ndarray
    item: np.ndarray
    occurred_at: np.ndarray
    n_in_visits: int


def member_numbers(first: int, n_people: int) -> pa.Array:
    """Member numbers of people from that number on, which counts from 0.

    >>> member_numbers(0, 2).to_pylist()
    ['M0000001', 'M0000002']
    """
    return _numbered("M", np.arange(first + 1, first + n_people + 1), 7)


def _numbered(prefix: str, numbers: np.ndarray, width: int) -> pa.Array:
    digits = pa.compute.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pa.compute.binary_join_element_wise(pa.scalar(prefix), digits, pa.scalar(""))


def events_table(happened: Happened, catalogue: Catalogue, rng: np.random.Generator) -> pa.Table:
    """The events in the schema of table `events`: those of visits by person and time, then refunds and reviews."""
    rows = _rows(happened, rng)
    columns = _columns(happened, rows, catalogue, rng) | _amounts(happened, rows, catalogue)
    schema, n = table("events").schema, rows.name.size
    arrays = [columns[field.name] if field.name in columns else pa.nulls(n, field.type) for field in schema]
    return pa.table(arrays, schema=schema)


def _rows(happened: Happened, rng: np.random.Generator) -> _Rows:
    steps, orders = happened.steps, happened.orders
    is_placed = steps.name == CODES["order_placed"]
    placed_at, first_item = np.zeros(orders.n, dtype=np.int64), np.zeros(orders.n, dtype=np.int64)
    placed_at[steps.order[is_placed]] = steps.occurred_at[is_placed]
    lines = np.flatnonzero(steps.name == CODES["order_line_recorded"])[::-1]
    first_item[steps.order[lines]] = happened.goods.item[lines]
    refunded, reviewed = np.flatnonzero(orders.is_refunded), np.flatnonzero(orders.is_reviewed)
    later = np.concatenate([refunded, reviewed])
    names = np.repeat([CODES["order_refunded"], CODES["product_reviewed"]], [refunded.size, reviewed.size])
    days = np.where(names == CODES["order_refunded"], rng.integers(2, 15, later.size), rng.integers(3, 21, later.size))
    at = at_local_hour(placed_at[later], days_later=days, hour=rng.uniform(8.5, 22.0, later.size))
    left = AS_OF - placed_at[later]
    at = np.where(at < AS_OF, at, placed_at[later] + (left * rng.uniform(0.5, 0.99, later.size)).astype(np.int64))
    return _Rows(
        name=np.concatenate([steps.name, names]),
        visit=np.concatenate([steps.visit, orders.visit[later]]),
        order=np.concatenate([steps.order, later]),
        item=np.concatenate(
            [happened.goods.item, np.where(names == CODES["product_reviewed"], first_item[later], NONE)]
        ),
        occurred_at=np.concatenate([steps.occurred_at, at]),
        n_in_visits=steps.n,
    )


def _columns(happened: Happened, rows: _Rows, catalogue: Catalogue, rng: np.random.Generator) -> dict[str, pa.Array]:
    visits, steps, n = happened.visits, happened.steps, rows.name.size
    in_visit = np.arange(n) < rows.n_in_visits
    opens, dwell = (np.pad(each, (0, n - rows.n_in_visits)) for each in (steps.is_opening, steps.dwell_ms))
    campaign = np.where(opens & visits.is_from_campaign[rows.visit], visits.period[rows.visit], NONE)
    zone = np.where(rows.name == CODES["element_clicked"], rng.integers(0, len(_ZONES), n), NONE)
    pages = sorted({*_PAGES.values(), "home", "channel"})
    page_of_name = np.array([pages.index(_PAGES[name]) if name in _PAGES else NONE for name in NAMES])
    is_plain = (rows.name == CODES["page_viewed"]) & in_visit
    page = np.where(is_plain, np.where(opens, pages.index("home"), pages.index("channel")), page_of_name[rows.name])
    orders = _numbered(f"O{happened.block:03d}", np.arange(happened.orders.n), 7)
    session = np.where(in_visit, rows.visit, NONE)
    campaigns = [f"camp{period + 1:02d}" for period in range(len(COLUMNS["periods"]))]
    members = member_numbers(happened.first_person, visits.per_person.size)
    return {
        "event_id": _random_ids(n, rng),
        "source": _constant(SOURCE, n),
        "name": _named(list(NAMES), rows.name),
        "occurred_at": pa.array(rows.occurred_at),
        "received_at": pa.array(rows.occurred_at),
        "namespace": _constant("member_no", n),
        "identity": _named(members, visits.person[rows.visit]),
        "session_id": _named(_numbered(f"V{happened.block:03d}", np.arange(visits.n), 7), session),
        "item_id": _named(catalogue.items["item_id"].combine_chunks(), rows.item),
        "order_id": _named(orders, rows.order),
        "channel": _named(list(COLUMNS["channels"]), visits.channel[rows.visit]),
        "device": _named([*COLUMNS["devices"], "desktop"], visits.device[rows.visit]),
        "page": _named(pages, page),
        "zone": _named(list(_ZONES), zone),
        "dwell_ms": _numbers(dwell, in_visit & (dwell >= 0)),
        "campaign_id": _named(campaigns, campaign),
        "properties": _constant("{}", n),
    }


def _amounts(happened: Happened, rows: _Rows, catalogue: Catalogue) -> dict[str, pa.Array]:
    """Columns of quantity, amount and currency: of lines, orders, refunds, and what a coupon takes off."""
    orders, steps = happened.orders, happened.steps
    at = np.flatnonzero(steps.name == CODES["order_line_recorded"])
    line = steps.line[at]
    quantity, full = np.zeros(rows.name.size, dtype=np.int64), np.zeros(rows.name.size, dtype=np.int64)
    quantity[at] = orders.line_quantity[line]
    full[at] = quantity[at] * catalogue.price_minor[happened.goods.item[at]]
    amount = np.zeros_like(full)
    amount[at] = full[at] * (100 - DISCOUNTS[orders.discount[steps.order[at]]]) // 100
    paid, listed = (
        np.bincount(steps.order[at], each[at], minlength=orders.n).astype(np.int64) for each in (amount, full)
    )
    is_order = np.isin(rows.name, [CODES[name] for name in _ORDER_AMOUNTS])
    is_coupon = rows.name == CODES["coupon_applied"]
    amount[is_order] = paid[rows.order[is_order]]
    amount[is_coupon] = (listed - paid)[rows.order[is_coupon]]
    is_line = quantity > 0
    has_amount = is_line | is_order | is_coupon
    return {
        "quantity": _numbers(quantity, is_line),
        "amount_minor": _numbers(amount, has_amount),
        "currency": _named(["CNY"], np.where(has_amount, 0, NONE)),
    }


def _random_ids(n: int, rng: np.random.Generator) -> pa.Array:
    digits = _HEX[np.frombuffer(rng.bytes(n * _ID_BYTES), dtype=np.uint8)]
    ends = np.arange(n + 1, dtype=np.int32) * (2 * _ID_BYTES)
    return pa.StringArray.from_buffers(n, pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(digits)))


def _named(words: list[str | int] | list[str] | pa.Array, codes: np.ndarray) -> pa.Array:
    pool = words if isinstance(words, pa.Array) else pa.array(words, pa.string())
    return pool.take(pa.array(codes, mask=codes < 0))


def _numbers(values: np.ndarray, is_there: np.ndarray) -> pa.Array:
    return pa.array(values, mask=~is_there)


def _constant(word: str, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(word), n)

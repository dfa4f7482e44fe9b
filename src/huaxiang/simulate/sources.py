"""The raw files of the shop: what each table of `sources/` holds, written block by block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from huaxiang.domain.instants import DAY_US, SECOND_US
from huaxiang.simulate.blocks import Block
from huaxiang.simulate.coupons import KINDS
from huaxiang.simulate.mailings import Campaign
from huaxiang.simulate.orders import STATUSES
from huaxiang.simulate.people import AGE_BANDS, STAFF
from huaxiang.simulate.promotions import Calendar
from huaxiang.simulate.scene import Scene
from huaxiang.simulate.writing import Files, local_texts, yuan

__all__ = ["write_block", "write_campaigns", "write_items"]

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_LEVELS = ("普通会员", "银卡", "金卡", "黑卡")
_BROKEN = ("时间不明", "2025-13-45 99:99:99", "")


def write_items(files: Files, scene: Scene) -> None:
    """`items.csv`: the whole catalogue, the same for every number of people."""
    catalogue, calendar = scene.catalogue, scene.calendar
    k = catalogue.items_per_leaf
    labels = [leaf.labels for leaf in catalogue.leaves for _ in range(k)]
    listed = calendar.end_us - catalogue.listed_day * DAY_US
    files.add_csv(
        "items.csv",
        {
            "item_id": catalogue.item_ids(),
            "title": catalogue.titles,
            "brand": [catalogue.brand_names[b] for b in catalogue.brand.tolist()],
            "category_l1": [each[0] for each in labels],
            "category_l2": [each[1] for each in labels],
            "category_l3": [each[2] for each in labels],
            "price_yuan": yuan(catalogue.price_minor.tolist()),
            "listed_at": local_texts(calendar, listed),
        },
    )


def write_campaigns(files: Files, campaigns: Sequence[Campaign], calendar: Calendar) -> None:
    """`campaigns.csv`: one row a mailing."""
    starts = np.array([each.starts_at for each in campaigns], dtype=np.int64)
    files.add_csv(
        "campaigns.csv",
        {
            "campaign_id": [each.campaign_id for each in campaigns],
            "name": [f"{each.tag.label}邮件 {each.campaign_id[-8:]}" for each in campaigns],
            "channel": ["email"] * len(campaigns),
            "tag_key": [each.tag.key for each in campaigns],
            "starts_at": local_texts(calendar, starts),
            "ends_at": local_texts(calendar, starts + 7 * DAY_US),
        },
    )


def write_block(files: Files, block: Block) -> dict[str, int]:
    """Appends the block to all files; returns the number of broken rows planted by file."""
    scene = block.scene
    files.add_parquet(f"events/part-{scene.block:05d}.parquet", block.tracked.rows)
    files.close_parquet()
    broken = _Breaker(scene)
    writers: dict[str, Callable[[Block], Mapping[str, Sequence[Any]]]] = {
        "members.csv": _members,
        "orders.csv": _orders,
        "order_lines.csv": _order_lines,
        "coupons.csv": _coupons,
        "messages.csv": _messages,
        "consents.csv": _consents,
        "facts.csv": _facts,
    }
    for name, columns in writers.items():
        rows = columns(block)
        files.add_csv(name, rows, broken=broken.lines(name, rows))
    texts = _texts(block)
    files.add_lines("texts.jsonl", texts, broken=broken.json_lines("texts.jsonl", texts))
    return broken.counts


class _Breaker:
    """Makes rows that no reader can use, out of good ones, and counts them."""

    required: ClassVar[dict[str, str]] = {
        "orders.csv": "placed_at",
        "order_lines.csv": "amount_yuan",
        "coupons.csv": "issued_at",
        "messages.csv": "sent_at",
        "consents.csv": "given_at",
    }

    def __init__(self, scene: Scene) -> None:
        self.rng, self.share = scene.rng("broken rows"), scene.parameters.faults.broken_share
        self.is_first = scene.block == 0
        self.counts: dict[str, int] = {}

    def lines(self, name: str, columns: Mapping[str, Sequence[Any]]) -> list[str]:
        n = len(next(iter(columns.values())))
        if name not in self.required or n == 0:
            return []
        answer = []
        for row in self.rng.integers(0, n, self.number(n)).tolist():
            cells = {key: values[row] for key, values in columns.items()}
            key = next(iter(cells))
            cells[key] = f"{cells[key]}x"
            cells[self.required[name]] = _BROKEN[int(self.rng.integers(len(_BROKEN)))]
            answer.append(",".join(f'"{"" if cell is None else cell}"' for cell in cells.values()))
        self.counts[name] = len(answer)
        return answer

    def number(self, n: int) -> int:
        """Broken rows for n good ones; at least one in the first block where there are any."""
        least = 1 if self.is_first and self.share > 0 and n else 0
        return max(least, int(self.rng.binomial(n, self.share)))

    def json_lines(self, name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        n = self.number(len(rows))
        self.counts[name] = n
        return [f'{{"text_id": "b{k}", "kind": "review", "text": "断在中间' for k in range(n)]


def _names(numbers: np.ndarray) -> list[str]:
    return [f"{_SURNAMES[number % len(_SURNAMES)]}**" for number in numbers.tolist()]


def _of(values: Sequence[Any], codes: np.ndarray) -> list[Any]:
    return [values[code] for code in codes.tolist()]


def _members(block: Block) -> dict[str, Sequence[Any]]:
    people, contacts, calendar = block.people, block.contacts, block.scene.calendar
    row = np.flatnonzero(people.is_member)
    tiers = list(block.scene.parameters.people.city_tier_shares)
    level = np.searchsorted([0.8, 2.0, 4.0], people.wish[row])
    account = np.where(people.role[row] == STAFF, 1, 0)
    return {
        "member_no": _of(contacts.member_no, row),
        "registered_at": local_texts(calendar, people.registered_at[row]),
        "mobile": _of(contacts.mobile, row),
        "email": _of(contacts.email, row),
        "wecom_external_userid": _of(contacts.wecom, row),
        "gender": ["女" if woman else "男" for woman in people.is_woman[row].tolist()],
        "birth_year": [year or None for year in people.birth_year[row].tolist()],
        "age_band": _of(AGE_BANDS, people.age[row]),
        "city_tier": _of(tiers, people.city_tier[row]),
        "level": _of(_LEVELS, level),
        "account_type": _of(("普通", "内部"), account),
    }


def _orders(block: Block) -> dict[str, Sequence[Any]]:
    orders, contacts, calendar = block.orders, block.contacts, block.scene.calendar
    channel = np.where(orders.visit >= 0, block.steps.visits.channel[orders.visit], 0)
    mobile = _of(contacts.mobile, orders.person)
    return {
        "order_id": orders.number.tolist(),
        "member_no": _of(contacts.member_no, orders.person),
        "placed_at": local_texts(calendar, orders.placed_at),
        "paid_at": local_texts(calendar, orders.paid_at),
        "closed_at": local_texts(calendar, orders.closed_at),
        "status": _of(STATUSES, orders.status),
        "payable_yuan": yuan(orders.gross.tolist()),
        "discount_yuan": yuan(orders.discount.tolist()),
        "paid_yuan": yuan(orders.paid.tolist()),
        "refund_yuan": yuan(orders.refund.tolist()),
        "channel": _of(("app", "mini_program", "h5", "web", "live"), np.where(orders.is_live, 4, channel)),
        "receiver_name": _names(orders.person * 7 + orders.is_for_other * 3),
        "receiver_mobile": [f"{m[:3]}****{m[7:]}" if m else None for m in mobile],
        "is_gift": ["是" if other else "否" for other in orders.is_for_other.tolist()],
    }


def _order_lines(block: Block) -> dict[str, Sequence[Any]]:
    orders, catalogue = block.orders, block.scene.catalogue
    ids, first = catalogue.item_ids(), orders.first_line
    used = np.full(orders.number.size, -1)
    has = block.coupons.order >= 0
    used[block.coupons.order[has]] = block.coupons.number[has]
    place = np.arange(orders.line_order.size) - first[orders.line_order]
    coupon = np.where(place == 0, used[orders.line_order], -1)
    return {
        "order_id": orders.number[orders.line_order].tolist(),
        "line_number": (place + 1).tolist(),
        "item_id": _of(ids, orders.line_item),
        "title": _of(catalogue.titles, orders.line_item),
        "quantity": orders.line_quantity.tolist(),
        "amount_yuan": yuan(orders.line_amount.tolist()),
        "coupon_id": [None if number < 0 else f"Q{number:011d}" for number in coupon.tolist()],
    }


def _coupons(block: Block) -> dict[str, Sequence[Any]]:
    rows, calendar = block.coupons, block.scene.calendar
    number = block.orders.number
    return {
        "coupon_id": [f"Q{n:011d}" for n in rows.number.tolist()],
        "member_no": _of(block.contacts.member_no, rows.person),
        "kind": _of(KINDS, rows.kind),
        "value_yuan": yuan(rows.value.tolist()),
        "issued_at": local_texts(calendar, rows.issued_at),
        "expires_at": local_texts(calendar, rows.expires_at),
        "used_at": local_texts(calendar, rows.used_at),
        "order_id": [None if row < 0 else int(number[row]) for row in rows.order.tolist()],
    }


def _messages(block: Block) -> dict[str, Sequence[Any]]:
    rows, calendar = block.messages, block.scene.calendar
    ids = [each.campaign_id for each in block.campaigns]
    return {
        "message_id": [f"e{n:011d}" for n in rows.number.tolist()],
        "member_no": _of(block.contacts.member_no, rows.person),
        "campaign_id": _of(ids, rows.campaign),
        "channel": ["email"] * rows.number.size,
        "sent_at": local_texts(calendar, rows.sent_at),
        "delivered_at": local_texts(calendar, rows.delivered_at),
        "opened_at": local_texts(calendar, rows.opened_at),
        "clicked_at": local_texts(calendar, rows.clicked_at),
    }


def _consents(block: Block) -> dict[str, Sequence[Any]]:
    people, given = block.people, block.agreements
    registered = people.registered_at
    left = np.full(people.role.size, -1)
    gone = block.messages.unsubscribed_at >= 0
    left[block.messages.person[gone]] = block.messages.unsubscribed_at[gone]
    none, member = np.full(people.role.size, -1), people.is_member
    refuses = given.refused_at >= 0
    parts = [
        ("profiling", "", "general", member & ~refuses, registered, given.withdrawn_at),
        ("profiling", "", "refusal", refuses, given.refused_at, none),
        ("marketing", "email", "general", given.marketing, registered, left),
        ("marketing", "sms", "general", given.marketing, registered + SECOND_US, none),
        ("health", "", "separate", given.separate_at >= 0, given.separate_at, none),
    ]
    rows = [np.flatnonzero(mask) for _, _, _, mask, _, _ in parts]
    sizes = [row.size for row in rows]
    person = np.concatenate(rows)
    since = np.concatenate([at[row] for row, (*_, at, _) in zip(rows, parts, strict=True)])
    until = np.concatenate([at[row] for row, (*_, at) in zip(rows, parts, strict=True)])
    words = np.repeat(np.arange(len(parts)), sizes)
    return {
        "member_no": _of(block.contacts.member_no, person),
        "purpose": _of([part[0] for part in parts], words),
        "recipient": _of([part[1] or None for part in parts], words),
        "kind": _of([part[2] for part in parts], words),
        "given_at": local_texts(block.scene.calendar, since),
        "withdrawn_at": local_texts(block.scene.calendar, until),
        "text_version": ["2024-06"] * person.size,
    }


def _facts(block: Block) -> dict[str, Sequence[Any]]:
    rows, calendar = block.facts, block.scene.calendar
    return {
        "member_no": _of(block.contacts.member_no, rows.person),
        "name": rows.name,
        "value": rows.value,
        "supplier": rows.supplier,
        "contract": rows.contract,
        "consent_id": rows.consent_id,
        "confidence_milli": rows.confidence_milli.tolist(),
        "observed_at": local_texts(calendar, rows.observed_at),
        "expires_at": local_texts(calendar, rows.expires_at),
    }


def _texts(block: Block) -> list[dict[str, Any]]:
    rows, scene = block.written, block.scene
    ids, member = scene.catalogue.item_ids(), block.contacts.member_no
    times = local_texts(scene.calendar, rows.time)
    ratings = [scene.bank.templates[number].rating or None for number in rows.template.tolist()]
    number = block.orders.number
    return [
        {
            "text_id": f"t{scene.block:05d}{k:06d}",
            "kind": rows.kind[k],
            "text": rows.text[k],
            "written_at": times[k],
            "member_no": member[person],
            "item_id": ids[item] if item >= 0 else None,
            "order_id": str(number[order]) if order >= 0 else None,
            "rating": ratings[k] if rows.kind[k] == "review" else None,
        }
        for k, (person, item, order) in enumerate(
            zip(rows.person.tolist(), rows.item.tolist(), rows.order.tolist(), strict=True)
        )
    ]

"""The figures behind a stage of the life cycle or of AIPL, or behind an RFM group, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from huaxiang.domain.money import format_money

__all__ = ["customer_words"]

_EPOCH = date(1970, 1, 1)


def customer_words(references: Mapping[str, Any], *, local_day: int, language: str, currency: str) -> str | None:
    """What the evidence of a stage or group says of the person.

    Args:
        references: Of the evidence; only those that the customer scorer writes are told.
        local_day: Local day of as_of, days since 1970-01-01.
        language: zh or en.
        currency: Of net sales.

    Returns:
        The sentence; None for the evidence of another tag.
    """
    is_zh = language == "zh"
    if "cycle_days" in references:
        return _stage(references, local_day, is_zh=is_zh)
    if {"r", "f", "m"} <= references.keys():
        return _group(references, local_day, format_money(references["net_minor"], currency), is_zh=is_zh)
    if {"n_wanted", "n_touched"} <= references.keys():
        return _near(references, is_zh=is_zh)
    if "abnormal" in references:
        return _abnormal(references, is_zh=is_zh)
    if references.keys() == {"n_order_days", "last_order_day"}:
        return _bought(references, local_day, is_zh=is_zh)
    return None


def _newest(references: Mapping[str, Any], local_day: int, *, is_zh: bool) -> str:
    ago = local_day - (date.fromisoformat(references["last_order_day"]) - _EPOCH).days
    if is_zh:
        return f"最近一单 {ago} 天前"
    return f"newest order {ago} {'day' if ago == 1 else 'days'} ago"


def _stage(references: Mapping[str, Any], local_day: int, *, is_zh: bool) -> str:
    ordered = _bought(references, local_day, is_zh=is_zh)
    cycle, is_own = (references[name] for name in ("cycle_days", "is_own_cycle"))
    is_stocked_up = references.get("is_stocked_up", False)
    if is_zh:
        doubled = "(最近一单在大促,已加倍)" if is_stocked_up else ""
        return f"{ordered},{'本人' if is_own else '全店'}的购买周期 {cycle} 天{doubled}"
    whose, doubled = "own" if is_own else "shop's", " (doubled after a promotion)" if is_stocked_up else ""
    return f"{ordered}, the {whose} interval is {cycle} days{doubled}"


def _bought(references: Mapping[str, Any], local_day: int, *, is_zh: bool) -> str:
    newest, days = _newest(references, local_day, is_zh=is_zh), references["n_order_days"]
    if is_zh:
        return f"{newest},在 {days} 天下过单"
    return f"{newest}, ordered on {days} {'day' if days == 1 else 'days'}"


def _near(references: Mapping[str, Any], *, is_zh: bool) -> str:
    wanted, touched, days = (references[name] for name in ("n_wanted", "n_touched", "days"))
    if is_zh:
        return f"{days} 天内加购、收藏或下单 {wanted} 次,浏览和搜索 {touched} 次"
    return f"within {days} days carted, favourited or ordered {wanted} times, viewed and searched {touched} times"


def _abnormal(references: Mapping[str, Any], *, is_zh: bool) -> str:
    why = references["abnormal"]
    if why == "pace":
        n, day, hour = (references[name] for name in ("n_events", "day", "hour"))
        return f"{day} {hour} 点内有 {n} 次行为" if is_zh else f"{n} events within the hour from {hour}:00 on {day}"
    if why == "stocking":
        n, item, day = (references[name] for name in ("n_orders", "item", "day"))
        return f"截至 {day} 的 7 天内同一商品 {item} 有 {n} 单" if is_zh else f"{n} orders of {item} in 7 days to {day}"
    trait = references["trait"]
    return f"资料 {trait} 如此标明" if is_zh else f"stated by the trait {trait}"


def _group(references: Mapping[str, Any], local_day: int, net: str, *, is_zh: bool) -> str:
    newest = _newest(references, local_day, is_zh=is_zh)
    n, r, f, m = (references[name] for name in ("n_orders", "r", "f", "m"))
    if is_zh:
        return f"{newest}(R {r} 分),一年 {n} 单(F {f} 分),净额 {net}(M {m} 分),满分各 5 分"
    return (
        f"{newest} (R {r}), {n} {'order' if n == 1 else 'orders'} in a year (F {f}), net sales {net} (M {m}), of 5 each"
    )

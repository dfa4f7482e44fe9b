"""Steps: what an event is in a journey, such as view:beauty, search, cart:beauty or pay:beauty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

__all__ = ["STEPS", "StepKind", "step_label", "step_of", "with_steps"]


@dataclass(frozen=True, slots=True)
class StepKind:
    """A kind of step: its word in the step's key, in Chinese and in English, and whether it names a category."""

    key: str
    zh: str
    en: str
    has_category: bool = False


STEPS: dict[str, StepKind] = {
    "product_viewed": StepKind("view", "浏览", "view", has_category=True),
    "products_searched": StepKind("search", "搜索", "search"),
    "product_favourited": StepKind("favourite", "收藏", "favourite", has_category=True),
    "product_added": StepKind("cart", "加购", "add to cart", has_category=True),
    "product_removed": StepKind("uncart", "移出购物车", "remove from cart", has_category=True),
    "coupon_applied": StepKind("coupon", "用券", "use a coupon"),
    "checkout_started": StepKind("checkout", "去结算", "start checkout"),
    "order_placed": StepKind("order", "下单", "place an order"),
    "order_completed": StepKind("pay", "支付", "pay", has_category=True),
    "order_line_recorded": StepKind("pay", "支付", "pay", has_category=True),
    "order_cancelled": StepKind("cancel", "取消订单", "cancel an order"),
    "order_refunded": StepKind("refund", "退款", "refund"),
    "product_reviewed": StepKind("review", "评价", "review", has_category=True),
    "product_shared": StepKind("share", "分享", "share", has_category=True),
    "question_asked": StepKind("ask", "提问", "ask", has_category=True),
    "service_contacted": StepKind("service", "联系客服", "contact service"),
}
_KINDS = {kind.key: kind for kind in STEPS.values()}


def step_of(name: str, l1: str | None) -> str | None:
    """The step of an event by its name and first-level category; None when it is no step.

    >>> step_of("product_viewed", "beauty"), step_of("order_completed", None), step_of("page_viewed", None)
    ('view:beauty', 'pay', None)
    """
    kind = STEPS.get(name)
    if kind is None:
        return None
    return f"{kind.key}:{l1}" if kind.has_category and l1 is not None else kind.key


def step_label(step: str, language: str = "zh", *, categories: Mapping[str, str] | None = None) -> str:
    """Words for a step, with the category's label where `categories` (slug → label) has one.

    >>> step_label("cart:beauty", categories={"beauty": "美妆"}), step_label("cart:beauty", "en")
    ('加购 美妆', 'add to cart beauty')
    """
    key, _, category = step.partition(":")
    kind = _KINDS.get(key)
    word = key if kind is None else kind.zh if language == "zh" else kind.en
    return f"{word} {(categories or {}).get(category, category)}" if category else word


def with_steps(events: Any) -> Any:
    """Ibis table of the events that are steps, with a column `step` beside theirs (`name` and `l1` are read)."""
    kinds = [(events.name == name, kind.key) for name, kind in STEPS.items()]
    named = events.filter(events.name.isin(list(STEPS))).mutate(step_kind=ibis.cases(*kinds))
    with_category = [name for name, kind in STEPS.items() if kind.has_category]
    has_category = named.name.isin(with_category) & named.l1.notnull()
    step = has_category.ifelse(named.step_kind + ":" + named.l1, named.step_kind)
    return named.mutate(step=step).drop("step_kind")

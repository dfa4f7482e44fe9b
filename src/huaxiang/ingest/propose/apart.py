"""Behaviours of one column stay apart: two values share a standard name only where they are spellings of one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from huaxiang.ingest.commerce import event_name
from huaxiang.ingest.propose.behaviours import Meaning
from huaxiang.ingest.propose.names import normalise

__all__ = ["kept_apart"]

_FIRST = {
    "buy": ("success", "complete", "completed", "done", "paid", "pay", "buy", "purchase", "支付", "购买", "成交"),
    "product_viewed": ("view", "pv", "detail", "product", "浏览", "查看"),
    "page_viewed": ("page", "页面"),
}
_OTHERWISE = (
    ("buy", ("order", "ordered", "orders", "下单"), "order_placed"),
    ("product_viewed", ("click", "clicks", "clicked", "clk", "点击"), "element_clicked"),
    ("product_viewed", ("impression", "impressions", "exposure", "shown", "show", "曝光"), "product_impression"),
    ("page_viewed", ("department", "category", "catalog", "list", "分类", "列表"), "product_list_viewed"),
)


def kept_apart(found: Sequence[Meaning]) -> list[Meaning]:
    """The meanings, with another name for all but the best value of each name.

    The best is the one that says it plainest, then the most frequent; the others get a nearer standard name, or keep
    their own word.
    """
    result = list(found)
    taken = {meaning.name for meaning in found}
    for name in dict.fromkeys(meaning.name for meaning in found):
        among = [n for n, meaning in enumerate(result) if meaning.name == name and meaning.reason != "pinned"]
        among.sort(key=lambda n: (_place(result[n].raw, name), -result[n].rows))
        kept = {_spelling(result[n].raw) for n in among[:1]}
        for n in among[1:]:
            if _spelling(result[n].raw) not in kept:
                other = _other_name(result[n].raw, name)
                own = other if other is not None and other not in taken else event_name(result[n].raw) or result[n].raw
                taken.add(own)
                result[n] = replace(result[n], name=own, confidence=min(result[n].confidence, 0.75))
    return result


def _place(raw: str, name: str) -> int:
    """How plainly a word says a name, 0 being plainest."""
    words = _FIRST.get(name, ())
    plain = normalise(raw)
    return next((n for n, word in enumerate(words) if word in plain.split() or word == plain), len(words))


def _other_name(raw: str, name: str) -> str | None:
    plain = normalise(raw)
    for own, words, other in _OTHERWISE:
        if own == name and any(word in plain.split() or (not word.isascii() and word in plain) for word in words):
            return other
    return None


def _spelling(raw: str) -> str:
    return normalise(raw).replace(" ", "").removesuffix("ed").removesuffix("s").removesuffix("e")

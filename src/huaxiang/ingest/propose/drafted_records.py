"""Texts, and tables whose columns are taken over one by one: campaigns, coupons, messages, consents, facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from huaxiang.ingest.mapping import Computed, Constant
from huaxiang.ingest.propose.around import Surroundings, new_source
from huaxiang.ingest.propose.columns import Drafting
from huaxiang.ingest.propose.drafted_things import items_within
from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.proposal import Draft, Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["record", "same", "texts"]

_TEXT_KINDS = ("review", "search", "question", "service_chat", "product_page", "social")


def texts(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Texts that people wrote, a review unless the file says something else."""
    new = new_source(table, around)
    kind = table.first("text_kind")
    if kind is not None and all(value in _TEXT_KINDS for value, _ in table.profile(kind).top):
        new.put("kind", kind, new.note(kind))
    else:
        new.constant("kind", _text_kind(table), Reason("name", (table.name,)), confidence=0.75)
    new.take("text", "text")
    new.instant("occurred_at", "time", must=True)
    message = table.first("message")
    if message is not None and table.is_key(message):
        new.take("text_id", "message")
    for canonical, role in (
        ("item_id", "item"),
        ("session_id", "session"),
        ("order_id", "order"),
        ("channel", "channel"),
    ):
        new.take(canonical, role)
    drafts = [new.draft(table.name, "texts")]
    return drafts + ([] if around.has_items else items_within(table, around) if table.has("item") else [])


def _text_kind(table: SeenTable) -> str:
    """Texts that people wrote."""
    plain = normalise(table.name)
    for kind, words in (
        ("search", ("search", "quer", "搜索", "查询")),
        ("service_chat", ("chat", "service", "dialog", "客服", "会话", "聊天")),
        ("question", ("question", "问", "咨询")),
        ("social", ("social", "post", "tweet", "weibo", "帖", "笔记")),
    ):
        if any(word in plain for word in words):
            return kind
    return "review"


def record(
    target: str,
    instants: Sequence[tuple[str, tuple[str, ...]]],
    columns: Sequence[tuple[str, tuple[str, ...]]],
    must: str,
) -> Callable[[SeenTable, Surroundings], list[Draft]]:
    """A maker of sources whose columns are taken over one by one."""

    def make(table: SeenTable, around: Surroundings) -> list[Draft]:
        new = new_source(table, around)
        for canonical, roles in columns:
            new.take(canonical, *roles)
        for canonical, roles in instants:
            new.instant(canonical, *roles, must=canonical == must)
        _fill(new, target)
        return [new.draft(table.name, target)]

    return make


def _fill(new: Drafting, target: str) -> None:
    """Columns that the table must have and the file has not."""
    for canonical, roles in (("name", ("title", "campaign")), ("kind", ("consent_kind",)), ("value", ("fact_value",))):
        needs = {"campaigns": ("name",), "consents": ("kind",), "facts": ("name", "value")}.get(target, ())
        if canonical in needs and canonical not in new.map and new.take(canonical, *roles) is None:
            new.constant(canonical, "general", Reason("default"), confidence=0.4)
    if target == "messages" and "message_id" not in new.map and new.table.has("campaign", "person"):
        parts = tuple(c for c in (new.table.first("campaign"), new.table.first("person")) if c is not None)
        new.put(
            "message_id", Computed(parts, "join"), Guess("message", 0.6, (Reason("computed", (" + ".join(parts),)),))
        )
    if target == "consents" and isinstance(new.map.get("kind"), Constant):
        new.constant("kind", "general", Reason("default"), confidence=0.4)


def same(*names: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Canonical columns whose role has the same name."""
    return tuple((name, (name,)) for name in names)

"""What stores keep of each object as rows: bytes of profiles and items, values as JSON, texts of any signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from huaxiang.domain.profiles import IdentityRow, Item, LinkRow, Profile
from huaxiang.domain.tags import Change
from huaxiang.stores.base import StoredState, Update

__all__ = [
    "ROWS",
    "SEPARATOR",
    "change_of",
    "decode_item",
    "decode_names",
    "decode_profile",
    "encode",
    "identity_of",
    "kept_text",
    "link_of",
    "read_text",
    "touched_people",
]

encode = msgspec.msgpack.Encoder().encode
"""A profile, an item or a list of names as bytes."""
decode_profile = msgspec.msgpack.Decoder(Profile).decode
"""The profile that `encode` made bytes of."""
decode_item = msgspec.msgpack.Decoder(Item).decode
"""The item that `encode` made bytes of."""
decode_names = msgspec.msgpack.Decoder(list[str]).decode
"""The names that `encode` made bytes of."""
SEPARATOR = "\x02"
"""A sign that no text has which `kept_text` made."""
_json = msgspec.json.Encoder(order="sorted")
_value = msgspec.json.Decoder()
_ESCAPED = str.maketrans({"\x00": "\x010", "\x01": "\x011", SEPARATOR: "\x012"})


def kept_text(text: str) -> str:
    r"""A text as databases keep it: PostgreSQL refuses NUL and SQLite ends a text there, so that it is escaped.

    Texts keep their order.

    >>> kept_text("a\0b\1"), read_text(kept_text("a\0b\1")) == "a\0b\1", kept_text("店")
    ('a\x010b\x011', True, '店')
    """
    is_plain = "\x00" not in text and "\x01" not in text and SEPARATOR not in text
    return text if is_plain else text.translate(_ESCAPED)


def read_text(text: str) -> str:
    """The text that `kept_text` made it of."""
    if "\x01" not in text:
        return text
    return text.replace("\x010", "\x00").replace("\x012", SEPARATOR).replace("\x011", "\x01")


def _maybe(make: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else make(text)


def _profile(each: Profile) -> tuple[str, int, bytes]:
    return kept_text(each.person_id), each.next_due, encode(each)


def _identity(each: IdentityRow) -> tuple[str, int, str]:
    return kept_text(each.identity), each.first_seen_at, kept_text(each.person_id)


def _link(each: LinkRow) -> tuple[str, str, str, int, int, str | None]:
    event = _maybe(kept_text, each.event_id)
    return kept_text(each.a), kept_text(each.b), kept_text(each.kind), each.occurred_at, each.weight_milli, event


def _state(each: StoredState) -> tuple[str, bytes, bytes]:
    return kept_text(each.identity), each.folds, each.recent


def _item(each: Item) -> tuple[str, bytes]:
    return kept_text(each.item_id), encode(each)


def _merge(row: tuple[str, str, str, int]) -> tuple[str, str, str, int]:
    old, new, reason, at = row
    return kept_text(old), kept_text(new), kept_text(reason), at


def _change(each: Change) -> tuple[int | None, str, str, str, str | None, str | None, str, int]:
    person, tag, field, cause = map(kept_text, (each.person_id, each.tag_key, each.field, each.cause))
    return each.seq or None, person, tag, field, _text(each.old), _text(each.new), cause, each.at


ROWS: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "profiles": _profile,
    "identities": _identity,
    "links": _link,
    "states": _state,
    "items": _item,
    "merges": _merge,
    "changes": _change,
}
"""What makes the columns of an object, by part; the number of a change that has none yet is None."""


def identity_of(identity: str, first_seen_at: int, person_id: str) -> IdentityRow:
    """The identity of its columns."""
    return IdentityRow(read_text(identity), first_seen_at, read_text(person_id))


def link_of(a: str, b: str, kind: str, occurred_at: int, weight_milli: int, event_id: str | None) -> LinkRow:
    """The link of its columns."""
    event = _maybe(read_text, event_id)
    return LinkRow(read_text(a), read_text(b), read_text(kind), occurred_at, weight_milli, event)


def change_of(seq: int, *row: Any) -> Change:
    """The entry of the feed of its columns.

    >>> change = Change(3, "p_1", "flag.a", "*", None, {"status": "active"}, "event:e1", 7)
    >>> change_of(*ROWS["changes"](change)) == change
    True
    """
    person, tag, field, old, new, cause, at = row
    person, tag, field, cause = map(read_text, (person, tag, field, cause))
    return Change(seq, person, tag, field, _read(old), _read(new), cause, at)


def _text(value: Any) -> str | None:
    return None if value is None else _json.encode(value).decode()


def _read(text: str | None) -> Any:
    return None if text is None else _value.decode(text)


def touched_people(update: Update) -> list[str]:
    """People whose profile an update writes or removes, sorted."""
    return sorted({*update.removed, *(profile.person_id for profile in update.profiles)})

"""Ids: people, events, evidence, runs and tag keys, all hashes of what they name."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import blake2b, md5
from typing import Any

import msgspec

from huaxiang.domain.errors import OutOfRange

__all__ = ["category_slug", "content_id", "event_id", "is_tag_key", "person_id", "person_number", "run_id"]

_TAG_KEY = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_encoder = msgspec.json.Encoder(order="deterministic")


def _hex(text: str, size: int) -> str:
    return blake2b(text.encode(), digest_size=size).hexdigest()


def person_id(identity: str) -> str:
    """Id of the person whose earliest identity this is: `p_` and 16 hex digits.

    Args:
        identity: `namespace:value`.

    >>> person_id("member_no:42")
    'p_8278a0190fc2144f'
    """
    return f"p_{_hex(identity, 8)}"


def person_number(person: str) -> int:
    """A person id as an unsigned 64-bit number: for sampling and sharding by hash, never by row order."""
    return int(person[2:], 16)


def event_id(source: str, message_id: str) -> str:
    """Id of an event that carries its own message id: 24 hex digits, the same for every copy of it.

    MD5, because that is the hash that SQL engines have too: ids made in bulk and one by one are equal.
    """
    return md5(f"{source}\x1f{message_id}".encode(), usedforsecurity=False).hexdigest()[:24]


def content_id(*parts: Any) -> str:
    """Hash of the parts' canonical JSON, 24 hex digits: evidence ids, model versions, schema hashes."""
    return blake2b(_encoder.encode(parts), digest_size=12).hexdigest()


def run_id(at: datetime, salt: str) -> str:
    """Id of a run: UTC time to the second and four hex digits.

    >>> run_id(datetime(2025, 11, 11, 12, tzinfo=UTC), "seed")[:16]
    '20251111T120000Z'
    """
    moment = at.astimezone(UTC)
    return f"{moment:%Y%m%dT%H%M%SZ}-{_hex(f'{moment.isoformat()}{salt}', 2)}"


def is_tag_key(key: str) -> bool:
    """Whether `key` is a tag key: lower-case ASCII words joined by `.`, `_` or `-`."""
    return _TAG_KEY.fullmatch(key) is not None


def category_slug(label: str) -> str:
    """ASCII slug of a category label; labels without ASCII letters get `c` and 8 hex digits.

    >>> category_slug("FROZEN PIZZA"), category_slug("底妆")[:1]
    ('frozen-pizza', 'c')
    """
    if not label:
        raise OutOfRange("a category label must not be empty")
    slug = _NOT_SLUG.sub("-", label.lower()).strip("-")
    return slug if slug and label.isascii() else f"c{_hex(label, 4)}"

"""What reading one text gives: a Reading with its intent and tags, as values and as the JSON line of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huaxiang.interests.intent import Intent

__all__ = ["Reading", "Tag"]

_SAME = frozenset({"brand", "again"})


@dataclass(frozen=True, slots=True)
class Tag:
    """One interest in one text: `node` is the category named; `start`, `end` are code points of the text as given.

    `key` ends in the attribute's slug and hangs at the second level when there is an attribute, else it is the node's.
    `attribute` is the Chinese label; `sensitive` the kind of sensitive branch or sentence, None for neither; `signals`
    are the parts of `confidence`. `level` is what found the category (lexicon, linear, encoder); `spans` are further
    places in the text: (head | brand | fits | again, start, end), again where the same was said once
    more or the category only named.
    """

    key: str
    label: str
    path: tuple[str, ...]
    attribute: str | None
    stance: str
    strength: int
    owner: str
    confidence: float
    start: int
    end: int
    node: str
    attribute_slug: str | None = None
    brand: str | None = None
    sensitive: str | None = None
    level: str = "lexicon"
    spans: tuple[tuple[str, int, int], ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where the text says it: the tag's own place, then its brand and where it is said again."""
        return [(self.start, self.end), *((start, end) for role, start, end in self.spans if role in _SAME)]

    def as_json(self) -> dict[str, Any]:
        """The tag as one entry of the JSON line."""
        return {
            "key": self.key, "label": self.label, "path": list(self.path), "attribute": self.attribute,
            "stance": self.stance, "strength": self.strength, "owner": self.owner, "confidence": self.confidence,
            "start": self.start, "end": self.end, "level": self.level,
            "spans": [{"role": role, "start": start, "end": end} for role, start, end in self.spans],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one text.

    `tags` are the person's; `implied` what an avoided attribute lets expect of its opposite (回避厚重 → 偏好轻薄),
    never part of `tags`; `item_tags` what a product page says of its item; `sensitive` the kinds of sensitive
    expressions in the text.
    """

    text: str
    intent: Intent
    tags: tuple[Tag, ...] = ()
    implied: tuple[Tag, ...] = ()
    item_tags: tuple[Tag, ...] = ()
    sensitive: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """The JSON line of `huaxiang read`."""
        return {
            "text": self.text,
            "intent": {"label": self.intent.label, "confidence": self.intent.confidence},
            "tags": [tag.as_json() for tag in self.tags],
        }

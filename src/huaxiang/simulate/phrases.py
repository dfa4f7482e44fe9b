"""Parts of texts as `words/phrases.yaml` has them: frames with their truth, clauses, openings, styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

__all__ = ["Frame", "Phrases", "read_phrases"]

_FILE = "words/phrases.yaml"
_KINDS = {"review": "review", "chat": "service_chat"}
_INTENTS = {"review-bad": "complaint"}


@dataclass(frozen=True)
class Frame:
    """A sentence with slots, the group of the bank it belongs to, and what it says: stance and owner, if anything."""

    group: str
    text: str
    intent: str
    rating: int
    stance: str | None
    owner: str

    @property
    def kind(self) -> str:
        """Kind of text: review, question, social or service_chat."""
        head = self.group.replace(":", "-").split("-", 1)[0]
        return _KINDS.get(head, head)

    @property
    def truth(self) -> list[dict[str, str | None]]:
        """What it says, with the slots that the text has; empty when it says nothing of interests."""
        if self.stance is None:
            return []
        attribute = "{modifier}" if "{modifier}" in self.text else None
        entry = {"concept": "{noun}", "category": "{leaf}", "attribute": attribute}
        return [entry | {"stance": self.stance, "owner": self.owner}]


@dataclass(frozen=True)
class Phrases:
    """Everything but the frames by mood (good, middling, bad, asking), kind of text, or persona."""

    frames: tuple[Frame, ...]
    kin: tuple[str, ...]
    clauses: Mapping[str, tuple[tuple[str, ...], ...]]
    openings: Mapping[str, tuple[str, ...]]
    closings: tuple[str, ...]
    short: tuple[str, ...]
    personas: Mapping[str, tuple[str, ...]]
    emoji: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...]
    typos: Mapping[str, str]


@cache
def read_phrases() -> Phrases:
    """The phrases of `words/phrases.yaml`."""
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    rows: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return Phrases(
        frames=tuple(_frame(group, row) for group, many in rows["frames"].items() for row in many),
        kin=tuple(rows["kin"]),
        clauses={mood: _topics(parts) for mood, parts in rows["clauses"].items()},
        openings=_words(rows["openings"]),
        closings=tuple(rows["closings"]),
        short=tuple(rows["short"]),
        personas=_words(rows["personas"]),
        emoji=_words(rows["emoji"]),
        tags=tuple(rows["tags"]),
        typos=rows["typos"],
    )


def _topics(parts: list[Any]) -> tuple[tuple[str, ...], ...]:
    """Clauses by topic: two of one text are taken from two topics."""
    return tuple(map(tuple, parts)) if isinstance(parts[0], list) else (tuple(parts),)


def _words(rows: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in rows.items()}


def _frame(group: str, row: Mapping[str, Any]) -> Frame:
    said = group.split(":", 1)[1] if ":" in group else _INTENTS.get(group, "chitchat")
    return Frame(
        group=group,
        text=row["text"],
        intent=row.get("intent", said),
        rating=int(row.get("rating", 0)),
        stance=row.get("stance"),
        owner=row.get("owner", "self"),
    )

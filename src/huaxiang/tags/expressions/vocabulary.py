"""The names that an expression may use, and how a written name becomes the one meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from huaxiang.domain.errors import UnknownName, nearest
from huaxiang.domain.event_names import EVENT_NAMES

__all__ = ["Vocabulary"]

_PATHS = ""
_EVENT_WORDS = {name: words[0] for name, words in EVENT_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names by kind; where a mapping stands, key → label, and both may be written.

    Attributes:
        tags: Tag keys and labels.
        segments: Segment ids and names.
        interests: Paths such as `beauty.foundation` and labels such as 美妆-底妆, besides those of `tags`.
        categories: Category slugs and labels, for l1, l2, l3 in `did(… where …)`.
        events: Event names and words.
        features: Feature names.
        traits: Trait names.
        facts: Names of third-party facts.
        patterns: Pattern ids.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    interests: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=lambda: _EVENT_WORDS)
    features: Collection[str] = ()
    traits: Collection[str] = ()
    facts: Collection[str] = ()
    patterns: Collection[str] = ()
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def tag(self, name: str) -> str:
        """Key of the tag written as key or exact label."""
        return _by_key_or_label("tag", name, self.tags)

    def segment(self, name: str) -> str:
        """Key of the segment's tag, `segment.<id>`, written as id, name or that key."""
        return f"segment.{_by_key_or_label('segment', name.removeprefix('segment.'), self.segments)}"

    def interest(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Path of the interest node and the tag keys of the node and of all below it."""
        name = name.removeprefix("interest.").replace("/", ".")
        path = _by_key_or_label("interest", name, self.paths())
        if path not in self._kept:
            own = f"interest.{path}"
            keys = tuple(sorted(key for key in self.tags if key == own or key.startswith(f"{own}.")))
            self._kept[path] = (path, keys)
        found: tuple[str, tuple[str, ...]] = self._kept[path]
        return found

    def paths(self) -> dict[str, str]:
        """Every interest path with its label: those given and those of the tags with all their parents."""
        if _PATHS not in self._kept:
            self._kept[_PATHS] = self._found_paths()
        kept: dict[str, str] = self._kept[_PATHS]
        return kept

    def _found_paths(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, label in self.tags.items():
            if key.startswith("interest."):
                parts = key.removeprefix("interest.").split(".")
                for depth in range(1, len(parts)):
                    found.setdefault(".".join(parts[:depth]), "")
                found[".".join(parts)] = label
        return {**found, **self.interests}

    def event(self, name: str) -> str:
        """Name of the event written as name or word."""
        return _by_key_or_label("event", name, self.events)

    def category(self, name: str) -> str:
        """Slug of the category written as slug or label; the name itself when it is neither."""
        return next((slug for slug, label in self.categories.items() if label == name), name)

    def member(self, kind: str, name: str) -> str:
        """The name itself when that kind (feature, trait, fact, pattern) has it."""
        known = {
            "feature": self.features,
            "trait": self.traits,
            "fact": self.facts,
            "pattern": self.patterns,
        }[kind]
        if name not in known:
            raise UnknownName(kind, name, known)
        return name


def _by_key_or_label(kind: str, name: str, known: Mapping[str, str]) -> str:
    """The key of a key or label; a label that two keys have is unknown, with both keys named."""
    if name in known:
        return name
    found = sorted(key for key, label in known.items() if label == name)
    if len(found) > 1:
        raise UnknownName(kind, name, hint=f"several have this label: write one of {', '.join(found)}", near=found)
    if not found:
        near = nearest(name, sorted({*known, *(label for label in known.values() if label)}))
        raise UnknownName(kind, name, hint=f"nearest: {', '.join(near)}" if near else "none is near", near=near)
    return found[0]

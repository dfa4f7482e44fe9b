"""Reads sequence rules from YAML, telling each mistake with its file, line and the nearest names."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NoReturn, cast

import yaml

from huaxiang.domain.errors import ConfigurationError, nearest
from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.domain.ids import is_tag_key
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from huaxiang.tags.banned import banned_in
from huaxiang.tags.sequence.declaration import SAME, After, Same, SequenceRule, Without

__all__ = ["parse_rules", "read_rules"]

_DURATION = re.compile(r"([1-9][0-9]{0,5})(s|m|min|h|d|w)")
_UNITS = {"s": SECOND_US, "m": MINUTE_US, "min": MINUTE_US, "h": HOUR_US, "d": DAY_US, "w": 7 * DAY_US}
_RULE = ("key", "label", "after", "without", "raise_at", "expires", "ends")
_REQUIRED = ("key", "label", "after", "expires")


def read_rules(path: Path, *, events: Collection[str] = EVENT_NAMES) -> tuple[SequenceRule, ...]:
    """The rules of a YAML file; see `parse_rules`.

    Raises:
        ConfigurationError: The file cannot be read or a rule in it is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("cannot be read as UTF-8 text", path=path) from error
    return parse_rules(text, path=path, events=events)


def parse_rules(
    text: str, *, path: Path | None = None, events: Collection[str] = EVENT_NAMES
) -> tuple[SequenceRule, ...]:
    """The rules of a YAML text, in its order; an empty text has none.

    Args:
        text: A list of rules with key, label, after, without, raise_at, expires and ends; `without` and `ends`
            have the `same` of `after` unless they name their own.
        path: Named in errors.
        events: Event names that exist; another one is an error.

    Raises:
        ConfigurationError: Not YAML, an unknown or missing key, event or value, or a key used twice.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        raise ConfigurationError("is no YAML", path=path, line=line) from error
    if root is None:
        return ()
    reader = _Reader(path, frozenset(events))
    if not isinstance(root, yaml.SequenceNode):
        reader.fail(root, "must be a list of rules, each beginning with `- key:`")
    rules: dict[str, SequenceRule] = {}
    for node in root.value:
        rule = reader.rule(node)
        if rule.key in rules:
            reader.fail(node, f"rule {rule.key} stands here twice")
        rules[rule.key] = rule
    return tuple(rules.values())


class _Reader:
    """Turns YAML nodes into rules, with the line of each mistake."""

    def __init__(self, path: Path | None, events: frozenset[str]) -> None:
        self.path, self.events = path, events

    def fail(self, node: yaml.Node, message: str) -> NoReturn:
        raise ConfigurationError(message, path=self.path, line=node.start_mark.line + 1)

    def rule(self, node: yaml.Node) -> SequenceRule:
        parts = self.mapping(node, "a rule", _RULE)
        for name in _REQUIRED:
            if name not in parts:
                self.fail(node, f"a rule needs `{name}`")
        key = self.text(parts["key"])
        if not is_tag_key(key):
            self.fail(parts["key"], f"{key!r} is no tag key: lower-case ASCII words joined by . _ or -")
        after = self.after(parts["after"])
        without = self.without(parts["without"], "without", after.same) if "without" in parts else None
        raise_at = self.text(parts["raise_at"]) if "raise_at" in parts else "deadline" if without else "match"
        if raise_at not in {"deadline", "match"}:
            self.fail(parts["raise_at"], f"raise_at is {raise_at!r}, must be deadline or match")
        if raise_at == "deadline" and without is None:
            self.fail(node, f"rule {key}: raise_at deadline needs `without`")
        return SequenceRule(
            key=key,
            label=self.label(parts["label"]),
            after=after,
            without=without,
            raise_at="deadline" if raise_at == "deadline" else "match",
            expires_us=self.duration(parts["expires"]),
            ends=self.without(parts["ends"], "ends", after.same) if "ends" in parts else None,
        )

    def after(self, node: yaml.Node) -> After:
        parts = self.mapping(node, "after", ("event", "times", "within", "same"))
        if "event" not in parts:
            self.fail(node, "after needs `event`")
        times = self.count(parts["times"]) if "times" in parts else 1
        if times > 1 and "within" not in parts:
            self.fail(node, "after: more than one time needs `within`, such as 24h")
        within = self.duration(parts["within"]) if "within" in parts and times > 1 else 0
        return After(self.names(parts["event"]), times, within, self.same(parts, "person"))

    def without(self, node: yaml.Node, where: str, default: Same) -> Without:
        keys = ("event", "within", "same") if where == "without" else ("event", "same")
        parts = self.mapping(node, where, keys)
        for name in keys[:-1]:
            if name not in parts:
                self.fail(node, f"{where} needs `{name}`")
        within = self.duration(parts["within"]) if "within" in parts else 0
        return Without(self.names(parts["event"]), within, self.same(parts, default))

    def same(self, parts: dict[str, yaml.Node], default: Same) -> Same:
        if "same" not in parts:
            return default
        word = self.text(parts["same"])
        if word not in SAME:
            self.fail(parts["same"], f"same is {word!r}, must be one of {', '.join(SAME)}")
        return cast("Same", word)

    def label(self, node: yaml.Node) -> dict[str, str]:
        parts = self.mapping(node, "label", ("zh", "en"))
        for language in ("zh", "en"):
            if language not in parts:
                self.fail(node, f"label needs `{language}`")
        words = {language: self.text(part) for language, part in parts.items()}
        for language, word in words.items():
            if banned_in(word):
                self.fail(parts[language], f"label {word!r} holds a word that no label may hold")
        return words

    def names(self, node: yaml.Node) -> frozenset[str]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not nodes:
            self.fail(node, "event must name at least one event")
        for each in nodes:
            name = self.text(each)
            if name not in self.events:
                near = ", ".join(nearest(name, sorted(self.events)))
                self.fail(each, f"unknown event {name!r}{f' (nearest: {near})' if near else ''}")
        return frozenset(self.text(each) for each in nodes)

    def count(self, node: yaml.Node) -> int:
        text = self.text(node)
        if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
            self.fail(node, f"times is {text!r}, must be a whole number from 1")
        return int(text)

    def duration(self, node: yaml.Node) -> int:
        text = self.text(node)
        found = _DURATION.fullmatch(text)
        if not found:
            self.fail(node, f"{text!r} is no duration: write 90s, 30m, 24h, 7d or 2w")
        return int(found[1]) * _UNITS[found[2]]

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            self.fail(node, "must be one word or number")
        return str(node.value).strip()

    def mapping(self, node: yaml.Node, where: str, keys: tuple[str, ...]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, f"{where} must have {', '.join(keys)}")
        parts: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            name = str(key_node.value)
            if name not in keys:
                near = nearest(name, keys)
                self.fail(key_node, f"{where}: unknown key {name!r} (it has: {', '.join(near or keys)})")
            if name in parts:
                self.fail(key_node, f"{where}: key {name!r} stands here twice")
            parts[name] = value
        return parts

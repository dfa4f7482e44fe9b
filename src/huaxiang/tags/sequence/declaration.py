"""Sequence rules as values: so many events, then silence, then a flag for a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.event_names import event_label
from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from huaxiang.tags.rules.base import category_of

__all__ = ["SAME", "After", "Same", "SequenceRule", "Without", "definition_of", "duration_text"]

Same = Literal["person", "item", "category", "session", "order"]

SAME: dict[str, Callable[[FoldEvent], str | None]] = {
    "person": lambda _: "",
    "item": lambda event: event.item_id,
    "category": category_of,
    "session": lambda event: event.session_id,
    "order": lambda event: event.order_id,
}

_SAME_WORDS = {
    "person": "",
    "item": "同一商品",
    "category": "同叶类目",
    "session": "同一会话",
    "order": "同一订单",
}
_SAME_ENGLISH = {
    "person": "",
    "item": " of one item",
    "category": " of one leaf category",
    "session": " in one session",
    "order": " of one order",
}
_ENGLISH_UNITS = {"天": "days", "小时": "hours", "分钟": "minutes", "秒": "seconds", "微秒": "microseconds"}
_UNITS = ((DAY_US, "天"), (HOUR_US, "小时"), (MINUTE_US, "分钟"), (SECOND_US, "秒"))


@dataclass(frozen=True, slots=True)
class After:
    """`times` events of these names within `within_us` (both ends counted), the same in `same`."""

    events: frozenset[str]
    times: int = 1
    within_us: int = 0
    same: Same = "person"

    def __post_init__(self) -> None:
        if self.times < 1 or (self.times > 1 and self.within_us <= 0):
            raise OutOfRange("after: times must be at least 1, and more than one needs `within` above 0")


@dataclass(frozen=True, slots=True)
class Without:
    """None of these events from the last `after` event until `within_us` later (both ends counted).

    An event that does not name what `same` asks for (an order without category) counts for every group.
    """

    events: frozenset[str]
    within_us: int
    same: Same = "person"


@dataclass(frozen=True, slots=True)
class SequenceRule:
    """A sequence rule as declared.

    Attributes:
        key: Tag key of its flag.
        label: What readers see, by language.
        after: What must have happened. An `after` event that completes a match starts the clock anew while
            the deadline of an earlier one is still ahead.
        without: What must not have happened since; None only with `raise_at` match.
        raise_at: `deadline` raises when the silence is complete, `match` at the match itself.
        expires_us: How long the flag stays up once raised.
        ends: What takes it down at once; None: the `without` events.
    """

    key: str
    label: Mapping[str, str]
    after: After
    without: Without | None
    raise_at: Literal["deadline", "match"]
    expires_us: int
    ends: Without | None = None

    def __post_init__(self) -> None:
        if self.raise_at == "deadline" and self.without is None:
            raise OutOfRange(f"rule {self.key}: raise_at deadline needs `without`")
        if self.expires_us <= 0:
            raise OutOfRange(f"rule {self.key}: expires must be above 0")

    @property
    def wait_us(self) -> int:
        """Time from the last `after` event to the raise."""
        return self.without.within_us if self.raise_at == "deadline" and self.without else 0

    @property
    def ending(self) -> Without | None:
        """What takes the flag down at once."""
        return self.ends or self.without

    @property
    def listens_to(self) -> frozenset[str]:
        """Names of all events that matter to it."""
        names = self.after.events
        for part in (self.without, self.ends):
            names = names | (part.events if part else frozenset())
        return names

    @property
    def window_us(self) -> int:
        """How far back of as_of it must look."""
        return self.after.within_us + self.wait_us + self.expires_us


def duration_text(micros: int) -> str:
    """A duration in Chinese words.

    >>> duration_text(5_400_000_000), duration_text(259_200_000_000)
    ('90 分钟', '72 小时')
    """
    for unit, word in _UNITS:
        is_days_that_read_better_as_hours = unit == DAY_US and micros <= 3 * DAY_US
        if micros >= unit and micros % unit == 0 and not is_days_that_read_better_as_hours:
            return f"{micros // unit} {word}"
    return f"{micros} 微秒"


def definition_of(rule: SequenceRule, language: str = "zh") -> str:
    """The rule in words (口径), of "zh" or "en"."""
    return _in_chinese(rule) if language == "zh" else _in_english(rule)


def _in_english(rule: SequenceRule) -> str:
    after = rule.after
    span = f" within {_english_time(after.within_us)}" if after.times > 1 else ""
    same = _SAME_ENGLISH[after.same]
    text = f"“{_names(after.events, 'en')}” {after.times} or more times{same}{span}"
    if rule.without and rule.raise_at == "deadline":
        text += f", then no “{_names(rule.without.events, 'en')}” for {_english_time(rule.without.within_us)}"
    ending = f"with “{_names(rule.ending.events, 'en')}”{_SAME_ENGLISH[rule.ending.same]} or " if rule.ending else ""
    return f"{text}; ends {ending}after {_english_time(rule.expires_us)}"


def _english_time(micros: int) -> str:
    """A duration in English, such as `90 minutes`."""
    number, _, word = duration_text(micros).partition(" ")
    return f"{number} {_ENGLISH_UNITS[word]}"


def _in_chinese(rule: SequenceRule) -> str:
    after = rule.after
    span = f"{duration_text(after.within_us)}内" if after.times > 1 else ""
    text = f"{span}{_SAME_WORDS[after.same]}{_names(after.events)} ≥{after.times} 次"
    if rule.without and rule.raise_at == "deadline":
        text += f",其后 {duration_text(rule.without.within_us)}内无{_names(rule.without.events)}"
    ending = f"{_SAME_WORDS[rule.ending.same]}{_names(rule.ending.events)}或" if rule.ending else ""
    return f"{text};{ending}满 {duration_text(rule.expires_us)}结束"


def _names(events: frozenset[str], language: str = "zh") -> str:
    joint = "、" if language == "zh" else ", "
    return joint.join(event_label(name, language) for name in sorted(events))

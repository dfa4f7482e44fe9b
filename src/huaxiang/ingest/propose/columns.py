"""Canonical columns from raw ones: instants with their pattern, sums of amounts, each with its guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huaxiang.ingest.mapping import Computed, Constant, MapValue
from huaxiang.ingest.propose.date_parts import date_parts
from huaxiang.ingest.propose.names import normalise, says_minor
from huaxiang.ingest.propose.proposal import Draft, Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable
from huaxiang.ingest.propose.times import ANY_YEAR, PARTIAL, clock_pattern

__all__ = ["Drafting", "columns_of"]

_DAY_ZERO = "2020-01-01"
_YEARLESS = frozenset({"%m%d"})
_RATHER_WEEKS = 4
_IMPERSONAL = frozenset({"items", "item_states", "campaigns"})


@dataclass(slots=True)
class Drafting:
    """One source in the making.

    Attributes:
        table: The raw table.
        people: Namespace → identity columns of the table.
        day: ISO date of what has no time.
        map: Canonical columns so far.
        notes: The guesses they rest on.
    """

    table: SeenTable
    people: Mapping[str, tuple[str, ...]]
    day: str
    map: dict[str, MapValue] = field(default_factory=dict)
    notes: dict[str, Guess] = field(default_factory=dict)

    def put(self, canonical: str, value: MapValue, note: Guess) -> None:
        """Maps a canonical column."""
        self.map[canonical] = value
        self.notes[canonical] = note

    def take(self, canonical: str, *roles: str) -> str | None:
        """Maps a canonical column to the first column that plays one of the roles; the column, None without one."""
        column = self.table.first(*roles)
        if column is not None:
            self.put(canonical, column, self.note(column))
        return column

    def note(self, column: str) -> Guess:
        """The guess behind a column."""
        guess = self.table.columns[column]
        return Guess(guess.role, guess.confidence, guess.reasons)

    def constant(self, canonical: str, value: str, reason: Reason, *, confidence: float = 0.9) -> None:
        """Maps a canonical column to the same value in every row."""
        self.put(canonical, Constant(value), Guess(value, confidence, (reason,)))

    def instant(self, canonical: str, *roles: str, must: bool = False) -> bool:
        """Maps an instant to the first column of the roles; when it must be there, to a day that stands for all."""
        column = self.table.first(*roles)
        if column is not None and self.table.profile(column).time is not None:
            self.put(canonical, self._written(column), self._dated(column))
        elif "time" in roles and (parts := date_parts(self.table.view.profiles)):
            self.put(canonical, parts, Guess("time", 0.85, (Reason("computed", (" + ".join(parts.columns),)),)))
        elif "time" in roles and (days := self.table.first("day")):
            self._counted(canonical, days)
        elif must:
            self.constant(canonical, self.day, Reason("no_time", (self.day,)), confidence=0.2)
        return canonical in self.map

    def _written(self, column: str) -> MapValue:
        time = self.table.profile(column).time
        assert time is not None
        clock = self.table.first("clock")
        if clock is not None and not time.has_clock:
            day = "%Y-%m-%d" if time.format == "auto" else time.format
            if day not in PARTIAL:
                pattern = f"{day} {clock_pattern(self.table.profile(clock).distinct)}"
                return Computed((column, clock), "join", time=self._day_pattern(column, pattern))
        if time.format == "days":
            return Computed((column,), "join", time="days", since="1899-12-30")
        since = f"{ANY_YEAR}-01-01" if time.format in _YEARLESS else ""
        return column if time.format == "auto" else Computed((column,), "join", time=time.format, since=since)

    def _dated(self, column: str) -> Guess:
        """The guess behind a column of instants, with what had to be made up."""
        note, time = self.note(column), self.table.profile(column).time
        if time is None or time.format not in _YEARLESS:
            return note
        return Guess(note.value, min(0.6, note.confidence), (*note.reasons, Reason("no_year", (str(ANY_YEAR),))))

    def _day_pattern(self, column: str, pattern: str) -> str:
        """The pattern with the separators that the column really writes, where `auto` hid them."""
        example = self.table.profile(column).examples[0]
        if self.table.profile(column).time.format != "auto":  # type: ignore[union-attr]
            return pattern
        for written in ("%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
            sign = written[2] if written != "%Y%m%d" else ""
            if (sign and sign in example) or (not sign and example.isdigit()):
                return pattern.replace("%Y-%m-%d", written)
        return pattern

    def _counted(self, canonical: str, days: str) -> None:
        clock = self.table.first("clock")
        columns = (days,) if clock is None else (days, clock)
        is_week = "week" in normalise(days) or "周" in days
        gaps = [self.table.profile(c) for c in self.table.columns if "days since" in normalise(c)]
        unit = "weeks" if is_week or any(p.median >= _RATHER_WEEKS for p in gaps) else "days"
        note = self.note(days)
        is_count = any(reason.code == "counts_visits" for reason in note.reasons)
        code = ("weeks_made" if unit == "weeks" else "days_made") if is_count else "day_zero"
        reasons = (*note.reasons, Reason(code, (_DAY_ZERO,)))
        value = Computed(columns, "join", time=unit, since=_DAY_ZERO)
        self.put(canonical, value, Guess("day", min(0.6, note.confidence), reasons))

    def total(self, canonical: str, among: Iterable[str]) -> None:
        """Maps an amount to the sum of the columns that hold numbers."""
        columns = [c for c in among if self.table.profile(c).share["number"] > 0.8]
        if len(columns) == 1:
            self.put(canonical, columns[0], self.note(columns[0]))
        elif columns:
            self.put(canonical, Computed(tuple(columns), "sum"), self.note(columns[0]))

    def draft(self, name: str, target: str, **settings: Any) -> Draft:
        """The finished source."""
        form: dict[str, Any] = {}
        used = [c for value in self.map.values() for c in columns_of(value)]
        numbers = [self.table.profile(c) for c in used if c in self.table.columns]
        people = dict(self.people) if target not in _IMPERSONAL else {}
        who = [self.table.profile(column) for columns in people.values() for column in columns]
        missing = sorted({word for p in (*numbers, *who) for word in p.missing})
        if missing:
            form["nulls"] = ["", *missing]
        if any(p.is_decimal_comma for p in numbers):
            form["decimal"] = ","
        money = [c for key, value in self.map.items() if key.endswith("_minor") for c in columns_of(value)]
        if money and all(says_minor(c) for c in money):
            form["money"] = "minor"
        if any(p.time is not None and p.time.is_utc and "UTC" in p.time.format for p in numbers):
            settings["time_zone"] = "UTC"
        values = settings.pop("values", {})
        notes = dict(self.notes)
        for space, columns in people.items():
            notes[f"person.{space}"] = self.note(columns[0])
        return Draft(name, target, dict(self.map), notes, values, people, settings, form)


def columns_of(value: MapValue) -> tuple[str, ...]:
    """The raw columns that a mapped value is made of."""
    if isinstance(value, Computed):
        return value.columns
    return (value,) if isinstance(value, str) else ()

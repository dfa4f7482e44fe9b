"""A table as it was looked at: its file, the profiles of its columns, and the role each has been given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from huaxiang.ingest.propose.assign import assign_roles
from huaxiang.ingest.propose.date_parts import counted_visits, date_parts
from huaxiang.ingest.propose.evidence import TableView
from huaxiang.ingest.propose.profile import ColumnProfile, profile_column
from huaxiang.ingest.propose.proposal import ColumnGuess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.relations import relate
from huaxiang.ingest.sniffing import SniffedTable

__all__ = ["SeenTable", "look"]

_FEW, _SOME, _REPEATS = 0.2, 8, 0.7


@dataclass(slots=True)
class SeenTable:
    """A table while its meaning is worked out.

    Attributes:
        file: What was seen of the file.
        view: Profiles and relations of its columns.
        pins: Column → role that a person said; under "" the kind of the table.
        columns: Column → its guess.
    """

    file: SniffedTable
    view: TableView
    pins: Mapping[str, str]
    columns: dict[str, ColumnGuess] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.file.name

    def assign(self, extra: Mapping[tuple[str, str], tuple[float, Reason]] | None = None) -> None:
        """Gives every column its role, with evidence of other tables when there is some."""
        pins = {column: role for column, role in self.pins.items() if column}
        guesses = assign_roles(self.view, table=self.name, pins=pins, extra=extra or {})
        self.columns = {each.column: each for each in guesses}
        self._find_time()
        self._find_items()

    def _find_time(self) -> None:
        """Where no column holds instants, the day among several columns, or what counts a person's rows, stands in."""
        if self.first("time", "paid_at", "used_at", "sent_at", "starts_at", "issued_at"):
            return
        parts = date_parts(self.view.profiles) if self.view.has_names else None
        if parts is not None:
            self._stand_in(parts.columns[-1], Reason("computed", (" + ".join(parts.columns),)))
        person = self.first("person")
        if person is None or self.first("day"):
            return
        for p in self.view.profiles:
            if self.columns[p.name].role in ("other", "line", "quantity") and counted_visits(p, self.profile(person)):
                self._stand_in(p.name, Reason("counts_visits"))
                return

    def _stand_in(self, column: str, reason: Reason) -> None:
        if column not in self.pins:
            self.columns[column] = replace(self.columns[column], role="day", confidence=0.6, reasons=(reason,))

    def _find_items(self) -> None:
        """Where people do something with nothing named yet, the first column of repeating words names the items."""
        if self.view.has_names and not self.view.is_lenient:
            return
        if not self.first("person", "session") or self.first("item", "title", "category", "order", "text", "event"):
            return
        for p in self.view.profiles:
            is_word = p.share["number"] < _FEW and p.n_distinct >= _SOME and p.unique < _REPEATS and p.time is None
            if is_word and self.columns[p.name].role == "other" and p.name not in self.pins:
                reason = Reason("repeats", (str(p.n_present), str(p.n_distinct)))
                self.columns[p.name] = replace(self.columns[p.name], role="item", confidence=0.4, reasons=(reason,))
                return

    def with_role(self, role: str) -> list[str]:
        """Columns that play a role, in their order."""
        return [name for name, guess in self.columns.items() if guess.role == role]

    def first(self, *roles: str) -> str | None:
        """The first column that plays the first of the roles that anything plays."""
        return next((found[0] for role in roles if (found := self.with_role(role))), None)

    def has(self, *roles: str) -> bool:
        """Whether each of the roles is played."""
        return all(self.with_role(role) for role in roles)

    def profile(self, column: str) -> ColumnProfile:
        """The profile of a column."""
        return next(each for each in self.view.profiles if each.name == column)

    def is_key(self, column: str | None) -> bool:
        """Whether a column is different in every row, a few slips aside."""
        return column is not None and self.profile(column).unique > 0.985 and self.profile(column).present > 0.9


def look(file: SniffedTable, *, pins: Mapping[str, str], day_first: bool | None, lenient: bool = False) -> SeenTable:
    """A table with the profiles of its columns; roles are not yet given. `lenient` believes values without names."""
    profiles: Sequence[ColumnProfile] = [
        profile_column(name, file.sample.column(name), position=position, day_first=day_first)
        for position, name in enumerate(file.sample.column_names)
    ]
    return SeenTable(file, TableView(profiles, relate(profiles), file.has_header, lenient), pins)

"""The identities of a row as SQL: the strongest usable one, and the others that are linked to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huaxiang.domain.identities import Namespace
from huaxiang.ingest.expressions import identifier, identity_value, literal, trimmed, whole_id
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.sources.base import RawFile

__all__ = ["IdentityColumns", "identity_columns"]

_WEAKEST = 10_000


@dataclass(frozen=True, slots=True)
class IdentityColumns:
    """Identity columns of a row.

    Attributes:
        cells: Raw columns, trimmed.
        typed: Columns over the cells that hold a usable, normalised value or null.
        ranked: (namespace, column of `typed`), strongest first.
    """

    cells: dict[str, str]
    typed: dict[str, str]
    ranked: tuple[tuple[str, str], ...]

    def namespace(self) -> str:
        """Namespace of the strongest identity."""
        cases = " ".join(f"WHEN {column} IS NOT NULL THEN {literal(name)}" for name, column in self.ranked)
        return f"(CASE {cases} END)" if cases else "NULL::VARCHAR"

    def value(self) -> str:
        """Value of the strongest identity."""
        return _first([column for _, column in self.ranked])

    def all(self) -> str:
        """List of `namespace:value`, strongest first, without repeats of a namespace's value."""
        found = ", ".join(self._named(number) for number in range(len(self.ranked)))
        return f"list_filter([{found}], lambda x: x IS NOT NULL)" if found else "[]::VARCHAR[]"

    def strongest(self) -> str:
        """`namespace:value` of the strongest identity."""
        return _first([f"{literal(name + ':')} || {column}" for name, column in self.ranked])

    def others(self) -> str:
        """The identities besides the strongest, separated by chr(31); null when there are none."""
        later = []
        for number in range(1, len(self.ranked)):
            before = _first([column for _, column in self.ranked[:number]])
            later.append(f"CASE WHEN {before} IS NOT NULL THEN {self._named(number)} END")
        if len(later) == 1:
            return f"({later[0]})"
        return f"nullif(concat_ws(chr(31), {', '.join(later)}), '')" if later else "NULL::VARCHAR"

    def _named(self, number: int) -> str:
        name, column = self.ranked[number]
        same = [other for space, other in self.ranked[:number] if space == name]
        named = f"{literal(name + ':')} || {column}"
        if not same:
            return named
        return f"CASE WHEN {' AND '.join(f'{column} IS DISTINCT FROM {other}' for other in same)} THEN {named} END"


def _first(columns: Sequence[str]) -> str:
    return f"coalesce({', '.join(columns)})" if columns else "NULL::VARCHAR"


def identity_columns(raw: RawFile, spec: SourceSpec, namespaces: Sequence[Namespace]) -> IdentityColumns:
    """The identity columns of a file's rows; namespaces without a priority come last, by name."""
    priority = {each.name: each.priority for each in namespaces}
    cells: dict[str, str] = {}
    typed: dict[str, str] = {}
    ranked = []
    for name in sorted(spec.person, key=lambda space: (priority.get(space, _WEAKEST), space)):
        for number, column in enumerate(spec.person[name]):
            expression, type_name = raw.cell(column)
            text = expression if type_name == "VARCHAR" else f"({expression})::VARCHAR"
            cells[f"p{number}_{name}"] = whole_id(trimmed(text))
            typed[f"i{number}_{name}"] = identity_value(name, [identifier(f"p{number}_{name}")])
            ranked.append((name, identifier(f"i{number}_{name}")))
    return IdentityColumns(cells, typed, tuple(ranked))

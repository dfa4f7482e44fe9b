"""A TOML table read strictly: every key has a type, and unknown keys are errors with line and nearest name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from huaxiang.domain.errors import ConfigurationError, nearest
from huaxiang.project.toml_lines import TomlLines

__all__ = ["StrictTable"]

_KINDS: dict[str, tuple[Any, str]] = {
    "text": (str, "a text"),
    "integer": (int, "a whole number"),
    "number": ((int, float), "a number"),
    "flag": (bool, "true or false"),
    "table": (dict, "a table"),
    "list": (list, "a list"),
}


class StrictTable:
    """One table of huaxiang.toml; `finish` complains about keys that nobody asked for."""

    def __init__(self, plain: Mapping[str, Any], *, path: Path, lines: TomlLines, keys: tuple[str | int, ...]) -> None:
        self.plain, self._path, self._lines, self._keys = plain, path, lines, keys
        self._asked: set[str] = set()

    @property
    def title(self) -> str:
        """The table as it is written: `[models.segments]`."""
        names = ".".join(str(key) for key in self._keys if not isinstance(key, int))
        return f"[{names}]" if names else "the file"

    def fail(self, message: str, *keys: str) -> NoReturn:
        """Raises ConfigurationError at the line of a key of this table."""
        raise ConfigurationError(message, path=self._path, line=self._lines.line((*self._keys, *keys)))

    def get(self, key: str, kind: str, default: Any = None, *, required: bool = False) -> Any:
        """The value of a key, `default` when it is not there."""
        self._asked.add(key)
        if key not in self.plain:
            if required:
                near = [k for k in nearest(key, self.plain) if k not in self._asked]
                hint = f"; {near[0]!r} is unknown, is it meant?" if near else ""
                self.fail(f"{self.title} misses {key!r}{hint}", *near[:1])
            return default
        value = self.plain[key]
        python, words = _KINDS[kind]
        if not isinstance(value, python) or (isinstance(value, bool) and kind != "flag"):
            self.fail(f"{self.title} {key} must be {words}, not {value!r}", key)
        return value

    def text(self, key: str, default: str = "", *, choices: Iterable[str] = (), required: bool = False) -> str:
        """A text, one of `choices` when there are any."""
        value = str(self.get(key, "text", default, required=required))
        known = list(choices)
        if known and value not in known:
            near = nearest(value, known)
            hint = f"nearest: {', '.join(near)}" if near else f"it has: {', '.join(known)}"
            self.fail(f"{self.title} {key}: unknown {value!r} ({hint})", key)
        return value

    def optional(self, key: str) -> str | None:
        """A text, None when it is not there."""
        value = self.get(key, "text")
        return None if value is None else str(value)

    def integer(self, key: str, default: int, *, low: int = 0, high: int = 1 << 53) -> int:
        """A whole number within low..high."""
        value = int(self.get(key, "integer", default))
        if not low <= value <= high:
            self.fail(f"{self.title} {key} must lie within {low}..{high}, not {value}", key)
        return value

    def number(self, key: str, default: float, *, low: float, high: float) -> float:
        """A number within low..high."""
        value = float(self.get(key, "number", default))
        if not low <= value <= high:
            self.fail(f"{self.title} {key} must lie within {low:g}..{high:g}, not {value:g}", key)
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        return bool(self.get(key, "flag", default))

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self.get(key, "list", list(default))
        if not all(isinstance(each, str) for each in value):
            self.fail(f"{self.title} {key} must be a list of texts", key)
        return tuple(value)

    def texts_or_text(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text as a list; empty when it is not there."""
        return self.texts(key) if isinstance(self.plain.get(key, []), list) else (self.text(key),)

    def table(self, key: str) -> StrictTable:
        """An inner table, empty when it is not there."""
        return StrictTable(self.get(key, "table", {}), path=self._path, lines=self._lines, keys=(*self._keys, key))

    def tables(self, key: str) -> list[StrictTable]:
        """A list of tables."""
        value = self.get(key, "list", [])
        if not all(isinstance(each, dict) for each in value):
            self.fail(f"{self.title} {key} must be a list of tables", key)
        return [
            StrictTable(each, path=self._path, lines=self._lines, keys=(*self._keys, key, number))
            for number, each in enumerate(value)
        ]

    def free(self, key: str, read: Callable[[StrictTable, str], Any]) -> dict[str, Any]:
        """An inner table whose keys are the user's, each value read by `read`."""
        inner = self.table(key)
        return {name: read(inner, name) for name in inner.plain}

    def finish(self) -> None:
        """Raises ConfigurationError when a key was never asked for."""
        for key in self.plain:
            if key not in self._asked:
                near = nearest(key, self._asked)
                known = ", ".join(sorted(self._asked))
                hint = f"nearest: {', '.join(near)}" if near else f"it has: {known}"
                self.fail(f"{self.title} has no {key!r} ({hint})", key)

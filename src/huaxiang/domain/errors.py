"""The error tree: what a person can do wrong, and what it costs them (an exit code).

HuaxiangError                    anything we raise on purpose
├── UserError (2)                a mistake that one clear line can explain
│   ├── ConfigurationError       huaxiang.toml or another edited file; carries file and line
│   ├── UnknownName              a name that does not exist; carries the nearest ones (LookupError)
│   ├── BadInput                 a source file that cannot be used (ValueError)
│   ├── BadExpression            an audience expression or rule; carries the position (ValueError)
│   ├── ProjectMissing           no project, or a project that was never built (FileNotFoundError)
│   ├── ProjectBusy              another build or worker holds the lock
│   └── Withheld                 the gate refuses a way out
├── ServiceError                 a service refuses a call, or cannot be reached; carries the status (ConnectionError)
├── OutOfRange                   an argument outside its documented range (ValueError)
├── ContractBroken               a table does not have its schema: our fault (AssertionError)
└── StorageError                 disk full, file not writable, store gone (OSError)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = [
    "BadExpression",
    "BadInput",
    "ConfigurationError",
    "ContractBroken",
    "HuaxiangError",
    "OutOfRange",
    "ProjectBusy",
    "ProjectMissing",
    "ServiceError",
    "StorageError",
    "UnknownName",
    "UserError",
    "Withheld",
    "nearest",
]


def nearest(name: str, known: Iterable[str], *, n: int = 3) -> tuple[str, ...]:
    """The known names most like `name`, best first; empty when none is near.

    >>> nearest("soruce", ["source", "store"])
    ('source', 'store')
    """
    return tuple(difflib.get_close_matches(name, list(known), n=n, cutoff=0.5))


class HuaxiangError(Exception):
    """Anything that Huaxiang raises on purpose; it can be pickled, whatever its class is made of."""

    exit_code = 1

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[HuaxiangError], told: tuple[Any, ...], values: dict[str, Any]) -> HuaxiangError:
    error = kind.__new__(kind, *told)
    error.args = told
    error.__dict__.update(values)
    return error


class UserError(HuaxiangError):
    """A mistake of the user, told in one line that says what, where and what to do."""

    exit_code = 2


class ConfigurationError(UserError):
    """An edited file is wrong: file and line are part of the message."""

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        self.path, self.line = path, line
        place = "" if path is None else f"{path}{'' if line is None else f':{line}'}: "
        super().__init__(f"{place}{message}")


class UnknownName(UserError, LookupError):
    """A name that does not exist, with the nearest names that do, and its position (0-based) in an expression."""

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str] = (),
        *,
        hint: str = "",
        near: Iterable[str] = (),
        position: int | None = None,
    ) -> None:
        known = sorted(known)
        self.kind, self.name, self.position = kind, name, position
        self.nearest = tuple(near) or nearest(name, known)
        if self.nearest:
            hint = hint or f"nearest: {', '.join(self.nearest)}"
        elif known and not hint:
            hint = f"it has: {', '.join(known[:8])}{' …' if len(known) > 8 else ''}"
        super().__init__(f"unknown {kind} {name!r}{f' ({hint})' if hint else ''}")

    def __str__(self) -> str:
        return str(self.args[0])


class BadInput(UserError, ValueError):
    """A source file that cannot be used: empty, not the stated format, without a mapped column."""

    def __init__(self, message: str, *, path: Path | None = None) -> None:
        self.path = path
        super().__init__(message if path is None else f"{path}: {message}")


class BadExpression(UserError, ValueError):
    """An expression or rule that cannot be read, with the position at fault (0-based).

    Attributes:
        code: Which fault it is, for messages in other languages; "" where there is none.
        about: What the fault is about, such as the word that is unknown.
        nearest: Words that may have been meant.
    """

    def __init__(
        self,
        message: str,
        *,
        text: str = "",
        position: int | None = None,
        code: str = "",
        about: str = "",
        near: Iterable[str] = (),
    ) -> None:
        self.text, self.position, self.code, self.about = text, position, code, about
        self.nearest = tuple(near)
        super().__init__(message if position is None else f"{message} (at {position + 1} of {text!r})")


class ProjectMissing(UserError, FileNotFoundError):
    """There is no project in the folder, or it was never built."""


class ProjectBusy(UserError):
    """Another build, or a worker, holds the project's lock."""


class Withheld(UserError):
    """The gate refuses a way out, and says why."""


class ServiceError(HuaxiangError, ConnectionError):
    """A service refuses a call, or cannot be reached.

    Attributes:
        status: HTTP status of the refusal; None when nothing came back.
        retry_after: Seconds after which the service says to come again; None when it says nothing.
    """

    def __init__(self, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        self.status, self.retry_after = status, retry_after
        super().__init__(message)


class OutOfRange(HuaxiangError, ValueError):
    """An argument lies outside its documented range."""


class ContractBroken(HuaxiangError, AssertionError):
    """A table or value breaks its contract: a fault of Huaxiang, not of the user."""


class StorageError(UserError, OSError):
    """The disk is full, a file cannot be written, or a store is gone."""

"""Figures of a scorecard: what was measured, on which machine, against what."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import UnknownName

__all__ = ["Beside", "Figure", "choose_keys", "document", "machine"]

_WHERE_ANY = frozenset({"steps", "figures", "ours_figures", "reason"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of FIGURES: a value with its unit, or the reason why there is none.

    Attributes:
        key: Its name.
        value: None where it could not be measured.
        unit: s, MB, ratio, …
        against: What the peer or the floor took in the same run, in the same unit.
        against_version: The peer with its version, or what the floor is.
        ratio: value ÷ against.
        reason: Why there is no value.
    """

    key: str
    value: float | None
    unit: str
    against: float | None = None
    against_version: str | None = None
    ratio: float | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The figure as JSON-able values; `reason` only where there is one."""
        found = asdict(self)
        return found if self.reason is not None else {key: found[key] for key in found if key != "reason"}


@dataclass(frozen=True, slots=True)
class Beside:
    """A peer at work beside ours in the same run.

    Attributes:
        peer: Its name.
        version: None where it could not be run.
        what: What it gives, and from what.
        seconds: Of its whole process, None where it could not be measured.
        peak_mb: Its peak of resident memory.
        ours_seconds: Of our process that starts from the same.
        ours_peak_mb: Our peak of resident memory.
        steps: Seconds of its parts, as it tells them.
        figures: Further figures of it; a name ends in its unit.
        ours_figures: Ours.
        reason: Why there is no value.
    """

    peer: str
    version: str | None
    what: str
    seconds: float | None = None
    peak_mb: float | None = None
    ours_seconds: float | None = None
    ours_peak_mb: float | None = None
    steps: Mapping[str, float] | None = None
    figures: Mapping[str, float] | None = None
    ours_figures: Mapping[str, float] | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as JSON-able values; `steps`, `figures` and `reason` only where there are any."""
        found = asdict(self)
        return {key: found[key] for key in found if key not in _WHERE_ANY or found[key] is not None}


def choose_keys(known: Sequence[str], only: Collection[str] | None) -> tuple[str, ...]:
    """The keys to measure, in the order of the scorecard.

    Raises:
        UnknownName: A wanted key is not among them.
    """
    for key in only or ():
        if key not in known:
            raise UnknownName("figure", key, known)
    return tuple(key for key in known if not only or key in only)


def machine() -> dict[str, Any]:
    """What was measured on: processor, cores, memory, system, Python, and the load when it began."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_mb": _memory_mb(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load": [round(each, 2) for each in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    names = Path("/proc/cpuinfo")
    if names.is_file():
        for line in names.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory_mb() -> int | None:
    if not hasattr(os, "sysconf"):
        return None
    return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20)


def document(
    name: str,
    figures: Sequence[Figure],
    *,
    data: Mapping[str, Any],
    measured_on: Mapping[str, Any],
    beside: Sequence[Beside] = (),
) -> dict[str, Any]:
    """The JSON document of `bench NAME` and `evaluate NAME`.

    Args:
        name: NAME.
        figures: What was measured.
        data: What it was measured on, by name.
        measured_on: `machine()` from before.
        beside: Peers without a key; the document has `beside` only where there are any.
    """
    shown = [each.as_json() for each in figures]
    found: dict[str, Any] = {"name": name, "machine": dict(measured_on), "data": dict(data), "figures": shown}
    return found | ({"beside": [each.as_json() for each in beside]} if beside else {})

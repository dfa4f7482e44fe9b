"""Every made-up shop by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.project.shops import (
    bare,
    contests,
    exports,
    languages,
    leftovers,
    lessons,
    logs,
    markets,
    packaged,
    receipts,
    sessions,
    tables,
)
from tests.project.shops.base import Rng, Truth

__all__ = ["SHAPES"]

SHAPES: Mapping[str, Callable[[Path, Rng], Truth]] = {
    **logs.SHAPES,
    **sessions.SHAPES,
    **receipts.SHAPES,
    **markets.SHAPES,
    **tables.SHAPES,
    **contests.SHAPES,
    **lessons.SHAPES,
    **packaged.SHAPES,
    **exports.SHAPES,
    **languages.SHAPES,
    **bare.SHAPES,
    **leftovers.SHAPES,
}

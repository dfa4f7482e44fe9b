"""Finds the declared folds: every file of `folds/library` declares one, named as the file."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from huaxiang.domain.errors import ContractBroken
from huaxiang.folds import library
from huaxiang.folds.base import Fold

__all__ = ["declared_folds"]


@functools.cache
def declared_folds() -> tuple[Fold, ...]:
    """All folds of the library, sorted by name."""
    found = []
    for module in sorted(pkgutil.iter_modules(library.__path__), key=lambda each: each.name):
        fold: Fold = importlib.import_module(f"{library.__name__}.{module.name}").FOLD
        if fold.name != module.name:
            raise ContractBroken(f"fold {fold.name!r} stands in a file named {module.name!r}")
        found.append(fold)
    return tuple(found)

"""A kit without models and an empty generation, for tests of single steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from huaxiang.domain.categories import padded
from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import NAMESPACES, Namespace
from huaxiang.domain.instants import HOUR_US, Zone
from huaxiang.domain.readings import TextReading
from huaxiang.folds.declared import declared_folds
from huaxiang.project.assembly import resolve_rows
from huaxiang.stores.base import Meta, Store
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.facts import FactScorer
from huaxiang.tags.flags import FlagScorer
from huaxiang.tags.kit import Kit
from huaxiang.tags.rulebook import shipped_rules

START = 20_000 * 24 * HOUR_US


def nothing_read(text: str, kind: str, context: str | None) -> Sequence[TextReading]:
    return ()


def a_kit(
    run_id: str = "run",
    *,
    namespaces: tuple[Namespace, ...] = NAMESPACES,
    read_text: Callable[[str, str, str | None], Sequence[TextReading]] = nothing_read,
) -> Kit:
    scorers = (FactScorer(), FlagScorer(shipped_rules()))
    return Kit(
        run_id=run_id,
        zone=Zone("Asia/Shanghai"),
        folds=declared_folds(),
        scorers=scorers,
        catalogue=Catalogue([each for scorer in scorers for each in scorer.definitions()]),
        allowances=(),
        namespaces=namespaces,
        read_text=read_text,
        categorise=lambda levels: padded([label for label in levels if label]),
        resolve=resolve_rows,
    )


def a_store(path: Path, run_id: str = "run", **meta: Any) -> Store:
    store = SQLiteStore(path)
    store.finish(Meta(run_id, START, 0, 0, **meta), {})
    return store


def an_event(name: str, hours: float, *identities: str, **columns: Any) -> AcceptedEvent:
    """An event so many hours after the start; its id is made of name, instant and identity."""
    at = START + round(hours * HOUR_US)
    event_id = columns.pop("event_id", f"{name}-{hours}-{'-'.join(identities)}")
    return AcceptedEvent(event_id, "app", event_id, name, at, at, list(identities), **columns)

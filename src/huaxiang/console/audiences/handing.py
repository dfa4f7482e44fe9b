"""Audiences asked off the event loop: names, counts, files to hand over, and those saved."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from huaxiang.audiences.saved import SavedAudience, read_audiences
from huaxiang.console.views.audience import Counted, Wrong, counted, read_expression
from huaxiang.console.views.choices import Choices, choices_of
from huaxiang.domain.instants import SECOND_US, Zone, now
from huaxiang.service.state import Service
from huaxiang.tags.expressions import Expression, Vocabulary

__all__ = ["ask_choices", "ask_count", "ask_expression", "ask_file", "ask_saved", "file_name", "keep", "warm"]

_FIRST_ASKED = ("did(product_viewed)", "did(product_added)", "did(order_completed)")


def ask_choices(service: Service, language: str) -> tuple[Choices, Vocabulary]:
    """The names that conditions may use."""
    audiences, lock = service.audiences()
    with lock:
        return choices_of(audiences, language), audiences.vocabulary


def warm(service: Service) -> None:
    """Counts what people ask for first, so that their first count finds it ready."""
    audiences, lock = service.audiences()
    for expression in _FIRST_ASKED:
        with lock:
            audiences.select(expression)


def ask_expression(service: Service, written: str) -> Expression | Wrong:
    """The tree of an expression, or why it has none."""
    audiences, lock = service.audiences()
    with lock:
        return read_expression(written, audiences)


def ask_count(service: Service, written: str, language: str) -> Counted | Wrong:
    """Who meets an expression, or why it cannot be read."""
    audiences, lock = service.audiences()
    with lock:
        read = read_expression(written, audiences)
        return read if isinstance(read, Wrong) else counted(audiences, written, language)


def ask_file(service: Service, written: str, suffix: str) -> tuple[bytes, int]:
    """The file that `huaxiang audience --to` writes, and its number of people."""
    audiences, lock = service.audiences()
    with lock, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"audience{suffix}"
        n_people = audiences.hand_over(audiences.select(written), path)
        return path.read_bytes(), n_people


def ask_saved(service: Service) -> list[SavedAudience]:
    """The audiences of `audiences.yaml`."""
    return read_audiences(service.readings.project.folder / "audiences.yaml")


def keep(service: Service, name: str, written: str) -> SavedAudience:
    """Keeps an audience under a name."""
    audiences, lock = service.audiences()
    with lock:
        return audiences.save(name, written)


def file_name(prefix: str, suffix: str, zone: Zone) -> str:
    """Such as `人群-20251111-2000.csv`, in local time."""
    at = now()
    local = datetime.fromtimestamp((at + zone.offset(at)) // SECOND_US, UTC)
    return f"{prefix}-{local:%Y%m%d-%H%M}{suffix}"

from __future__ import annotations

from pathlib import Path

from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.folds import library
from huaxiang.folds.base import Count, Days, Latest, Replay
from huaxiang.folds.declared import declared_folds


def test_every_file_of_the_library_declares_the_fold_of_its_name() -> None:
    files = {path.stem for path in Path(next(iter(library.__path__))).glob("*.py")} - {"__init__"}
    assert [fold.name for fold in declared_folds()] == sorted(files)


def test_all_four_kinds_are_there() -> None:
    assert {type(fold) for fold in declared_folds()} == {Count, Latest, Days, Replay}


def test_folds_listen_to_names_that_there_are() -> None:
    for fold in declared_folds():
        names = fold.listens_to if isinstance(fold, Replay) else fold.events
        assert names <= set(EVENT_NAMES), fold.name

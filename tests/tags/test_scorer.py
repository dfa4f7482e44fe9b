from __future__ import annotations

from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.tags.flags import FlagScorer
from huaxiang.tags.rulebook import shipped_rules
from huaxiang.tags.scorer import NEVER, Scored, all_replays


def test_a_scorer_that_says_nothing_says_nothing() -> None:
    assert Scored() == Scored((), {}, (), None, {})
    assert NEVER == 2**63 - 1


def test_replays_come_once_by_name() -> None:
    flags = FlagScorer(shipped_rules())
    found = all_replays(declared_folds(), [flags, flags])
    names = [replay.name for replay in found]
    assert len(names) == len(set(names))
    declared = {fold.name for fold in declared_folds() if isinstance(fold, Replay)}
    assert set(names) == declared | {f"rule:{rule.key}" for rule in shipped_rules()}

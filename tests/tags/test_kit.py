from __future__ import annotations

from huaxiang.domain.identities import NAMESPACES
from huaxiang.domain.instants import Zone
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.flags import FlagScorer
from huaxiang.tags.kit import Kit
from huaxiang.tags.rulebook import shipped_rules


def test_folds_of_a_kit_are_data_or_replays_and_rules_bring_theirs() -> None:
    kit = Kit(
        run_id="r",
        zone=Zone("Asia/Shanghai"),
        folds=declared_folds(),
        scorers=(FlagScorer(shipped_rules()),),
        catalogue=Catalogue([]),
        allowances=(),
        namespaces=NAMESPACES,
        read_text=lambda text, kind, context: [],
        categorise=lambda levels: levels,
        resolve=lambda identities, links, namespaces: {},
    )
    assert not any(isinstance(fold, Replay) for fold in kit.data_folds)
    n_replays = sum(isinstance(fold, Replay) for fold in declared_folds())
    assert len(kit.data_folds) + n_replays == len(declared_folds())
    assert len(kit.replays) == n_replays + len(shipped_rules())

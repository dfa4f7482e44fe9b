"""Every feature of everybody from events alone, folded as a build folds them: for figures of speed and of truth."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from huaxiang.build.folding import Batch, Folding, FoldInputs, fold_lake
from huaxiang.build.shop_figures import fit_shop_figures
from huaxiang.build.texts import READINGS_SCHEMA
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.folds.declared import declared_folds
from huaxiang.segments.features.base import Floats
from huaxiang.segments.mixes import MIXES
from huaxiang.segments.score_features import FeatureScorer
from huaxiang.tags.scorer import Scored

__all__ = ["EVENTS", "LakeFeatures", "features_of_lake"]

EVENTS = "events/part-0.parquet"
"""Where the events of a folder lie, rows of table `events`."""
_MEMORY_MB = 6_000
_IDENTITIES = """SELECT identity, 'p_' || left(md5(identity), 16) AS person_id
FROM (SELECT DISTINCT namespace || ':' || identity AS identity FROM read_parquet($1))"""


@dataclass(frozen=True, slots=True)
class LakeFeatures:
    """Features of people, each of them one identity.

    Attributes:
        ids: Ids of the people.
        identities: The identity `namespace:value` of each.
        features: Values by name, shape (n_people,), nan where not known.
    """

    ids: list[str]
    identities: list[str]
    features: dict[str, Floats]


def features_of_lake(folder: Path, items: pa.Table, *, as_of: int) -> LakeFeatures:
    """Every feature of everybody in `EVENTS` of a folder: those that its events can feed, and the shares of mixes.

    Args:
        folder: Gets the fold events, too.
        items: Columns item_id, l1, l2, l3, brand.
        as_of: Instant of the features, µs.
    """
    every = FeatureScorer()
    needed = {name for feature in every.features for name in feature.needs} | {mix.fold for mix in MIXES.values()}
    folds = tuple(fold for fold in declared_folds() if fold.name in needed)
    limits = Limits(os.cpu_count() or 1, _MEMORY_MB, folder / "spill")
    with DuckDB().session(limits) as session:
        people = session.connection.execute(_IDENTITIES, [str(folder / EVENTS)]).to_arrow_table()
        inputs = FoldInputs(items, READINGS_SCHEMA.empty_table(), people, lambda path: path)
        folding = Folding(folds, every.replays, Zone("Asia/Shanghai"), as_of)
        folded = fold_lake(Lake(folder), session, inputs, folding)
        scorer = fit_shop_figures(folded.lake, session).scorer()
        parts = list(folded.each(partial(_features_of, scorer=scorer)))
    features = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    people = people.sort_by("person_id")
    return LakeFeatures(people["person_id"].to_pylist(), people["identity"].to_pylist(), features)


def _features_of(batch: Batch, *, scorer: FeatureScorer) -> Mapping[str, Floats]:
    return scorer.score(batch.people, Scored()).features

"""What `bench segments` runs in fresh processes: features, clustering and scoring of very many people, and peers."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from huaxiang.domain.ids import person_id
from huaxiang.domain.instants import DAY_US
from huaxiang.evaluate.lake_features import EVENTS, LakeFeatures, features_of_lake
from huaxiang.segments.features.base import Floats
from huaxiang.segments.model import SegmentModel
from huaxiang.segments.score_features import FeatureScorer
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import fit_stage

__all__ = ["WORK", "make_events", "people_like", "score_rate"]

AS_OF = 20_454 * DAY_US
_N_ITEMS = 20_000
_N_FEATURES = 25
_N_SEGMENTS = 8
_TABLE = "features.parquet"
_IDS = "person_id"
_EVENTS = Path(__file__).with_name("bench_events.sql")


def make_events(path: Path, n_events: int, n_people: int) -> None:
    """Writes synthetic events of the year before `AS_OF` in the columns of table `events`; few people come often."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sql = _EVENTS.read_text(encoding="utf-8")
    values = {"n_events": n_events, "n_people": n_people, "as_of": AS_OF, "n_items": _N_ITEMS, "path": path}
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(sql.format(**values))


def _lake_features(folder: str) -> LakeFeatures:
    gc.disable()
    numbers = np.arange(_N_ITEMS)
    items = {"item_id": [f"i{n:05d}" for n in numbers], "brand": [f"brand{n % 900}" for n in numbers]}
    items |= {level: [f"{level}-{n % size}" for n in numbers] for level, size in (("l1", 12), ("l2", 60), ("l3", 300))}
    return features_of_lake(Path(folder), pa.table(items), as_of=AS_OF)


def _features(folder: str) -> tuple[int, int, int]:
    """Every feature of everybody from the lake's events: (features, people, known values)."""
    found = _lake_features(folder)
    n_values = sum(int((~np.isnan(values)).sum()) for values in found.features.values())
    return len(found.features), len(found.ids), n_values


def _group_by(folder: str) -> None:
    """The floor: count and last event of each person."""
    with duckdb.connect() as connection:
        sql = "SELECT count(*) FROM (SELECT identity, count(*), max(occurred_at) FROM read_parquet($1) GROUP BY ALL)"
        connection.execute(sql, [str(Path(folder) / EVENTS)]).fetchall()


def people_like(n_people: int, *, seed: int = 7) -> dict[str, Floats]:
    """Features of people drawn around eight kinds, skewed as spend is, a tenth of them not known."""
    rng = np.random.default_rng(seed)
    kinds = rng.normal(0.0, 1.2, (_N_SEGMENTS, _N_FEATURES))
    kind = rng.integers(_N_SEGMENTS, size=n_people)
    names = [feature.name for feature in FeatureScorer().features[:_N_FEATURES]]
    found = {}
    for at, name in enumerate(names):
        values = np.exp(kinds[kind, at] + rng.normal(0.0, 0.8, n_people))
        values[rng.random(n_people) < 0.1] = np.nan
        found[name] = values
    return found


def _fit(features: Mapping[str, Floats], ids: Sequence[str]) -> SegmentModel:
    model, _ = fit_stage(features, ids, settings=SegmentSettings(n_segments=_N_SEGMENTS), seed=1, as_of=AS_OF)
    return model


def _fit_like(n_people: int) -> tuple[SegmentModel, dict[str, Floats]]:
    features = people_like(n_people)
    return _fit(features, [person_id(f"bench:{number}") for number in range(n_people)]), features


def _sizes(model: SegmentModel, features: Mapping[str, Floats]) -> list[int]:
    own, _, _ = model.place(features)
    sizes: list[int] = np.bincount(own).tolist()
    return sizes


def _cluster(n_people: str) -> list[int]:
    """Segments of people with everybody's probabilities: people in each."""
    return _sizes(*_fit_like(int(n_people)))


def _segment_events(folder: str) -> list[int]:
    """From the lake's events to the same: every feature of everybody, then segments."""
    found = _lake_features(folder)
    return _sizes(_fit(found.features, found.ids), found.features)


def _save_features(folder: str) -> None:
    """The feature table as a file, for those who start from it."""
    found = _lake_features(folder)
    pq.write_table(pa.table({_IDS: found.ids, **found.features}), Path(folder) / _TABLE)


def _saved_features(folder: str) -> tuple[list[str], dict[str, Floats]]:
    saved = pq.read_table(Path(folder) / _TABLE)
    features = {name: saved[name].to_numpy() for name in saved.column_names if name != _IDS}
    return saved[_IDS].to_pylist(), features


def _segment_table(folder: str) -> list[int]:
    """Segments from the feature table."""
    ids, features = _saved_features(folder)
    return _sizes(_fit(features, ids), features)


def _sklearn_table(folder: str) -> list[int]:
    """The peer on the feature table."""
    return _labels(_saved_features(folder)[1])


def _sklearn(n_people: str) -> list[int]:
    """The peer on people drawn around eight kinds."""
    return _labels(people_like(int(n_people)))


def _labels(features: Mapping[str, Floats]) -> list[int]:
    """What a notebook does with the same table, without probabilities, names or stability: people in each."""
    matrix = np.stack([np.nan_to_num(values) for values in features.values()], axis=1)
    labels = KMeans(_N_SEGMENTS, n_init=10, random_state=1).fit_predict(StandardScaler().fit_transform(matrix))
    sizes: list[int] = np.bincount(labels).tolist()
    return sizes


def score_rate(n_people: int) -> float:
    """New people a second that get segment, probabilities and outlier mark, on one core."""
    model, _ = _fit_like(20_000)
    fresh = people_like(n_people, seed=11)
    start = time.perf_counter()
    model.place(fresh)
    return n_people / (time.perf_counter() - start)


def _make(folder: str, n_events: str, n_people: str) -> None:
    make_events(Path(folder) / EVENTS, int(n_events), int(n_people))


WORK: dict[str, Callable[..., object]] = {
    "make": _make,
    "features": _features,
    "group_by": _group_by,
    "cluster": _cluster,
    "sklearn": _sklearn,
    "segment_events": _segment_events,
    "save_features": _save_features,
    "segment_table": _segment_table,
    "sklearn_table": _sklearn_table,
}
"""What a fresh process can be told to do, by name."""

if __name__ == "__main__":
    WORK[sys.argv[1]](*sys.argv[2:])

"""The peer Feast with its online store on SQLite, run by a Python that has it; imports nothing of ours.

`python peer_feast.py FOLDER N_PEOPLE N_READS` prints one JSON document on the last line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["N_FEATURES", "main", "make_people"]

N_FEATURES = 30
_NAMES = [f"feature_{number}" for number in range(N_FEATURES)]
_WARM = 100


def make_people(n_people: int) -> pd.DataFrame:
    """A row a person, `d1` to `dN`: 30 features as floats, and the instant that they are of."""
    rng = np.random.default_rng(7)
    people = pd.DataFrame(rng.random((n_people, N_FEATURES)), columns=_NAMES)
    people.insert(0, "person", [f"d{number}" for number in range(1, n_people + 1)])
    people["at"] = pd.Timestamp.now(tz="UTC").floor("s")
    return people


def _store(folder: Path, people: pd.DataFrame) -> tuple[Any, Any]:
    """A store that serves these people, and the service that names their features."""
    feast, types, kinds = (import_module(name) for name in ("feast", "feast.types", "feast.value_type"))
    people.head(1).to_parquet(folder / "people.parquet")
    online = {"type": "sqlite", "path": str(folder / "online.db")}
    store = feast.FeatureStore(
        config=feast.RepoConfig(
            project="people",
            provider="local",
            registry=str(folder / "registry.db"),
            online_store=online,
            entity_key_serialization_version=3,
        )
    )
    person = feast.Entity(name="person", join_keys=["person"], value_type=kinds.ValueType.STRING)
    view = feast.FeatureView(
        name="profile",
        entities=[person],
        schema=[feast.Field(name=name, dtype=types.Float64) for name in _NAMES],
        source=feast.FileSource(path=str(folder / "people.parquet"), timestamp_field="at"),
        ttl=timedelta(days=365),
        online=True,
    )
    store.apply([person, view, feast.FeatureService(name="portrait", features=[view])])
    store.write_to_online_store("profile", people)
    return store, store.get_feature_service("portrait")


def _read(store: Any, service: Any, people: pd.DataFrame, n_reads: int) -> list[float]:
    """Milliseconds of reads of one person each, everyone as often as another.

    Raises:
        SystemExit: A person was not read as written.
    """
    order = np.random.default_rng(8).permutation(len(people))
    values, names, taken = people[_NAMES].to_numpy(), people["person"].to_list(), []
    for number in range(-_WARM, n_reads):
        at = int(order[number % len(order)])
        begun = time.perf_counter()
        found = store.get_online_features(features=service, entity_rows=[{"person": names[at]}]).to_dict()
        taken.append((time.perf_counter() - begun) * 1000)
        if [found[name][0] for name in _NAMES] != values[at].tolist():
            raise SystemExit(f"Feast gave other features of {names[at]} than it was given")
    return taken[_WARM:]


def main(arguments: Sequence[str]) -> None:
    """Prints the version, seconds of importing, of writing and of reading, and the p50 and p99 of a read in ms.

    Args:
        arguments: A folder that the stores are in meanwhile, how many people they have, how many reads are measured.
    """
    folder, n_people, n_reads = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    start = time.perf_counter()
    import_module("feast")
    imported = time.perf_counter()
    with TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as stores:
        people = make_people(n_people)
        store, service = _store(Path(stores), people)
        written = time.perf_counter()
        taken = _read(store, service, people, n_reads)
        read = time.perf_counter()
    steps = {"import": imported - start, "write": written - imported, "read": read - written}
    p50, p99 = np.quantile(np.array(taken), [0.5, 0.99])
    said = {
        "version": version("feast"),
        "steps": {name: round(seconds, 2) for name, seconds in steps.items()},
        "figures": {"p50_ms": round(float(p50), 3), "p99_ms": round(float(p99), 3)},
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""The peer retentioneering on a file of events, run by a Python that has it; imports nothing of ours.

`python peer_retentioneering.py EVENTS.parquet labels|overview` prints one JSON document on the last line.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import pandas as pd

__all__ = ["main"]

_N_CLUSTERS = 8
_COLUMNS = ["identity", "name", "occurred_at"]
_SCHEMA = {"path_cols": ["identity"], "event_col": "name", "timestamp_col": "occurred_at"}
_FEATURES = [{"metric": "event_count_bulk"}]
_CLUSTER = "cluster"


def _load(path: str, eventstream: Callable[..., Any]) -> Any:
    events = pd.read_parquet(path, columns=_COLUMNS)
    events["occurred_at"] = pd.to_datetime(events["occurred_at"], unit="us")
    return eventstream(events, _SCHEMA)


def _labels(stream: Any) -> Any:
    """The stream with the cluster of each path."""
    return stream.add_clusters(name=_CLUSTER, features=_FEATURES, method_args={"n_clusters": _N_CLUSTERS})


def _overview(stream: Any) -> Any:
    """Clusters of the paths with the table that describes them."""
    return stream.cluster_analysis_data(features=_FEATURES, method_args={"n_clusters": _N_CLUSTERS})


def _sizes(found: Any) -> list[int]:
    if isinstance(found, dict):
        return [int(n) for n in found["cluster_labels"].value_counts()]
    paths = found.df.groupby(_CLUSTER, observed=True)["identity"].nunique()
    return sorted((int(n) for n in paths), reverse=True)


_TOOLS = {"labels": _labels, "overview": _overview}


def main(arguments: Sequence[str]) -> None:
    """Prints the version, seconds of importing, of loading and of vectorising with clustering, and paths by cluster.

    Args:
        arguments: A Parquet file with columns identity, name, occurred_at (µs), and the tool: labels or overview.
    """
    path, tool = arguments
    # else the library tells its makers of each call
    os.environ["RETENTIONEERING_NO_TRACK"] = "1"
    start = time.perf_counter()
    library = import_module("retentioneering")
    imported = time.perf_counter()
    stream = _load(path, library.Eventstream)
    loaded = time.perf_counter()
    found = _TOOLS[tool](stream)
    clustered = time.perf_counter()
    steps = {"import": imported - start, "load": loaded - imported, "cluster": clustered - loaded}
    said = {
        "version": library.__version__,
        "steps": {name: round(seconds, 2) for name, seconds in steps.items()},
        "sizes": _sizes(found),
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from huaxiang.evaluate import peer_retentioneering
from huaxiang.evaluate.bench_peers import PEERS_PYTHON
from huaxiang.evaluate.segment_work import make_events


class Stream:
    """What stands for an eventstream of the peer."""

    def __init__(self, events: pd.DataFrame, schema: dict[str, Any]) -> None:
        self.df = events
        assert schema["path_cols"] == ["identity"]
        assert events["occurred_at"].dt.year.isin([2025, 2026]).all()

    def add_clusters(self, *, name: str, features: list[Any], method_args: dict[str, int]) -> Stream:
        assert method_args == {"n_clusters": 8}
        self.df[name] = [f"cluster_{int(identity[-1]) % 2}" for identity in self.df["identity"]]
        return self

    def cluster_analysis_data(self, *, features: list[Any], method_args: dict[str, int]) -> dict[str, Any]:
        assert method_args == {"n_clusters": 8}
        identities = self.df["identity"].unique()
        return {"cluster_labels": pd.Series(["cluster_0"] * len(identities), index=identities)}


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lake") / "events.parquet"
    make_events(path, 5_000, 200)
    return path


@pytest.mark.parametrize("tool", ["labels", "overview"])
def test_people_are_counted_once_in_their_cluster(
    events: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tool: str
) -> None:
    library = types.SimpleNamespace(Eventstream=Stream, __version__="5")
    monkeypatch.setitem(sys.modules, "retentioneering", library)  # type: ignore[arg-type]
    monkeypatch.delenv("RETENTIONEERING_NO_TRACK", raising=False)
    peer_retentioneering.main([str(events), tool])
    assert os.environ.pop("RETENTIONEERING_NO_TRACK") == "1"
    said = json.loads(capsys.readouterr().out)
    n_people = pd.read_parquet(events, columns=["identity"])["identity"].nunique()
    assert said["version"] == "5"
    assert sum(said["sizes"]) == n_people
    assert len(said["sizes"]) == {"labels": 2, "overview": 1}[tool]


@pytest.mark.skipif(not os.environ.get(PEERS_PYTHON), reason=f"{PEERS_PYTHON} names no Python with retentioneering")
@pytest.mark.parametrize("tool", ["labels", "overview"])
def test_the_peer_itself_puts_everybody_into_eight_clusters(events: Path, tool: str) -> None:
    command = [os.environ[PEERS_PYTHON], "-I", str(peer_retentioneering.__file__), str(events), tool]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert set(said["steps"]) == {"import", "load", "cluster"}
    assert len(said["sizes"]) == 8
    assert sum(said["sizes"]) == pd.read_parquet(events, columns=["identity"])["identity"].nunique()

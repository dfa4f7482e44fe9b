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

from huaxiang.evaluate import peer_feast
from huaxiang.evaluate.bench_peers import PEERS_PYTHON
from huaxiang.evaluate.peer_feast import N_FEATURES, main, make_people


class Store:
    """What stands for Feast's store: a table in memory."""

    off = 0.0

    def __init__(self, config: dict[str, Any]) -> None:
        assert config["online_store"]["type"] == "sqlite"
        self.applied: list[Any] = []

    def apply(self, objects: list[Any]) -> None:
        self.applied = objects

    def write_to_online_store(self, view: str, people: pd.DataFrame) -> None:
        assert self.applied[1]["name"] == view
        self.people = people.set_index("person").drop(columns="at")

    def get_feature_service(self, name: str) -> str:
        return name

    def get_online_features(self, features: str, entity_rows: list[dict[str, str]]) -> Any:
        assert features == "portrait"
        (row,) = entity_rows
        found = {name: [value + self.off] for name, value in self.people.loc[row["person"]].items()}
        return types.SimpleNamespace(to_dict=lambda: row | found)


@pytest.fixture
def feast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules that stand for Feast's."""
    made = dict.fromkeys(("RepoConfig", "Entity", "FeatureView", "Field", "FileSource", "FeatureService"), dict)
    kinds = types.SimpleNamespace(ValueType=types.SimpleNamespace(STRING=2))
    modules = {
        "feast": types.SimpleNamespace(FeatureStore=Store, **made),
        "feast.types": types.SimpleNamespace(Float64=1),
        "feast.value_type": kinds,
    }
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)  # type: ignore[arg-type]
    monkeypatch.setattr(peer_feast, "version", lambda name: "0.67.0")


def test_people_have_thirty_features_and_are_the_same_each_time() -> None:
    people = make_people(3)
    assert list(people["person"]) == ["d1", "d2", "d3"]
    assert people.shape == (3, N_FEATURES + 2) == (3, 32)
    assert people.drop(columns="at").equals(make_people(3).drop(columns="at"))


@pytest.mark.usefixtures("feast")
def test_reads_are_timed_and_the_folder_is_left_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path), "20", "50"])
    said = json.loads(capsys.readouterr().out)
    assert (said["version"], set(said["steps"])) == ("0.67.0", {"import", "write", "read"})
    assert 0 < said["figures"]["p50_ms"] <= said["figures"]["p99_ms"]
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("feast")
def test_a_person_who_is_not_read_as_written_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "off", 0.5)
    with pytest.raises(SystemExit, match="other features of d"):
        main([str(tmp_path), "20", "50"])


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get(PEERS_PYTHON), reason=f"{PEERS_PYTHON} names no Python with feast")
def test_the_peer_itself_reads_everyone_as_written(tmp_path: Path) -> None:
    command = [os.environ[PEERS_PYTHON], "-I", str(peer_feast.__file__), str(tmp_path), "40", "80"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.strip().rpartition("\n")[2])
    assert 0 < said["figures"]["p50_ms"] <= said["figures"]["p99_ms"]

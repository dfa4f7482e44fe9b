from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from huaxiang.domain.errors import StorageError, UnknownName, UserError
from huaxiang.models.artefact import Artefact, Artefacts


def artefact(version: str = "r1", **given: Any) -> Artefact:
    usual: dict[str, Any] = {
        "name": "segments",
        "inputs": ("orders", "spend"),
        "arrays": {"centres": np.array([[0.1, 2.0]]), "ids": np.array(["s0001", "组"])},
        "meta": {"summary": "三个分群", "licences": {"model": "Apache-2.0"}, "metrics": {"silhouette_milli": 310}},
    }
    return Artefact(version=version, **(usual | given))


@pytest.fixture
def artefacts(tmp_path: Path) -> Artefacts:
    return Artefacts(tmp_path / "店 铺" / "models")


def test_a_model_comes_back_as_it_was_saved(artefacts: Artefacts) -> None:
    saved = artefact()
    artefacts.save(saved)
    found = artefacts.load("segments")
    assert (found.name, found.version, found.inputs, found.meta) == ("segments", "r1", saved.inputs, saved.meta)
    assert found.arrays.keys() == saved.arrays.keys()
    for name, array in saved.arrays.items():
        assert found.arrays[name].dtype == array.dtype
        assert np.array_equal(found.arrays[name], array)


@given(
    hnp.arrays(st.sampled_from([np.int64, np.float64, np.float32, np.int8]), hnp.array_shapes(max_dims=3, max_side=4))
)
def test_weights_come_back_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, array: Any) -> None:
    artefacts = Artefacts(tmp_path_factory.mktemp("models"))
    artefacts.save(artefact(arrays={"w": array}))
    assert artefacts.load("segments").arrays["w"].tobytes() == array.tobytes()


def test_equal_models_have_equal_bytes(artefacts: Artefacts) -> None:
    one = artefacts.save(artefact("r1")) / "weights.npz"
    arrays = dict(reversed(artefact().arrays.items()))
    assert one.read_bytes() == (artefacts.save(artefact("r2", arrays=arrays)) / "weights.npz").read_bytes()


def test_the_manifest_and_card_say_what_it_is(artefacts: Artefacts) -> None:
    folder = artefacts.save(artefact())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"] == ["orders", "spend"]
    assert manifest["schema_hash"] == artefact().schema_hash
    assert "numpy" in manifest["libraries"]
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert "三个分群" in card
    assert "Apache-2.0" in card
    assert sorted(path.name for path in folder.iterdir()) == ["card.md", "manifest.json", "weights.npz"]


def test_nothing_is_pickled_nor_unpickled(artefacts: Artefacts) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        artefacts.save(artefact(arrays={"w": np.array([{"a": 1}], dtype=object)}))
    assert artefacts.versions("segments") == []
    assert list((artefacts.folder / "segments").iterdir()) == []
    folder = artefacts.save(artefact())
    np.savez(folder / "weights.npz", w=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        artefacts.load("segments")


def test_other_inputs_are_refused_by_name_and_by_order() -> None:
    model = artefact()
    model.check_inputs(("orders", "spend"))
    with pytest.raises(UserError, match="colour, spend"):
        model.check_inputs(("orders", "colour"))
    with pytest.raises(UserError, match="their order"):
        model.check_inputs(("spend", "orders"))
    assert artefact(inputs=("spend", "orders")).schema_hash != model.schema_hash


def test_the_newest_is_loaded_unless_a_version_is_named(artefacts: Artefacts) -> None:
    for version in ("r1", "r3", "r2"):
        artefacts.save(artefact(version, meta={"summary": version}))
    assert artefacts.versions("segments") == ["r1", "r2", "r3"]
    assert artefacts.load("segments").version == "r3"
    assert artefacts.load("segments", "r2").meta["summary"] == "r2"


@pytest.mark.parametrize(("name", "version"), [("segmentz", None), ("segments", "r9"), ("segmentz", "r1")])
def test_an_unknown_model_or_version_is_the_users_mistake(artefacts: Artefacts, name: str, version: str | None) -> None:
    artefacts.save(artefact())
    with pytest.raises(UnknownName, match="version of model"):
        artefacts.load(name, version)


def test_pruning_keeps_the_last_three_and_what_is_in_use(artefacts: Artefacts) -> None:
    for number in range(6):
        artefacts.save(artefact(f"r{number}"))
        artefacts.save(artefact(f"r{number}", name="interests"))
    artefacts.prune({"segments": "r1", "other": "r0"})
    assert artefacts.versions("segments") == ["r1", "r3", "r4", "r5"]
    assert artefacts.versions("interests") == ["r3", "r4", "r5"]


def test_a_half_written_model_is_no_version(artefacts: Artefacts) -> None:
    whole = artefacts.save(artefact("r1"))
    whole.rename(whole.with_name("r2.partial"))
    artefacts.save(artefact("r1"))
    assert artefacts.versions("segments") == ["r1"]
    assert artefacts.load("segments").version == "r1"


def test_a_model_saved_again_takes_the_place_of_the_old_one(artefacts: Artefacts) -> None:
    artefacts.save(artefact(meta={"summary": "old"}))
    artefacts.save(artefact(meta={"summary": "new"}))
    assert artefacts.load("segments").meta["summary"] == "new"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("no folder")
    with pytest.raises(StorageError, match="cannot write"):
        Artefacts(tmp_path / "models").save(artefact())


def test_a_model_that_names_a_forgotten_person_goes_whole(artefacts: Artefacts) -> None:
    artefacts.save(artefact("r1", arrays={"ids": np.array(["p_0000000000000001", "p_2"])}))
    artefacts.save(artefact("r2", meta={"examples": ["p_0000000000000002"]}))
    artefacts.save(artefact("r3"))
    assert artefacts.forget(["p_0000000000000001"]) == 1
    assert artefacts.versions("segments") == ["r2", "r3"]
    assert artefacts.forget(["p_0000000000000002", "p_0000000000000009"]) == 1
    assert artefacts.versions("segments") == ["r3"]


def changed(path: Path, **values: Any) -> None:
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({k: v for k, v in (manifest | values).items() if v is not None}), encoding="utf-8")


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"inputs": ["orders", "age"]}, "not those that it was saved with"),
        ({"inputs": ["spend", "orders"]}, "not those that it was saved with"),
        ({"inputs": None}, "lacks inputs"),
        ({"meta": None, "schema_hash": None}, "lacks meta, schema_hash"),
    ],
)
def test_a_manifest_that_was_changed_is_refused_in_one_line(
    artefacts: Artefacts, values: dict[str, Any], word: str
) -> None:
    changed(artefacts.save(artefact()) / "manifest.json", **values)
    with pytest.raises(UserError, match=word) as refused:
        artefacts.load("segments")
    assert "model segments r1 cannot score" in str(refused.value)
    assert "huaxiang build" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_manifest_that_is_no_json_is_refused(artefacts: Artefacts) -> None:
    (artefacts.save(artefact()) / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="no JSON"):
        artefacts.load("segments")

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from huaxiang.build.fitting import load_customers, load_segments, load_touches
from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.models.artefact import Artefacts
from huaxiang.project.opening import Project


def test_the_models_of_a_run_are_kept_with_what_they_were_fitted_on(built: Project) -> None:
    run = built.current_run()
    assert built.manifest()["models"] == dict.fromkeys(("customers", "features", "interests", "segments"), run)
    for name in ("segments", "interests", "customers"):
        meta = built.artefacts.load(name, run).meta
        assert meta["fitted_on"]["people"] == 12
        assert {"licences", "preprocessing", "summary"} <= set(meta)


def test_models_are_loaded_by_version(built: Project) -> None:
    run = built.current_run()
    model = load_segments(built.artefacts, run)
    assert built.artefacts.load("segments", run).inputs == model.features
    calibration, labels = load_touches(built.artefacts, run)
    assert calibration.holders.shape == calibration.repeated.shape
    assert (calibration.repeated <= calibration.holders).all()
    assert isinstance(labels, dict)
    assert (
        load_customers(built.artefacts, run).n_buyers
        == built.artefacts.load("customers", run).meta["metrics"]["n_buyers"]
    )
    with pytest.raises(UnknownName):
        load_segments(built.artefacts, "never")


def refitted(built: Project, folder: Path, name: str, **values: Any) -> Artefacts:
    """A model of the shop saved again, whole in itself, with something else in it."""
    known, made = built.artefacts.load(name, built.current_run()), Artefacts(folder)
    made.save(dataclasses.replace(known, **values))
    return made


def test_models_of_another_schema_do_not_score(built: Project, tmp_path: Path) -> None:
    run = built.current_run()
    known = built.artefacts.load("segments", run)
    other = refitted(built, tmp_path / "a", "segments", inputs=(*known.inputs[1:], "shoe_size"))
    with pytest.raises(UserError, match=r"other inputs .*shoe_size"):
        load_segments(other, run)
    features = ["shoe_size", *known.meta["features"][1:]]
    old = refitted(built, tmp_path / "b", "segments", inputs=tuple(features), meta={**known.meta, "features": features})
    with pytest.raises(UserError, match=r"other inputs \(shoe_size\)"):
        load_segments(old, run)
    touches = refitted(built, tmp_path / "c", "interests", inputs=("clicks",))
    with pytest.raises(UserError, match="category_touches, clicks"):
        load_touches(touches, run)

from __future__ import annotations

import pytest

from huaxiang.build.fitting import load_segments, load_touches
from huaxiang.domain.errors import UnknownName
from huaxiang.project.opening import Project


def test_both_models_of_a_run_are_kept_with_what_they_were_fitted_on(built: Project) -> None:
    run = built.current_run()
    assert built.manifest()["models"] == {"segments": run, "interests": run}
    for name in ("segments", "interests"):
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
    with pytest.raises(UnknownName):
        load_segments(built.artefacts, "never")

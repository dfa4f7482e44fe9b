"""What a person may set of a segmentation."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from huaxiang.domain.errors import OutOfRange

__all__ = ["AUTO", "KMEANS", "SegmentSettings"]

AUTO, KMEANS = "auto", "kmeans"


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """Settings of a segmentation (分群方案).

    Attributes:
        n_segments: "I want 8"; None lets stability choose in `low`..`high`.
        low: Fewest segments to try, at least 1.
        high: Most segments to try.
        algorithm: Name of a file in `segments/algorithms`, or auto: the most stable and clear of them.
        min_share: Segments with a smaller share of the sample are dissolved into their neighbours, 0..0.5.
        min_people: Segments with fewer people of all are dissolved, too.
        distance_threshold: Segments whose centres lie nearer than this become one; root mean square over
            features of positions 0..1, so 0 merges nothing and 1 everything.
        max_sample: People of the fit at most, taken by hash of person.
        n_refits: Bootstrap refits that calibrate the probabilities, at least 10.
        n_held_out: Further refits that only measure the calibration.
        same_distance: A new centre nearer than this to an old one, matched optimally, keeps its id.
        eps: Distance of neighbours for dbscan, and under which hdbscan joins clouds; None lets them choose.
        features: Features that take part; empty for all that are usable.
    """

    n_segments: int | None = None
    low: int = 4
    high: int = 10
    algorithm: str = KMEANS
    min_share: float = 0.03
    min_people: int = 0
    distance_threshold: float = 0.0
    max_sample: int = 50_000
    n_refits: int = 50
    n_held_out: int = 10
    same_distance: float = 0.15
    features: tuple[str, ...] = ()
    eps: float | None = None

    def for_people(self, n_people: int) -> SegmentSettings:
        """The same with the minimum of people as a share of so many."""
        least = min(self.min_people / max(n_people, 1), 0.5)
        return self if least <= self.min_share else dataclasses.replace(self, min_share=least)

    def __post_init__(self) -> None:
        if self.n_segments is not None and self.n_segments < 1:
            raise OutOfRange(f"segments: n_segments is {self.n_segments}, must be at least 1")
        if not 1 <= self.low <= self.high:
            raise OutOfRange(f"segments: {self.low}..{self.high} is no range of numbers of segments")
        if not 0.0 <= self.min_share <= 0.5:
            raise OutOfRange(f"segments: min_share is {self.min_share}, must be 0..0.5")
        if self.min_people < 0:
            raise OutOfRange(f"segments: min_people is {self.min_people}, must be at least 0")
        if not 0.0 <= self.distance_threshold <= 1.0:
            raise OutOfRange(f"segments: distance_threshold is {self.distance_threshold}, must be 0..1")
        if self.eps is not None and self.algorithm == AUTO:
            raise OutOfRange("segments: eps goes with algorithm = dbscan or hdbscan, not with auto")
        if self.eps is not None and self.eps <= 0.0:
            raise OutOfRange(f"segments: eps is {self.eps}, must be above 0")
        if self.n_refits < 10 or self.n_held_out < 1:
            raise OutOfRange("segments: needs at least 10 refits and 1 held out")
        if self.max_sample < 1:
            raise OutOfRange(f"segments: max_sample is {self.max_sample}, must be at least 1")

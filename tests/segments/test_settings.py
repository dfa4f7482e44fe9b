from __future__ import annotations

import pytest

from huaxiang.domain.errors import OutOfRange
from huaxiang.segments.settings import SegmentSettings


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"n_segments": 0}, "n_segments"),
        ({"low": 5, "high": 4}, "5..4"),
        ({"min_share": 0.9}, "min_share"),
        ({"distance_threshold": -1.0}, "distance_threshold"),
        ({"n_refits": 3}, "refits"),
        ({"max_sample": 0}, "max_sample"),
    ],
)
def test_values_out_of_range_are_refused_by_name(given, named) -> None:
    with pytest.raises(OutOfRange, match=named):
        SegmentSettings(**given)

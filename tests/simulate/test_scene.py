from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import OutOfRange
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.scene import scenes


def test_blocks_cover_all_people_once(small: Parameters) -> None:
    made = list(scenes(250, seed=1, parameters=small))
    assert [(each.block, each.first_number, each.n_people) for each in made] == [
        (0, 0, 100),
        (1, 100, 100),
        (2, 200, 50),
    ]


def test_streams_of_blocks_differ(small: Parameters) -> None:
    first, second = scenes(200, seed=1, parameters=small)
    assert not np.array_equal(first.rng("x").random(3), second.rng("x").random(3))


def test_below_one_is_refused(small: Parameters) -> None:
    with pytest.raises(OutOfRange):
        next(scenes(0, seed=1, parameters=small))

from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.simulate.planted.difficulty import DIFFICULTIES, soften
from huaxiang.simulate.planted.personas import read_personas


def test_harder_personas_lie_closer_together_and_their_people_further_apart() -> None:
    easy, middling, hard = (soften(read_personas(), name) for name in ("easy", "middling", "hard"))
    for looser, tighter in ((middling, easy), (hard, middling)):
        for name in easy.rates:
            assert np.log(looser.rates[name]).std() <= np.log(tighter.rates[name]).std() + 1e-12
            assert looser.rate_shapes[name] < tighter.rate_shapes[name]
        for name in easy.mixes:
            assert looser.mixes[name].std(axis=0).sum() < tighter.mixes[name].std(axis=0).sum()
            assert looser.mix_weights[name] < tighter.mix_weights[name]
        assert looser.dwell_between > tighter.dwell_between


@pytest.mark.parametrize("name", DIFFICULTIES)
def test_the_average_of_all_people_stays_where_it_was(name: str) -> None:
    before, after = read_personas(), soften(read_personas(), name)
    for mix in before.mixes:
        assert after.shares @ after.mixes[mix] == pytest.approx(before.shares @ before.mixes[mix])
        assert after.mixes[mix].sum(axis=1) == pytest.approx(1.0)
    assert after.shares @ after.dwell == pytest.approx(before.shares @ before.dwell)


def test_an_unknown_difficulty_is_named() -> None:
    with pytest.raises(UnknownName, match="hrad"):
        soften(read_personas(), "hrad")

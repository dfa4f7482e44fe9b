from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.simulate.planted import personas as module
from huaxiang.simulate.planted.personas import COLUMNS, read_outliers, read_personas


def test_eight_personas_have_uneven_shares() -> None:
    personas = read_personas()
    assert len(personas.keys) == len(set(personas.keys)) == 8
    assert personas.shares.sum() == pytest.approx(1.0)
    assert (personas.shares.min(), personas.shares.max()) == pytest.approx((0.04, 0.25))
    assert all(zh and en for zh, en in personas.labels)


def test_every_number_is_possible() -> None:
    personas = read_personas()
    assert all((rate > 0).all() for rate in personas.rates.values())
    assert all(((chance > 0) & (chance < 1)).all() for chance in personas.chances.values())
    for name, mix in personas.mixes.items():
        assert mix.shape == (8, len(COLUMNS[name]))
        assert mix.sum(axis=1) == pytest.approx(1.0)
        assert (mix > 0).all()


def test_personas_differ_in_many_behaviours_at_once() -> None:
    personas = read_personas()
    for one in range(8):
        for other in range(one):
            rates = [abs(np.log(rate[one] / rate[other])) > np.log(1.5) for rate in personas.rates.values()]
            mixes = [abs(mix[one] - mix[other]).sum() / 2 > 0.15 for mix in personas.mixes.values()]
            assert sum(rates) + sum(mixes) >= 7, (personas.keys[one], personas.keys[other])


def test_steps_are_events_of_the_specification() -> None:
    assert {str(name) for name in COLUMNS["steps"]} <= set(EVENT_NAMES)


def test_outliers_are_of_several_kinds_and_name_what_they_replace() -> None:
    personas = read_personas()
    share, kinds = read_outliers()
    assert share == 0.02
    assert len({kind.key for kind in kinds}) == len(kinds) == 6
    for kind in kinds:
        assert {*kind.counts, *kind.rates} <= set(personas.rates)
        assert set(kind.chances) <= set(personas.chances)
        assert all(shares.sum() == pytest.approx(1.0) for shares in kind.mixes.values())


@pytest.mark.parametrize("wrong", [{"rates": {}}, {"mixes": {"bands": [1, 2]}}])
def test_a_persona_that_lacks_a_number_is_named(wrong: dict[str, object]) -> None:
    row = {"key": "odd", "rates": {"visits": 1}, "chances": {}, "mixes": {"bands": [1, 2, 3, 4, 5]}} | wrong
    with pytest.raises(ContractBroken, match="odd"):
        module._require(row, {"rates": {"visits": 2}, "chances": {}, "mixes": {"bands": 6}})

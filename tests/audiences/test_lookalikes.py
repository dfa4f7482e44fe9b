from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from pyroaring import BitMap

from huaxiang.audiences.index import NO_EVENTS, PeopleIndex
from huaxiang.audiences.lookalikes import find_lookalikes
from huaxiang.domain.errors import UserError
from huaxiang.stores.base import Meta

N = 2_000
NIGHT = range(400)
"""People of a kind: they come by night and spend little."""


def everyone(excluded: BitMap | None = None) -> PeopleIndex:
    rng = np.random.default_rng(11)
    is_night = np.arange(N) < len(NIGHT)
    values = {
        "night_coefficient": np.where(is_night, rng.beta(6, 3, N), rng.beta(1.5, 9, N)),
        "net_spend_180d": np.where(is_night, rng.lognormal(4, 0.6, N), rng.lognormal(5.5, 0.9, N)),
        "noise": rng.normal(size=N),
        "constant": np.ones(N),
    }
    values["net_spend_180d"][rng.uniform(size=N) < 0.2] = np.nan
    rows = [(at, name, v) for name, column in values.items() for at, v in enumerate(column.tolist()) if not np.isnan(v)]
    columns = dict(zip(("person_id", "feature", "value"), map(list, zip(*rows, strict=True)), strict=True))
    nothing = pa.table({"person_id": pa.array([], pa.int64()), "name": pa.array([], pa.string())})
    ids = [f"p_{number:04d}" for number in range(N)]
    parts = {} if excluded is None else {"abnormal": excluded}
    return PeopleIndex(Meta("run", 0, 0, 0), ids, NO_EVENTS, pa.table(columns), nothing, nothing, parts)


def ids(numbers: list[int]) -> list[str]:
    return [f"p_{number:04d}" for number in numbers]


def test_the_hidden_half_of_a_group_is_found_first() -> None:
    seeds = ids(list(NIGHT)[::2])
    found = find_lookalikes(everyone(), seeds, n=200, seed=1)
    hidden = set(ids(list(NIGHT)[1::2]))
    # 200 of the 1,800 others are of the kind: blind choice would find 11 %
    assert len(hidden & set(found.ids)) / 200 > 0.75
    assert not set(seeds) & set(found.ids)
    assert (found.n_seeds, found.n_pool, len(found.ids)) == (200, 1_800, 200)
    assert np.all(np.diff(found.probability) <= 0)
    # among people of the kind half are seeds: that is the probability, not 1
    assert 0.25 < float(found.probability.mean()) < 0.75
    assert found.auc > 0.85
    assert found.ece < 0.05
    assert found.features == ("net_spend_180d", "night_coefficient", "noise")


def test_a_group_of_chance_has_no_look_alikes() -> None:
    seeds = sorted(ids(np.random.default_rng(3).choice(N, 300, replace=False).tolist()))
    found = find_lookalikes(everyone(), seeds, n=100, seed=1)
    assert 0.4 < found.auc < 0.6
    assert float(found.probability.max()) < 0.5


def test_who_may_be_in_no_audience_is_neither_given_nor_learned_from() -> None:
    out = BitMap(range(100, 400))
    found = find_lookalikes(everyone(out), ids(list(range(100))), n=2_000, seed=1)
    assert (found.n_seeds, found.n_pool) == (100, 1_600)
    assert not set(ids(list(out))) & set(found.ids)


def test_features_that_define_the_group_are_left_out() -> None:
    found = find_lookalikes(everyone(), ids(list(range(200))), n=10, seed=1, without={"night_coefficient"})
    assert found.features == ("net_spend_180d", "noise")


def test_the_same_seed_gives_the_same_people() -> None:
    one, two = (find_lookalikes(everyone(), ids(list(range(200))), n=50, seed=9) for _ in range(2))
    assert one.ids == two.ids


@pytest.mark.parametrize(("n_seeds", "told"), [(49, "in the group; there are 49"), (1_960, "outside it; there are 40")])
def test_too_few_people_are_an_error(n_seeds: int, told: str) -> None:
    with pytest.raises(UserError, match=told):
        find_lookalikes(everyone(), ids(list(range(n_seeds))), n=10, seed=1)


def test_without_features_there_is_nothing_to_learn_from() -> None:
    with pytest.raises(UserError, match="none beside"):
        find_lookalikes(
            everyone(), ids(list(range(100))), n=10, seed=1, without={"night_coefficient", "net_spend_180d", "noise"}
        )

from __future__ import annotations

import numpy as np
import pytest

from huaxiang.simulate.scene import Scene


def test_tilts_keep_the_shops_own_shares(scene: Scene) -> None:
    personas = scene.personas
    for name in ("women_tilt", "night", "coupon", "returns", "others", "social"):
        assert (personas.shares * getattr(personas, name)).sum() == pytest.approx(1), name
    for name in ("age_tilt", "channel_tilt", "device_tilt"):
        assert (personas.shares[:, None] * getattr(personas, name)).sum(axis=0) == pytest.approx(1), name


def test_weights_of_leaves_add_up_and_favour_the_favourites(scene: Scene) -> None:
    personas = scene.personas
    assert personas.leaf_weights.sum(axis=1) == pytest.approx(1)
    mother = personas.slugs.index("new-mother")
    nappies = int(scene.catalogue.leaf_number("diapers")[0])
    assert personas.leaf_weights[mother, nappies] > 10 * np.median(personas.leaf_weights[:, nappies])


def test_price_level_falls_with_price_sensitivity(scene: Scene) -> None:
    personas = scene.personas
    stocker, cats = personas.slugs.index("second-child-stocker"), personas.slugs.index("cat-household")
    assert personas.price_level[stocker] < personas.price_level[cats]

from __future__ import annotations

import numpy as np
from tests.people_worlds import bought, people_of

from huaxiang.segments.customers.model import CustomerModel, fit_customers
from huaxiang.segments.customers.purchases import purchases_of

PEOPLE = [[bought(f"o{at}", 3 * at + 1), bought(f"p{at}", 40 + at)] for at in range(9)]


def test_batches_in_any_order_give_the_same_model() -> None:
    whole = fit_customers([purchases_of(people_of(*PEOPLE))])
    parts = fit_customers([purchases_of(people_of(*PEOPLE[4:])), purchases_of(people_of(*PEOPLE[:4]))])
    assert whole.model_id == parts.model_id
    assert (whole.n_buyers, whole.edges.shape, whole.medians[1]) == (9, (3, 4), 2)


def test_a_model_comes_back_from_its_arrays() -> None:
    model = fit_customers([purchases_of(people_of(*PEOPLE))])
    back = CustomerModel.from_arrays(model.to_arrays())
    assert (back.model_id, back.cycle_days, back.n_buyers) == (model.model_id, model.cycle_days, model.n_buyers)
    assert np.array_equal(back.edges, model.edges)


def test_a_shop_without_buyers_has_a_model_too() -> None:
    assert fit_customers([]).cycle_days == 60

from __future__ import annotations

import numpy as np

from huaxiang.simulate.catalogue import read_catalogue, read_leaves


def test_catalogue_is_the_same_for_the_same_seed() -> None:
    first, again = (read_catalogue(3, items_per_leaf=8, days=180) for _ in range(2))
    assert first.titles == again.titles
    assert np.array_equal(first.price_minor, again.price_minor)
    assert read_catalogue(4, items_per_leaf=8, days=180).titles != first.titles


def test_items_of_a_leaf_lie_in_its_price_range_cheapest_first() -> None:
    catalogue = read_catalogue(3, items_per_leaf=8, days=180)
    prices = catalogue.price_minor.reshape(catalogue.n_leaves, 8)
    for leaf, row in zip(catalogue.leaves, prices, strict=True):
        low, high = leaf.price_yuan
        assert low * 100 - 150 <= row.min() <= row.max() <= high * 100 + 50
        assert (np.diff(row) >= -100).all()


def test_titles_have_no_empty_slot_and_name_a_brand_mostly() -> None:
    catalogue = read_catalogue(3, items_per_leaf=8, days=180)
    assert not [title for title in catalogue.titles if "{" in title or "  " in title]
    named = [
        catalogue.brand_names[brand] in title for brand, title in zip(catalogue.brand, catalogue.titles, strict=True)
    ]
    assert np.mean(named) > 0.9


def test_leaves_are_found_by_slug_at_every_level() -> None:
    catalogue = read_catalogue(3, items_per_leaf=2, days=180)
    leaf = catalogue.leaves[5]
    l1, l2, l3 = leaf.path.split(".")
    assert catalogue.leaf_number(l3).tolist() == [5]
    assert 5 in catalogue.leaf_number(l2)
    assert set(catalogue.leaf_number(l2)) <= set(catalogue.leaf_number(l1))
    assert catalogue.leaf_number("no-such-thing").size == 0


def test_sensitive_branches_are_marked_from_above() -> None:
    sensitive = {leaf.path.split(".")[0] for leaf in read_leaves() if leaf.is_sensitive}
    assert "health" in sensitive


def test_item_ids_are_distinct() -> None:
    ids = read_catalogue(3, items_per_leaf=8, days=180).item_ids()
    assert len(set(ids)) == len(ids)


def test_new_items_have_an_older_one_of_their_leaf_beside_them() -> None:
    catalogue = read_catalogue(3, items_per_leaf=8, days=180)
    is_new = catalogue.listed_day <= 180
    assert 0.1 < is_new.mean() < 0.25
    assert (catalogue.listed_day[~is_new] > 180 + 365).all()
    number = np.arange(catalogue.listed_day.size)
    assert np.array_equal(catalogue.elder[~is_new], number[~is_new])
    assert not is_new[catalogue.elder].any()
    assert np.array_equal(catalogue.elder // 8, number // 8)

from __future__ import annotations

import itertools

import numpy as np

from huaxiang.domain.ids import category_slug
from huaxiang.domain.tables import table
from huaxiang.simulate.planted.catalogue import N_BANDS, cell_of, read_catalogue
from huaxiang.simulate.planted.personas import COLUMNS


def test_items_have_the_schema_of_the_table_and_ids_of_their_own() -> None:
    items = read_catalogue(1).items
    assert items.schema.equals(table("items").schema, check_metadata=True)
    assert len(set(items["item_id"].to_pylist())) == items.num_rows


def test_categories_are_slugs_and_the_first_levels_are_those_of_the_personas() -> None:
    items = read_catalogue(1).items
    for level in ("l1", "l2", "l3"):
        assert all(category_slug(name) == name for name in set(items[level].to_pylist()))
    assert set(items["l1"].to_pylist()) == set(COLUMNS["categories"])


def test_bands_of_a_category_do_not_overlap_and_every_usual_one_has_items() -> None:
    catalogue = read_catalogue(3)
    for number in range(len(COLUMNS["categories"])):
        bands = [catalogue.price_minor[catalogue.cell == number * N_BANDS + band] for band in range(5)]
        assert all(below.max() < above.min() + 300 for below, above in itertools.pairwise(bands))
        assert all(band.size >= 30 for band in bands)


def test_treasures_are_far_dearer_than_anything_else() -> None:
    catalogue = read_catalogue(1)
    is_treasure = catalogue.cell % N_BANDS == N_BANDS - 1
    assert is_treasure.sum() == 40
    assert catalogue.price_minor[is_treasure].min() > 4 * catalogue.price_minor[~is_treasure].max()


def test_a_cell_is_where_it_says_and_prices_depend_on_the_seed() -> None:
    catalogue, other = read_catalogue(1), read_catalogue(2)
    cell = int(cell_of(np.array(4), np.array(2)))
    start, size = catalogue.cell_start[cell], catalogue.cell_size[cell]
    assert (catalogue.cell[start : start + size] == cell).all()
    assert catalogue.items["l1"][int(start)].as_py() == "clothing"
    assert not np.array_equal(catalogue.price_minor, other.price_minor)
    assert np.array_equal(catalogue.price_minor, read_catalogue(1).price_minor)

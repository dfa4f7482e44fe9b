from __future__ import annotations

import numpy as np

from huaxiang.simulate.randomness import generator, hashed_hex, hashed_uniform


def test_streams_differ_by_seed_concern_and_block() -> None:
    first = generator(1, "orders", 0).random(4)
    assert np.array_equal(first, generator(1, "orders", 0).random(4))
    for other in (generator(2, "orders", 0), generator(1, "visits", 0), generator(1, "orders", 1)):
        assert not np.array_equal(first, other.random(4))


def test_hashed_numbers_are_uniform_and_depend_on_every_key() -> None:
    numbers = hashed_uniform(np.arange(20_000), 3)
    assert 0 <= numbers.min() <= numbers.max() < 1
    counts = np.histogram(numbers, bins=10, range=(0, 1))[0]
    assert np.abs(counts - 2_000).max() < 200
    assert not np.array_equal(numbers, hashed_uniform(np.arange(20_000), 4))
    assert abs(np.corrcoef(numbers, hashed_uniform(np.arange(20_000), 4))[0, 1]) < 0.03


def test_hashed_number_of_a_key_does_not_depend_on_its_neighbours() -> None:
    assert hashed_uniform(np.array([7]), 3)[0] == hashed_uniform(np.array([1, 7, 9]), 3)[1]


def test_hex_codes_are_distinct() -> None:
    codes = hashed_hex(np.arange(10_000), 5)
    assert len(set(codes)) == 10_000
    assert {len(code) for code in codes} == {16}

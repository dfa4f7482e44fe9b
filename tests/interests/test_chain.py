"""A chain gives the likeliest labels, checked against every path there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.chain import Chain

LABELS = ("a", "b", "c")
FEATURES = ("x", "y", "z")
SCORES = st.floats(-3, 3, width=16)


def table(rows: int, columns: int) -> st.SearchStrategy[np.ndarray]:
    return st.lists(SCORES, min_size=rows * columns, max_size=rows * columns).map(
        lambda values: np.array(values, dtype=np.float32).reshape(rows, columns)
    )


CHAINS = st.builds(
    lambda weights, steps, first: Chain(LABELS, FEATURES, weights, steps, first[0], {}),
    table(3, 3),
    table(3, 3),
    table(1, 3),
)
ROWS = st.lists(st.lists(st.sampled_from(["x", "y", "z", "unknown"]), max_size=3), min_size=1, max_size=4)


def every_path(chain: Chain, rows: list[list[str]]) -> dict[tuple[int, ...], float]:
    scores = [[sum(chain.weights["xyz".index(f)][k] for f in row if f in "xyz") for k in range(3)] for row in rows]
    found = {}
    for path in itertools.product(range(3), repeat=len(rows)):
        total = chain.first[path[0]] + sum(scores[i][label] for i, label in enumerate(path))
        found[path] = float(total + sum(chain.steps[left, right] for left, right in itertools.pairwise(path)))
    return found


@given(CHAINS, ROWS)
def test_the_labels_are_the_best_of_all_paths(chain: Chain, rows: list[list[str]]) -> None:
    paths = every_path(chain, rows)
    assert paths[tuple(LABELS.index(label) for label in chain.tag(rows))] >= max(paths.values()) - 1e-3


@given(CHAINS, ROWS, st.integers(1, 30))
def test_the_likeliest_ways_are_the_best_of_all_paths_in_order(chain: Chain, rows: list[list[str]], most: int) -> None:
    paths = every_path(chain, rows)
    found = chain.likeliest(rows, most)
    assert len(found) == min(most, len(paths))
    assert found[0][0] == chain.tag(rows)
    assert len({tuple(labels) for labels, _ in found}) == len(found)
    for (labels, score), best in zip(found, sorted(paths.values(), reverse=True), strict=False):
        assert score == pytest.approx(best, abs=1e-3)
        assert score == pytest.approx(paths[tuple(LABELS.index(label) for label in labels)], abs=1e-3)


def test_what_cannot_follow_is_no_way() -> None:
    weights, first = np.zeros((3, 3), dtype=np.float32), np.array([0, -np.inf, -np.inf], dtype=np.float32)
    steps = np.where(np.eye(3) > 0, 0, -np.inf).astype(np.float32)
    chain = Chain(LABELS, FEATURES, weights, steps, first, {})
    assert chain.likeliest([["x"], ["y"]], 5) == [(["a", "a"], 0.0)]


@given(CHAINS, ROWS)
def test_a_saved_chain_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, chain: Chain, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "chain.npz"
    chain.save(path)
    assert Chain.load(path).tag(rows) == chain.tag(rows)


def test_no_characters_no_labels() -> None:
    nothing = np.zeros((3, 3), dtype=np.float32)
    assert Chain(LABELS, FEATURES, nothing, nothing, nothing[0], {}).tag([]) == []
    assert Chain(LABELS, FEATURES, nothing, nothing, nothing[0], {}).likeliest([], 3) == []

from __future__ import annotations

from huaxiang.segments.algorithms.minibatch import MiniBatch
from huaxiang.segments.declared import declared_algorithms, declared_features, make_algorithm


def test_features_are_sorted_and_named_as_their_files() -> None:
    names = [feature.name for feature in declared_features()]
    assert names == sorted(names)
    assert "base" not in names


def test_a_segmenter_is_made_by_its_name_with_its_number() -> None:
    made = make_algorithm("minibatch", 6)
    assert "minibatch" in declared_algorithms()
    assert isinstance(made, MiniBatch)
    assert made.n_segments == 6

"""Parts of a search: labels become spans that hold together."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.parts import FOLLOWERS, LABELS, Parts, features_of, parts_of


@st.composite
def labellings(draw: st.DrawFn) -> list[str]:
    labels: list[str] = []
    for _ in range(draw(st.integers(0, 12))):
        labels.append(draw(st.sampled_from(FOLLOWERS[labels[-1] if labels else ""])))
    return labels


@given(labellings())
def test_the_phrase_holds_its_head_and_no_two_parts_overlap(labels: list[str]) -> None:
    parts = parts_of(labels)
    if parts.head is not None:
        assert parts.entity is not None
        assert parts.entity[0] <= parts.head[0] < parts.head[1] == parts.entity[1]
    spans = sorted(span for span in (parts.entity, parts.brand, parts.fits) if span is not None)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("labels", "parts"),
    [
        ("B-brand I-brand B-modifier I-modifier B-head I-head O", Parts((2, 6), (4, 6), (0, 2), None)),
        ("B-fits I-fits B-head I-head", Parts((2, 4), (2, 4), None, (0, 2))),
        ("O O", Parts(None, None, None, None)),
        ("B-head O B-head I-head", Parts((2, 4), (2, 4), None, None)),
        ("B-modifier B-head O B-head", Parts((3, 4), (3, 4), None, None)),
        ("B-modifier B-head O B-modifier", Parts((0, 2), (1, 2), None, None)),
    ],
)
def test_labels_become_spans(labels: str, parts: Parts) -> None:
    assert parts_of(labels.split()) == parts


def test_every_label_may_follow_something() -> None:
    assert set(LABELS) == {label for followers in FOLLOWERS.values() for label in followers}
    assert set(FOLLOWERS) == {"", *LABELS}


@given(st.text(max_size=20))
def test_every_character_has_the_same_number_of_features(text: str) -> None:
    rows = features_of(text, [], {0, len(text)}, frozenset())
    assert len(rows) == len(text)
    assert len({len(row) for row in rows}) <= 1

"""Fitting a chain: its gradient is that of its loss, and it learns what examples show."""

from __future__ import annotations

import itertools

from huaxiang.interests.chain_fit import Example, fit_chain

LABELS = ("O", "B", "I")
ALLOWED = {"": ("O", "B"), "O": ("O", "B"), "B": ("O", "I", "B"), "I": ("O", "I", "B")}


def rows(text: str) -> list[list[str]]:
    return [[char] for char in text]


TEXTS = [("xxab", "OOBI"), ("abx", "BIO"), ("xabab", "OBIBI"), ("axb", "BOO"), ("bxa", "OOB"), ("abab", "BIBI")] * 3


def test_a_character_is_read_by_the_one_before_it() -> None:
    chain = fit_chain(
        [Example(rows(text), tuple(labels)) for text, labels in TEXTS], labels=LABELS, allowed=ALLOWED, penalty=0.01
    )
    assert [chain.tag(rows(text)) for text, _ in TEXTS] == [list(labels) for _, labels in TEXTS]
    assert chain.tag(rows("xabxb")) == ["O", "B", "I", "O", "O"]


def test_what_may_not_follow_never_does() -> None:
    chain = fit_chain([Example(rows("ab"), ("B", "I"))] * 5, labels=LABELS, allowed=ALLOWED)
    for text in ("b", "bb", "xb", "xbb"):
        labels = chain.tag(rows(text))
        assert labels[0] != "I"
        assert not any(left == "O" and right == "I" for left, right in itertools.pairwise(labels))


def test_features_seen_once_are_left_out() -> None:
    chain = fit_chain(
        [Example(rows("ab"), ("B", "I")), Example(rows("ac"), ("B", "I"))], labels=LABELS, allowed=ALLOWED
    )
    assert set(chain.features) <= {"a"}

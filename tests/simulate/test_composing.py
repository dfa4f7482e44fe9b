from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.simulate.bank import Template
from huaxiang.simulate.blocks import Block
from huaxiang.simulate.composing import N_DRAWS, Composer, mistyped, punctuated
from huaxiang.simulate.phrases import read_phrases

GOOD = Template("review", "纸巾柔软", "chitchat", 5, False, [])


@pytest.fixture
def composer(block: Block) -> Composer:
    return Composer(block.scene, block.people, block.orders, block.contacts.mobile)


def drawn(n: int) -> list[list[float]]:
    answer: list[list[float]] = np.random.default_rng(3).random((n, N_DRAWS)).tolist()
    return answer


def test_a_frame_is_filled_with_words_of_the_item(composer: Composer, block: Block) -> None:
    frame = next(each for each in read_phrases().frames if each.text.startswith("要{modifier}的{noun}"))
    template = Template(frame.kind, frame.text, frame.intent, frame.rating, False, frame.truth)
    leaf = block.scene.catalogue.leaves[7]
    item = 7 * block.scene.catalogue.items_per_leaf
    for draws in drawn(40):
        text, (entry,) = composer.compose(template, (0, item, -1), draws)
        assert (entry["concept"] in leaf.nouns, entry["attribute"] in leaf.modifiers) == (True, True)
        assert entry["category"] == leaf.path.split(".")[2]
        assert text.index(entry["attribute"]) < text.index(entry["concept"])


def test_the_same_sentence_is_written_a_hundred_ways(composer: Composer) -> None:
    texts = [composer.compose(GOOD, (k % 50, 0, -1), draws)[0] for k, draws in enumerate(drawn(200))]
    assert len({text for text in texts if len(text) > 3}) >= 0.97 * sum(len(text) > 3 for text in texts)


def test_equal_calls_give_equal_texts(block: Block) -> None:
    made = []
    for _ in range(2):
        composer = Composer(block.scene, block.people, block.orders, block.contacts.mobile)
        made.append([composer.compose(GOOD, (k, 0, -1), draws)[0] for k, draws in enumerate(drawn(30))])
    assert made[0] == made[1]


def test_a_praise_without_truth_may_be_two_signs_long(composer: Composer) -> None:
    lengths = [len(composer.compose(GOOD, (k, 0, -1), draws)[0]) for k, draws in enumerate(drawn(300))]
    assert min(lengths) <= 2
    assert max(lengths) >= 30


@given(st.lists(st.sampled_from(["好", "快,稳", "价格合适!"]), min_size=1, max_size=4), st.floats(0, 0.999))
def test_a_manner_changes_marks_alone(parts: list[str], manner: float) -> None:
    letters = [sign for sign in punctuated(parts, manner) if sign.isalpha()]
    assert letters == [sign for part in parts for sign in part if sign.isalpha()]


def test_a_slip_spares_the_words_that_the_truth_names() -> None:
    typos = {"的": "得", "不错": "不戳"}
    assert mistyped("我的纸巾不错", typos, ["我的"]) == "我的纸巾不戳"
    assert mistyped("纸巾", typos, []) == "纸巾"

from __future__ import annotations

import re

import numpy as np
import pytest

from huaxiang.simulate.blocks import Block


def test_every_slot_is_filled(block: Block) -> None:
    assert block.written.text
    assert [text for text in block.written.text if re.search(r"[{}]", text)] == []


def test_reviews_speak_of_the_purchase(block: Block) -> None:
    written, scene = block.written, block.scene
    for kind, truth, item in zip(written.kind, written.truth, written.item.tolist(), strict=True):
        if kind == "review" and truth and {entry["owner"] for entry in truth} == {"self"}:
            leaf = scene.catalogue.leaves[item // scene.catalogue.items_per_leaf]
            assert {entry["category"] for entry in truth} & set(leaf.path.split("."))


def test_truth_stands_in_the_text_as_it_was_written(block: Block) -> None:
    pairs = zip(block.written.text, block.written.truth, strict=True)
    said = [(text, entry) for text, truth in pairs for entry in truth]
    assert len(said) > 50
    for text, entry in said:
        assert entry["concept"] in text
        assert entry["attribute"] is None or entry["attribute"] in text


def test_texts_of_more_than_three_signs_are_hardly_ever_written_twice(block: Block) -> None:
    texts = [text for text in block.written.text if len(text) > 3]
    assert len(set(texts)) >= 0.99 * len(texts)


def test_texts_come_after_what_they_are_about(block: Block) -> None:
    written, orders = block.written, block.orders
    rows = np.flatnonzero(written.order >= 0)
    assert (written.time[rows] >= orders.placed_at[written.order[rows]]).all()
    assert np.array_equal(written.person[rows], orders.person[written.order[rows]])
    assert (np.diff(written.time) >= 0).all()
    assert written.time.max() < block.scene.calendar.end_us


def test_chats_follow_orders_in_the_stated_share(block: Block) -> None:
    chats = sum(kind == "service_chat" for kind in block.written.kind)
    assert chats / (block.orders.visit >= 0).sum() == pytest.approx(0.12, abs=0.03)


def test_chats_carry_personal_data_to_be_scrubbed(block: Block) -> None:
    chats = [text for kind, text in zip(block.written.kind, block.written.text, strict=True) if kind == "service_chat"]
    assert any(re.search(r"1[3-9]\d{9}", text) for text in chats)
    assert any(re.search(r"20\d{16}", text) for text in chats)

"""The golden sets: labels lie inside their texts, real texts are joined by place and hash, absent ones are counted."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from huaxiang.evaluate import gold as module
from huaxiang.evaluate.gold import GOLD, gold_missing, read_gold
from huaxiang.interests.intent import INTENTS
from huaxiang.interests.taxonomy import load_taxonomy

TREE = load_taxonomy()


@pytest.mark.parametrize(
    ("name", "least"), [("searches", 500), ("intents", 300), ("synonyms", 450), ("modifiers", 200)]
)
def test_a_set_is_as_big_as_it_says_and_has_a_part_that_is_only_counted(name: str, least: int) -> None:
    rows = [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= least
    assert {row["part"] for row in rows} == {"dev", "held"}


def test_no_sentence_of_real_data_stands_in_the_project() -> None:
    for name in ("searches", "intents"):
        for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert ("file" in row) != ("text" in row)


def test_categories_and_intents_of_labels_exist() -> None:
    for name in ("searches", "synonyms"):
        for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert {node for node in (row["node"], *row["also"]) if node} <= TREE.nodes.keys()
    assert {each.labels["intent"] for each in read_gold("intents")[0]} <= set(INTENTS)


def test_groups_of_synonyms_have_traps() -> None:
    found, _ = read_gold("synonyms")
    assert len({each.labels["group"] for each in found}) >= 100
    assert sum(each.labels["is_trap"] for each in found) >= 100
    assert all(0 <= each.labels["term"][0] < each.labels["term"][1] <= len(each.text) for each in found)


def test_texts_are_joined_by_place_and_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"file": "a.txt", "line": 2, "within": [2, 4], "kind": "search", "part": "dev", "node": None, "also": []}
    row["sha256"] = module.hashlib.sha256("口红".encode()).hexdigest()[:16]
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold/x.jsonl").write_text(json.dumps(row), encoding="utf-8")
    monkeypatch.setattr(module, "GOLD", tmp_path / "gold")
    monkeypatch.setenv("HUAXIANG_DATA", str(tmp_path))
    assert read_gold("x") == ([], 1)
    module._lines.cache_clear()
    (tmp_path / "a.txt").write_text("0\n7\t口红\n", encoding="utf-8")
    (found,), absent = read_gold("x", part="dev")
    assert (found.text, absent) == ("口红", 0)
    module._lines.cache_clear()
    (tmp_path / "a.txt").write_text("0\n7\t粉底\n", encoding="utf-8")
    assert read_gold("x") == ([], 1)


def test_a_wheel_says_that_it_has_no_gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gold_missing("searches") is None
    monkeypatch.setattr(module, "GOLD", tmp_path)
    assert "checkout" in str(gold_missing("searches"))


def test_no_text_of_a_truth_set_is_trained_on() -> None:
    """Texts of real data are known by their hash, so this needs none of it."""
    kept, hashes = set(), set()
    for path in sorted(GOLD.glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if "sha256" in row:
                hashes.add(row["sha256"])
            elif path.stem != "reading":
                kept.add(row["text"].strip())
    trained = set()
    for path in sorted((GOLD.parents[1] / "tools/training").iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            trained.update(line.split("\t") if path.suffix == ".tsv" else [re.sub(r"\[[bfe]|[\]<>]", "", line)])
    same = {text for text in trained if text in kept or hashlib.sha256(text.encode()).hexdigest()[:16] in hashes}
    assert len(trained) > 50_000
    assert {text for text in same if len(text) > 2} == set()

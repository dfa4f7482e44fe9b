"""The review list: words by likeness in several texts wait, accepted ones are read at once, decided ones are gone."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.project.reading_kit import ReadingKit
from huaxiang.project.reviewing import decide_review, review_rows

NODE = "home.lighting"


def project_of(folder: Path, readings: list[dict[str, Any]], texts: dict[str, str]) -> Any:
    tables = {
        "interests": pa.Table.from_pylist(readings),
        "texts": pa.Table.from_pylist([{"text_id": key, "text": text} for key, text in texts.items()]),
    }
    kit = ReadingKit(folder, frozenset())
    return SimpleNamespace(
        config=SimpleNamespace(project=SimpleNamespace(language="zh")),
        folder=folder,
        lake=lambda: SimpleNamespace(read=tables.__getitem__),
        taxonomy=lambda: kit.taxonomy,
        reading=kit,
    )


def reading(
    text_id: str, start: int, end: int, *, node: str = NODE, level: str = "linear", person: str | None = None
) -> dict[str, Any]:
    told = {"person_id": person or f"p_{text_id}", "text_id": text_id, "tag_key": f"interest.{node}"}
    return {**told, "start": start, "end": end, "level": level}


TEXTS = {"a": "氛围流沙灯盏", "b": "氛围流沙灯盏", "c": "氛围流沙灯盏", "d": "碗"}


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    readings = [reading("a", 0, 6), reading("b", 0, 6), reading("c", 0, 6, node="home.decor"), reading("d", 0, 1)]
    return project_of(tmp_path, [*readings, reading("b", 0, 2, level="lexicon")], TEXTS)


def test_a_word_waits_that_most_of_its_texts_read_alike(shop: Any) -> None:
    (row,) = review_rows(shop)
    assert (row.term, row.path, row.n_texts, row.reason) == ("氛围流沙灯盏", NODE, 3, "2/3 条文本读作此类")
    assert row.examples == ("氛围流沙灯盏", "氛围流沙灯盏")


def test_what_readings_do_not_agree_on_does_not_wait(tmp_path: Path) -> None:
    readings = [reading("a", 0, 6), reading("b", 0, 6, node="home.decor")]
    assert review_rows(project_of(tmp_path, readings, TEXTS)) == []


def test_an_accepted_word_is_a_word_of_the_lexicon_at_the_next_read(shop: Any) -> None:
    decide_review(shop, "氛围流沙灯盏", is_accepted=True, by="lin")
    assert review_rows(shop) == []
    (line,) = (shop.folder / "ledger/reviews.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["by"] == "lin"
    again = ReadingKit(shop.folder, frozenset())
    tag = again.reader.read("氛围流沙灯盏", kind="search").tags[0]
    assert (tag.node, tag.level) == (NODE, "lexicon")


def test_a_refused_word_is_not_asked_again_and_changes_nothing(shop: Any) -> None:
    (row,) = review_rows(shop)
    decide_review(shop, row.id, is_accepted=False, by="lin")
    assert review_rows(shop) == []
    assert not (shop.folder / "synonyms.tsv").exists()


def test_what_does_not_wait_is_named(shop: Any) -> None:
    with pytest.raises(UnknownName, match="氛围流沙灯盏"):
        decide_review(shop, "氛围灯盏", is_accepted=True, by="lin")


def test_what_one_person_alone_writes_does_not_wait(tmp_path: Path) -> None:
    readings = [reading(each, 0, 6, person="p_1") for each in ("a", "b", "c")]
    assert review_rows(project_of(tmp_path, readings, TEXTS)) == []

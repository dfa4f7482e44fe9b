"""The review list: words by likeness in several texts wait, accepted ones are read at once, decided ones are gone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tables import table
from huaxiang.project.reading_kit import ReadingKit
from huaxiang.project.reviewing import decide_review, review_rows

NODE = "home.lighting"


def project_of(
    folder: Path, readings: list[dict[str, Any]], texts: dict[str, str], discoveries: Sequence[dict[str, str]] = ()
) -> Any:
    written = [{"text_id": key, "person_id": f"p_{key}", "text": text} for key, text in texts.items()]
    tables = {
        "interests": pa.Table.from_pylist(readings, schema=None if readings else table("interests").schema),
        "texts": pa.Table.from_pylist(written),
        "discoveries": pa.Table.from_pylist(list(discoveries), schema=table("discoveries").schema),
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
    assert row.examples == ()


def test_examples_are_texts_that_say_more_than_the_word_each_once(tmp_path: Path) -> None:
    texts = {"a": "氛围流沙灯盏", "b": "氛围流沙灯盏放床头", "c": "氛围流沙灯盏放床头"}
    (row,) = review_rows(project_of(tmp_path, [reading(each, 0, 6) for each in texts], texts))
    assert (row.n_texts, row.examples) == (3, ("氛围流沙灯盏放床头",))


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


SIGNS = [{"kind": "targets", "n": 8, "of": 9, "level": ""}, {"kind": "likeness", "n": 0, "of": 0, "level": "encoder"}]


def discovered(*text_ids: str, term: str = "喵霸星人") -> list[dict[str, str]]:
    row = {"term": term, "category": "pets.cat-food", "signs": json.dumps(SIGNS)}
    return [row | {"text_id": each} for each in text_ids]


def test_what_the_build_found_waits_as_a_synonym_with_its_signs(tmp_path: Path) -> None:
    texts = {"a": "给喵霸星人,13912345678", "b": "我家喵霸星人"}
    shop = project_of(tmp_path, [], texts, discovered("a", "b"))
    (row,) = review_rows(shop)
    assert (row.kind, row.term, row.path, row.n_texts) == ("synonym", "喵霸星人", "pets.cat-food", 2)
    assert row.reason == "8/9 人由它走到或评的是此类商品;意思与此类的词相近"
    assert "13912345678" not in row.examples[0]
    decide_review(shop, "喵霸星人", is_accepted=True, by="lin")
    assert review_rows(shop) == []
    tags = ReadingKit(shop.folder, frozenset()).reader.read("喵霸星人", kind="search").tags
    assert "pets.cat-food" in {tag.node for tag in tags}


def test_a_candidate_whose_writers_are_gone_waits_no_more(tmp_path: Path) -> None:
    shop = project_of(tmp_path, [], {"a": "给喵霸星人"}, discovered("a", "b", "c"))
    assert review_rows(shop) == []


def test_a_word_waits_once(shop: Any) -> None:
    both = project_of(
        shop.folder, [reading("a", 0, 6), reading("b", 0, 6)], TEXTS, discovered("a", "b", term=TEXTS["a"])
    )
    assert [row.kind for row in review_rows(both)] == ["product"]

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from huaxiang.console.interests.trying import SentenceCard, show_reading
from huaxiang.console.views.sentence import SentenceReading, SentenceTag
from huaxiang.interests.intent import INTENTS
from huaxiang.project.reading_kit import ReadingKit

TAG = SentenceTag(("美妆", "底妆"), "轻薄型", "prefer", "self", 2, 0.5, 2, 4, "linear", ((2, 4),))


@pytest.fixture
def typing(place, speaker, tmp_path):
    """Reads what is typed, as the page does, and gives the words that are shown then."""
    visit = speaker()
    kit = ReadingKit(tmp_path, frozenset())

    async def off_loop(work, *args):
        return work(*args)

    visit.reads = SimpleNamespace(off_loop=off_loop)
    visit.service = SimpleNamespace(readings=SimpleNamespace(project=SimpleNamespace(reading=kit)))
    made = SentenceCard(visit)

    def typed(args, kind="review"):
        made._choose(kind)
        before = set(place.element.descendants())
        asyncio.run(made._read(SimpleNamespace(args=args)))
        return [each.text for each in place.element.descendants() if each not in before and hasattr(each, "text")]

    return typed


def test_a_sentence_is_read_by_its_kind(typing):
    words = typing({"text": "这款粉底液很轻薄", "title": "", "size": 8})
    assert "美妆 / 底妆 / 粉底液 / 轻薄型" in words
    assert any("词典与句式" in each for each in words)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({"text": "", "title": "", "size": 0}, "先写一句话。"),
        ({"text": "\x00\x01", "title": "", "size": 2}, "先写一句话。"),
        ({"size": 1_048_576}, "太长了：一句最多 2,000 字，标题最多 200 字；这里有 1,048,576 字。没有读。"),
        (
            {"text": "好" * 1_048_576, "title": "", "size": 9},
            "太长了：一句最多 2,000 字，标题最多 200 字；这里有 9 字。没有读。",
        ),
    ],
)
def test_what_cannot_be_read_says_why(typing, args, told):
    assert typing(args) == [told]


def test_a_fault_is_told_and_the_sentence_is_not_logged(typing, capsys, caplog, monkeypatch):
    def fail(*args, **choices):
        raise ValueError("秘密的话")

    monkeypatch.setattr("huaxiang.console.interests.trying.read_sentence", fail)
    assert typing({"text": "秘密的话", "title": "", "size": 4}) == ["这句话没有读出来。"]
    captured = capsys.readouterr()
    assert "秘密" not in captured.out + captured.err + caplog.text


def test_a_reading_shows_intent_tags_and_phrases(place, speaker):
    reading = SentenceReading("", "喜欢轻薄的", "complaint", 0.7, (TAG,), 2)
    show_reading(speaker("en"), reading, size=5)
    words = place.words()
    assert words[:3] == ["喜欢", "轻薄", "的"]
    assert "complaint" in words
    assert "strength 2 · for oneself · confidence 50.0% · “轻薄” · text classifier" in words
    assert any(each.startswith("2 more on sensitive matters") for each in words)


def test_a_sentence_without_interests_says_why(place, speaker):
    show_reading(speaker(), SentenceReading("", "你好", "chitchat", 0.7, (), 0), size=2)
    assert "没有读出兴趣：句子里没有认得的品类或品牌。" in place.words()


def test_every_intent_has_words(speaker):
    for language in ("zh", "en"):
        assert all(speaker(language).say(f"interests.intent.{each}") for each in INTENTS)

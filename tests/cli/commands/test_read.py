from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_a_text_gives_its_intent_and_tags(ran: Callable[..., Any]) -> None:
    document = ran("read", "想要轻薄的粉底液", "--json").document
    assert set(document) == {"text", "intent", "tags"}
    tag = next(each for each in document["tags"] if each["attribute"] == "轻薄型")
    assert document["text"][tag["start"] : tag["end"]] == "轻薄的粉底液"


def test_lines_are_answered_one_each_in_order(ran: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"text": "物流太慢了"}, {"text": "猫粮", "kind": "search"}, {"text": "", "context": "猫粮"}]
    raw = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="ascii"))
    answers = [json.loads(line) for line in ran("read", "--jsonl", "-").out.splitlines()]
    assert [answer["text"] for answer in answers] == ["物流太慢了", "猫粮", ""]


@pytest.mark.parametrize("line", ["{", "5", '{"text": 1}', '{"text": "a", "kind": "odd"}'])
def test_a_broken_line_is_named_by_its_number(ran: Callable[..., Any], tmp_path: Path, line: str) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "猫粮"}\n' + line, encoding="utf-8")
    done = ran("read", "--jsonl", path)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "texts.jsonl:2" in done.err


def test_there_is_one_text_or_one_file(ran: Callable[..., Any], tmp_path: Path) -> None:
    assert ran("read").code == 2
    assert ran("read", "a", "--jsonl", "-").code == 2
    assert ran("read", "--jsonl", tmp_path / "nothing").code == 2
    assert ran("read", "a", "--level", "deep").code == 2


def test_people_read_the_phrase_marked(ran: Callable[..., Any]) -> None:
    assert "想要【轻薄的粉底液】" in ran("read", "想要轻薄的粉底液").out

"""Hidden words: some come back, those that do are judged by their category; without the data there is a reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from huaxiang.evaluate.discoveries import hidden_words, reviews_missing

FRUIT = (
    *("火龙果", "猕猴桃", "红富士", "香蕉", "橙子", "葡萄", "水蜜桃", "车厘子"),
    *("砂糖橘", "哈密瓜", "西瓜", "芒果", "榴莲", "山竹", "草莓", "蓝莓"),
)
WAYS = (
    "又买了{}送人",
    "这批{}不错",
    "{}到了三箱",
    "给孩子买{}吃",
    "他家{}也行",
    "一箱{}坏了两个",
    "回购{}好几次",
    "冰过的{}更甜",
)


def write(folder: Path, rows: list[tuple[str, str]]) -> None:
    path = folder / "online_shopping_10_cats/online_shopping_10_cats.csv"
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("cat", "label", "review"), *((page, "1", text) for page, text in rows)])


def test_without_the_reviews_there_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUAXIANG_DATA", str(tmp_path))
    assert "HUAXIANG_DATA" in (reviews_missing() or "")


def test_words_are_hidden_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("水果", way.format(fruit)) for fruit in FRUIT for way in WAYS]
    rows += [
        ("酒店", f"{a}{b}房间{c}") for a in "前台大堂早餐" for b in "很还挺不太真好稍" for c in "干净安静宽敞潮湿冷热"
    ]
    write(tmp_path, rows)
    monkeypatch.setenv("HUAXIANG_DATA", str(tmp_path))
    assert reviews_missing() is None
    told: list[str] = []
    found = hidden_words(progress=told.append)
    assert found.hidden == len(FRUIT) // 4
    assert found.found >= 1
    assert found.right == found.found
    assert len(told) == 2

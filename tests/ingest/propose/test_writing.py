from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.shop_shapes import SHAPES

from huaxiang.ingest.propose.stage import propose
from huaxiang.ingest.propose.writing import source_names, write_config
from huaxiang.ingest.sniffing import SniffedTable, sniff
from huaxiang.project.config import load_config


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_written_is_read_without_complaint(shape: str, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    SHAPES[shape](tmp_path / "raw", np.random.default_rng(3))
    proposal = propose([each for path in sorted((tmp_path / "raw").iterdir()) for each in sniff(path)])
    for language in ("zh", "en"):
        text = write_config(proposal, folder=tmp_path, language=language)
        (tmp_path / "huaxiang.toml").write_text(text, encoding="utf-8")
        config = load_config(tmp_path / "huaxiang.toml")
        assert len(config.sources) == sum(len(each.drafts) for each in proposal.tables) > 0
        assert all(source.path.startswith("raw/") for source in config.sources)


def test_reasons_stand_behind_the_guesses_and_weak_ones_are_marked(
    table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]
) -> None:
    text = write_config(propose([table("sales", list("abcdef"), orders)]), folder=Path("/shop"), language="zh")
    assert 'path = "/raw/sales.csv"' in text
    assert "不同的值" in text
    named = table("sales", ("order_id", "user_id", "created_at", "sku", "qty", "price"), orders)
    english = write_config(propose([named]), folder=Path("/shop"))
    line = next(each for each in english.splitlines() if each.startswith("order_id"))
    assert line.startswith('order_id = "order_id"    # 0.9')
    assert "the name 'order_id'" in line
    assert "?? 0.50 for want of a better clue" in english or "?? 0.50" in english


def test_odd_names_are_written_so_that_toml_reads_them(
    table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]
) -> None:
    odd = ('order "id"\\', "user\tid", "created at", "商品 = x # y", "q'ty", "price\x7f")
    text = write_config(propose([table("a\nb", odd, orders)], name='my "shop"'), folder=Path("/shop"))
    assert tomllib.loads(text)["project"]["name"] == 'my "shop"'


def test_names_of_sources_differ(table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]) -> None:
    header = ("order_id", "user_id", "created_at", "sku", "qty", "price")
    names = source_names(propose([table("sales", header, orders), table("Sales!", header, orders)]))
    assert len(set(names.values())) == len(names) == 4

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.reading import Block, all_pages

from huaxiang.project.config import load_config
from huaxiang.tags.sequence import parse_rules

BLOCKS = [block for page in all_pages() for block in page.blocks]


def of(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


@pytest.mark.parametrize("block", of("toml"), ids=lambda block: block.place)
def test_every_huaxiang_toml_shown_is_valid(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "huaxiang.toml"
    path.write_text(block.text if "version = 1" in block.text else f"version = 1\n{block.text}", encoding="utf-8")
    assert load_config(path).path == path


@pytest.mark.parametrize("block", of("yaml"), ids=lambda block: block.place)
def test_every_rule_shown_is_valid(block: Block) -> None:
    assert parse_rules(block.text)


def test_settings_and_rules_are_shown() -> None:
    assert len(of("toml")) > 8
    assert len(of("yaml")) > 3

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_audiences_of_the_file_are_listed(ran: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "huaxiang.toml").write_text("version = 1\n")
    assert ran("audience", "list", tmp_path, "--json").document == {"audiences": []}
    (tmp_path / "audiences.yaml").write_text("- {name: 买家, expression: tag(fact.buyer)}\n", encoding="utf-8")
    assert ran("audience", "list", tmp_path).out == "买家: tag(fact.buyer)\n"

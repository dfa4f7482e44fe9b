from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np

from huaxiang.simulate import blocks
from huaxiang.simulate.blocks import simulate_blocks
from huaxiang.simulate.parameters import Parameters


def test_blocks_are_reproducible_and_differ(small: Parameters) -> None:
    first, second = simulate_blocks(200, seed=1, parameters=small)
    again = next(simulate_blocks(100, seed=1, parameters=small))
    assert first.tracked.rows.equals(again.tracked.rows)
    assert np.array_equal(first.orders.number, again.orders.number)
    assert not np.array_equal(first.people.persona, second.people.persona)


def test_one_concern_does_not_disturb_another(small: Parameters) -> None:
    plain = next(simulate_blocks(100, seed=1, parameters=small))
    talkative = replace(small, texts=replace(small.texts, review_share=1.0))
    loud = next(simulate_blocks(100, seed=1, parameters=talkative))
    assert len(loud.written.text) > len(plain.written.text)
    assert np.array_equal(plain.orders.number, loud.orders.number)
    assert plain.tracked.rows.equals(loud.tracked.rows)


def test_simulator_imports_no_room_but_domain_and_stats() -> None:
    folder = Path(blocks.__file__).parent
    rooms = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            rooms |= {name.split(".")[1] for name in names if name.startswith("huaxiang.")}
    assert rooms <= {"domain", "stats", "simulate"}

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.json_rows import JsonLines
from huaxiang.ingest.unfolding import list_to_unfold, unfolded

SESSIONS = [
    {"session": 1, "events": [{"aid": 7, "type": "clicks"}, {"aid": 8, "type": "carts"}]},
    {"session": 2, "events": [{"aid": 9, "type": "clicks"}]},
    {"session": 3, "events": []},
]


def _file(folder: Path, rows: list[object]) -> Path:
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_list_of_rows_is_found_and_a_list_of_properties_is_not(tmp_path: Path) -> None:
    assert list_to_unfold(_file(tmp_path, [*SESSIONS[:2]])) == "events"
    pairs = [{"event": "x", "params": [{"key": "a", "value": 1}, {"key": "b", "value": 2}]}] * 9
    assert list_to_unfold(_file(tmp_path, [*pairs])) == ""
    assert list_to_unfold(_file(tmp_path, [{"event": "x"}])) == ""


def test_each_object_of_the_list_is_a_row_that_knows_its_line(tmp_path: Path) -> None:
    path = _file(tmp_path, [*SESSIONS])
    found = unfolded(path, JsonLines(path), "events", tmp_path)
    rows = [json.loads(line) for line in found.file.read_text().splitlines()]
    assert [(row["session"], row["events"] and row["events"]["aid"]) for row in rows] == [
        (1, 7),
        (1, 8),
        (2, 9),
        (3, []),
    ]
    assert found.lines is not None
    assert list(found.lines) == [1, 1, 2, 3]


def test_a_line_that_breaks_off_stays_to_be_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(SESSIONS[0]) + '\n{"session": 4, "eve\n')
    found = unfolded(path, JsonLines(path), "events", tmp_path)
    assert found.file.read_text().splitlines()[2] == '{"session": 4, "eve'


def test_a_key_that_no_object_has_is_said(tmp_path: Path) -> None:
    path = _file(tmp_path, [*SESSIONS])
    with pytest.raises(BadInput, match="no object has a list 'clicks'"):
        unfolded(path, JsonLines(path), "clicks", tmp_path)

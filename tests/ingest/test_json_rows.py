from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.json_rows import is_json, json_lines


def _rows(folder: Path, text: str) -> tuple[list[str], list[int], list[int | None]]:
    path = folder / "a.json"
    path.write_text(text, encoding="utf-8")
    found = json_lines(path, path, folder)
    rows = [line for line in found.file.read_text(encoding="utf-8").split("\n") if line]
    return rows, list(found.lines or []), [reject.line for reject in found.rejects]


def test_lines_are_left_as_they_are(tmp_path: Path) -> None:
    assert _rows(tmp_path, '{"a": 1}\n{"a": 2}\n') == (['{"a": 1}', '{"a": 2}'], [], [])


def test_list_over_lines_gives_one_object_a_line(tmp_path: Path) -> None:
    rows, lines, _ = _rows(tmp_path, '[\n {"id": 12345678901234567890,\n  "b": 2},\n {"id": 2}\n]')
    assert lines == [2, 4]
    assert rows[0] == '{"id": 12345678901234567890,   "b": 2}'


def test_broken_object_of_a_list_takes_no_other_along(tmp_path: Path) -> None:
    rows, lines, rejected = _rows(tmp_path, '[{"a": 1},\n{"a": 2, "b": [{"c": 1}, {"c": 2}], oops},\n{"a": 3},\n7]')
    assert rows == ['{"a": 1}', '{"a": 3}']
    assert (lines, rejected) == ([1, 3], [2, 4])


def test_rows_inside_an_envelope_are_found(tmp_path: Path) -> None:
    assert _rows(tmp_path, '{"code": 0, "data": {"list": [{"a": 1}, {"a": 2}]}}')[0] == ['{"a": 1}', '{"a": 2}']


def test_line_ends_of_several_kinds_are_made_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\r\n{"a": 2}\r{"a": 3}\n')
    assert json_lines(path, path, tmp_path).file.read_bytes() == b'{"a": 1}\n{"a": 2}\n{"a": 3}\n'


def test_text_without_objects_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[1, 2]")
    assert not is_json(path)
    with pytest.raises(BadInput, match="no JSON objects"):
        json_lines(path, path, tmp_path)

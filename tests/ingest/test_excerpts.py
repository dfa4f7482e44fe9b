from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from huaxiang.ingest.excerpts import as_texts, excerpt


def test_small_files_are_looked_at_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    assert excerpt(tmp_path / "a.csv", tmp_path) is None


def test_excerpt_has_whole_lines_from_all_over(tmp_path: Path) -> None:
    lines = [f"{number:06d},x\n" for number in range(50_000)]
    (tmp_path / "a.csv").write_text("".join(lines))
    short = excerpt(tmp_path / "a.csv", tmp_path, larger_than=40_000)
    assert short is not None
    found = short.read_text().splitlines(keepends=True)
    assert set(found) <= set(lines)
    assert found[0] == lines[0]
    assert int(found[-1][:6]) > 49_000
    assert len(found) < 10_000


def test_typed_columns_become_texts_and_structures_flat() -> None:
    rows = pa.table(
        {"n": [1, None], "user": [{"id": "a"}, {"id": None}], "tags": [["x", "好"], None], "is_new": [True, False]}
    )
    assert as_texts(rows).to_pylist() == [
        {"n": "1", "user.id": "a", "tags": '["x", "好"]', "is_new": "true"},
        {"n": None, "user.id": None, "tags": None, "is_new": "false"},
    ]

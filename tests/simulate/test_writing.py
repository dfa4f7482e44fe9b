from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.promotions import make_calendar
from huaxiang.simulate.writing import Files, local_texts, yuan


def test_local_times_are_the_shops(parameters: Parameters) -> None:
    calendar = make_calendar(parameters)
    instants = np.array([1_762_862_400_000_000, -1, 1_700_000_000_000_000])
    assert local_texts(calendar, instants) == ["2025-11-11 20:00:00", None, "2023-11-15 06:13:20"]


def test_yuan_has_two_digits() -> None:
    assert yuan([0, 7, 99, 100, 123_456]) == ["0.00", "0.07", "0.99", "1.00", "1234.56"]


def test_files_grow_batch_by_batch(tmp_path: Path) -> None:
    with Files(tmp_path / "out") as files:
        files.add_csv("a.csv", {"x": [1, None], "y": ['say "hi"', "汉,字"]}, broken=["only one cell"])
        files.add_csv("a.csv", {"x": [3], "y": [""]})
        files.add_lines("b.jsonl", [{"词": "a"}], broken=["{"])
        files.add_parquet("c.parquet", pa.table({"k": [1]}))
        files.add_parquet("c.parquet", pa.table({"k": [2]}))
        assert files.rows == {"a.csv": 3, "b.jsonl": 1, "c.parquet": 2}
    text = (tmp_path / "out/a.csv").read_text(encoding="utf-8")
    assert text.splitlines() == ['"x","y"', '"1","say ""hi"""', ',"汉,字"', "only one cell", '"3",""']
    assert (tmp_path / "out/b.jsonl").read_text(encoding="utf-8") == '{"词":"a"}\n{\n'
    assert pq.read_table(tmp_path / "out/c.parquet")["k"].to_pylist() == [1, 2]

from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.ingest.sniffing import sniff
from huaxiang.project.file_groups import together


def _found(folder: Path, names: list[str], header: str = "user_id,item_id,time") -> list[tuple[str, str, int]]:
    for number, name in enumerate(names):
        rows = "".join(f"{n % 9},{n},{1_600_000_000 + n}\n" for n in range(20 + number))
        (folder / name).write_text(f"{header}\n{rows}")
    (folder / "people.csv").write_text("user_id,city\n1,A\n2,B\n")
    tables = [table for name in names for table in sniff(folder / name)]
    return [(table.name, table.path.name, table.n_rows) for table in together(tables)]


@pytest.mark.parametrize(
    "names",
    [
        ["JData_Action_201602.csv", "JData_Action_201603.csv"],
        ["order_products__prior.csv", "order_products__train.csv"],
        ["订单2024年1月.csv", "订单2024年2月.csv"],
    ],
)
def test_files_whose_names_differ_by_a_number_or_a_part_are_one_table(names: list[str], tmp_path: Path) -> None:
    (found,) = _found(tmp_path, names)
    assert found[2] == 41
    assert {p.name for p in tmp_path.glob(found[1])} == set(names)


@pytest.mark.parametrize(
    "names", [["clicks.csv", "buys.csv"], ["a-views.csv", "a-carts.csv"], ["north.csv", "south.csv"]]
)
def test_files_of_different_behaviours_or_things_stay_apart(names: list[str], tmp_path: Path) -> None:
    assert [name for name, _, _ in _found(tmp_path, names)] == [name.removesuffix(".csv") for name in names]


def test_the_sample_is_of_all_parts(tmp_path: Path) -> None:
    for number in (1, 2):
        rows = "".join(f"{number},{n},{1_600_000_000 + n}\n" for n in range(30))
        (tmp_path / f"log_{number}.csv").write_text(f"user_id,item_id,time\n{rows}")
    tables = [table for path in sorted(tmp_path.iterdir()) for table in sniff(path)]
    (found,) = together(tables)
    assert set(found.sample.column("user_id").to_pylist()) == {"1", "2"}

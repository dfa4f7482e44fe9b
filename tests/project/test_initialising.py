from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from tests.shop_shapes import SHAPES

from huaxiang.domain.errors import BadInput, UserError
from huaxiang.project.config import load_config
from huaxiang.project.initialising import (
    CONFIG,
    begin_project,
    doubts,
    is_blank,
    look_at,
    missing_lines,
    propose_project,
    write_project,
)
from huaxiang.project.opening import Project

_SHOWN = ("wholesale", "mobile_codes", "marketplace", "taobao", "music_shop", "german", "sessions", "flags")


def _made(shape: str, folder: Path):  # type: ignore[no-untyped-def]
    (folder / "raw").mkdir(parents=True)
    return SHAPES[shape](folder / "raw", np.random.default_rng(5))


@pytest.mark.parametrize("shape", _SHOWN)
def test_people_and_events_of_unknown_files_are_complete(shape: str, tmp_path: Path) -> None:
    truth = _made(shape, tmp_path)
    write_project(tmp_path / "shop", propose_project(tmp_path / "shop", [tmp_path / "raw"]))
    Project.open(tmp_path / "shop").build(progress=lambda _: None)
    (lake,) = (tmp_path / "shop" / ".huaxiang" / "lake").iterdir()
    rows = duckdb.sql(f"SELECT name, count(*) FROM '{lake}/events/*.parquet' GROUP BY 1").fetchall()
    found = dict(rows)
    people = duckdb.sql(f"SELECT count(DISTINCT person_id) FROM '{lake}/people/*.parquet'").fetchone()
    assert people is not None
    assert people[0] == pytest.approx(truth.people, rel=0.02)
    assert {name: found.get(name, 0) for name in truth.events} == pytest.approx(truth.events, rel=0.02)


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    _made("youzan", tmp_path)
    proposal = propose_project(tmp_path / "shop", [tmp_path / "raw"])
    path = write_project(tmp_path / "shop", proposal)
    path.write_text("mine")
    with pytest.raises(UserError, match="already there"):
        write_project(tmp_path / "shop", proposal)
    assert path.read_text() == "mine"
    assert "version = 1" in write_project(tmp_path / "shop", proposal, overwrite=True).read_text()


def test_parts_of_one_table_are_one_source(tmp_path: Path) -> None:
    for month in ("01", "02"):
        rows = "\n".join(f"{n},{n % 9},2024-{month}-{1 + n % 28:02d},5.50" for n in range(60))
        (tmp_path / f"orders-{month}.csv").write_text(f"order_id,user_id,date,amount\n{rows}\n")
    (only,) = look_at([tmp_path])
    assert (only.path, only.n_rows) == (tmp_path / "*.csv", 120)


def test_tables_of_the_same_name_are_told_apart_and_globs_are_followed(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "x.csv").write_text(f"{place}1,{place}2\n1,2\n3,4\n")
    assert [each.name for each in look_at([tmp_path / "*" / "x.csv"])] == ["x", "x_2"]


@pytest.mark.parametrize("name", ["nothing.csv", "no*.csv", "empty"])
def test_paths_without_a_table_are_an_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput):
        look_at([tmp_path / name])


def test_files_without_people_are_no_shop(tmp_path: Path) -> None:
    (tmp_path / "geo.csv").write_text("lat,lng\n" + "\n".join(f"{n}.5,{n}.25" for n in range(40)))
    with pytest.raises(UserError, match="no table tells people apart"):
        propose_project(tmp_path / "shop", [tmp_path / "geo.csv"])


def test_weak_guesses_are_named_and_missing_data_is_told(tmp_path: Path) -> None:
    _made("bare_log", tmp_path)
    proposal = propose_project(tmp_path / "shop", [tmp_path / "raw"])
    weak = doubts(proposal)
    assert {each.column for each in weak} <= set(proposal.tables[0].file.columns)
    assert all(each.confidence < 0.7 for each in weak)
    assert any("member data" in line for line in missing_lines(proposal))


def test_a_new_or_empty_folder_becomes_a_project_and_another_stays_as_it_is(tmp_path):
    assert begin_project(tmp_path / "小店")
    config = load_config(tmp_path / "小店" / CONFIG)
    assert (config.project.name, config.sources) == ("小店", ())
    assert is_blank(tmp_path / "小店")
    assert not begin_project(tmp_path / "小店")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "orders.csv").write_text("a,b\n", encoding="utf-8")
    assert not begin_project(tmp_path / "data")
    assert not (tmp_path / "data" / CONFIG).exists()

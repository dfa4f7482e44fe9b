from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project of one file, made by hand."""
    folder = tmp_path_factory.mktemp("build") / "手工 店"
    folder.mkdir()
    (folder / "orders.csv").write_text(
        "order_id,member,placed,paid,item,amount\n"
        "o1,M1,2025-10-01 10:00:00,2025-10-01 10:05:00,i1,100.50\n"
        "o2,M1,2025-11-01 10:00:00,2025-11-01 10:05:00,i1,80\n"
        "o3,M2,2025-11-02 10:00:00,,i2,20\n",
        encoding="utf-8",
    )
    (folder / "huaxiang.toml").write_text(
        'version = 1\n[[source]]\nname = "orders"\nkind = "csv"\npath = "orders.csv"\ntable = "orders"\n'
        '[source.map]\norder_id = "order_id"\nplaced_at = "placed"\npaid_at = "paid"\nnet_minor = "amount"\n'
        '[source.person]\nmember_no = ["member"]\n',
        encoding="utf-8",
    )
    return folder


def test_a_build_prints_its_manifest_and_tells_progress_on_stderr(ran: Callable[..., Any], shop: Path) -> None:
    done = ran("build", shop, "--json")
    assert (done.code, done.err.startswith("· ")) == (0, True)
    assert {"run_id", "as_of", "stages", "models", "tables"} <= set(done.document)
    assert ran("person", "member_no:M1", shop, "--json").document["run_id"] == done.document["run_id"]


def test_an_instant_that_is_none_is_refused_before_anything_is_read(ran: Callable[..., Any], shop: Path) -> None:
    done = ran("build", shop, "--as-of", "yesterday")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "--as-of 'yesterday'" in done.err


def test_an_engine_that_there_is_not_names_those_that_there_are(ran: Callable[..., Any], shop: Path) -> None:
    done = ran("build", shop, "--engine", "duckbd")
    assert (done.code, "duckdb" in done.err.splitlines()[-1]) == (2, True)


def test_an_engine_that_is_not_installed_is_one_line_and_nothing_is_built(
    ran: Callable[..., Any], shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("huaxiang.engines.spark", "huaxiang.engines.jvm"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = ran("build", shop, "--engine", "spark")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "pip install 'huaxiang[spark]'" in done.err


def test_a_typo_in_the_configuration_names_file_line_and_nearest_key(ran: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "huaxiang.toml").write_text('version = 1\n[project]\nnmae = "x"\n', encoding="utf-8")
    done = ran("build", tmp_path)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "huaxiang.toml:3" in done.err
    assert "name" in done.err

"""Nine days of a marketplace: headerless rows, where the folder of real data is there."""

from __future__ import annotations

import pytest

from huaxiang.project.opening import Project


def test_without_the_data_it_says_so_and_ends(example, monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setenv("HUAXIANG_DATA", str(tmp_path / "nothing"))
    assert example("taobao").main(tmp_path / "shop") == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert "HUAXIANG_DATA" in said[0]
    assert not (tmp_path / "shop").exists()


def test_every_row_is_read_or_rejected_and_journeys_are_found(example, capsys, tmp_path) -> None:
    taobao = example("taobao")
    rows = taobao.find_rows()
    if not rows.is_file():
        pytest.skip(f"{rows} is not there")
    assert taobao.main(tmp_path / "店 铺") == 0
    project = Project.open(tmp_path / "店 铺")
    stages = project.manifest()["stages"]
    n_rows = len(rows.read_text(encoding="utf-8").splitlines())
    n_orders = len((tmp_path / "店 铺" / "data" / "orders.csv").read_text().splitlines()) - 1
    assert stages["ingest"]["rows_in"] == n_rows + n_orders
    assert stages["ingest"]["difference"] == 0
    assert stages["identity"]["rows_out"] > 500
    assert stages["journeys"]["rows_out"] > 1000
    flags = [key for _, key in _tags(project) if key.startswith("flag.")]
    assert len(flags) > 20
    assert project.check()["difference"] == 0


def _tags(project: Project) -> list[tuple[str, str]]:
    store = project.store()
    found = [(profile.person_id, tag.tag_key) for profile in store.profiles() for tag in profile.tags]
    store.close()
    return found

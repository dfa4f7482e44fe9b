from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.shop_shapes import SHAPES

from huaxiang.cli.commands import init
from huaxiang.cli.main import main


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    SHAPES["spanish"](folder, np.random.default_rng(5))
    return folder


def test_several_files_after_one_flag(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["init", str(tmp_path / "shop"), "--from", str(raw / "pedidos.csv"), str(raw / "productos.csv")]
    assert main([*words, "--from", str(raw / "detalle_pedidos.csv"), "--yes"]) == 0
    told = capsys.readouterr().out
    assert "wrote" in told
    assert "What further data would show" in told
    assert (tmp_path / "shop" / "huaxiang.toml").read_text().count("[[source]]") == 3


def test_json_is_one_document_and_writes_nothing_without_yes(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "shop"), "--from", str(raw), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {each["name"]: each["kind"] for each in found["tables"]} == {
        "detalle_pedidos": "lines",
        "pedidos": "orders",
        "productos": "items",
    }
    assert found["written"] is None
    assert not (tmp_path / "shop").exists()
    assert main(["init", str(tmp_path / "shop"), "--from", str(raw), "--json", "--yes"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == str(tmp_path / "shop" / "huaxiang.toml")


def test_an_existing_file_is_left_alone(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "huaxiang.toml").write_text("mine")
    assert main(["init", str(tmp_path), "--from", str(raw), "--yes"]) == 2
    assert "already there: rename or remove it" in capsys.readouterr().err
    assert (tmp_path / "huaxiang.toml").read_text() == "mine"


def test_nobody_to_ask_and_no_yes_is_an_error_after_the_proposal(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "shop"), "--from", str(raw)]) == 2
    told = capsys.readouterr()
    assert "pedidos" in told.out
    assert "add --yes" in told.err


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "shop"), "--from", str(tmp_path / "no.csv"), "--yes"]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_weak_guesses_are_asked_about_once_and_answers_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    SHAPES["bare_log"](raw, np.random.default_rng(5))
    answers = iter(["nonsense", "brand"])
    asked: list[str] = []

    def answer(question: str, default: str) -> str:
        asked.append(question)
        return next(answers, default) if "col3" in question else default

    monkeypatch.setattr(init.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(init.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(init.typer, "prompt", answer)
    assert main(["init", str(tmp_path / "shop"), "--from", str(raw)]) == 0
    text = (tmp_path / "shop" / "huaxiang.toml").read_text()
    assert sum("col3" in each for each in asked) == 2
    assert "unknown role 'nonsense'" in capsys.readouterr().out
    assert '"properties.brand" = "col3"    # 1.00 you said so' in text

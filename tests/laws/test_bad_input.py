"""What people get wrong: exit 2, one line that says what and where, no traceback, and the project as before."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.laws.runs import one_line, outside
from tests.laws.shops import held

from huaxiang.cli.main import main
from huaxiang.project.opening import Project

SECTIONS = {
    "project": "[project]\nnmae = 'x'",
    "identity": "[identity]\nmerge_att = 0.9",
    "identity.namespaces": "[[identity.namespaces]]\nname = 'x'\npriorty = 1",
    "engine": "[engine]\nthread = 2",
    "store": "[store]\nnmae = 'sqlite'",
    "log": "[log]\nname = 'kafak'",
    "live": "[live]\nhorizon_day = 30",
    "models.segments": "[models.segments]\nmin_sice = 0.1",
    "models.interests": "[models.interests]\nlevle = 'fast'",
    "models.journeys": "[models.journeys]\nwindow_hour = 3",
    "gate": "[gate]\nintrest = 0.8",
    "trials": "[trials]\nshar = 0.05",
    "privacy.allow": "[[privacy.allow]]\npurpos = 'x'",
    "a section": "[enigne]\nname = 'duckdb'",
}


def fails(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """The one line with which a command exits 2."""
    status = main([str(word) for word in words])
    said = capsys.readouterr()
    line = one_line(said.err)
    assert status == 2, line
    assert said.out == ""
    return line


@pytest.fixture
def project(small: Project, copy: Callable[[Project], Project]) -> Project:
    return copy(small)


def _empty(folder: Path) -> Path:
    path = folder / "sources" / "orders.csv"
    path.write_bytes(b"")
    return path


def _unrelated(folder: Path) -> Path:
    path = folder / "sources" / "events.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    return path


def _other_table(folder: Path) -> Path:
    path = folder / "sources" / "texts.csv"
    path.write_text("city,temperature\nBerlin,3\n", encoding="utf-8")
    return path


def _gone(folder: Path) -> Path:
    path = folder / "sources" / "consents.csv"
    path.unlink()
    return path


def _vanished_column(folder: Path) -> Path:
    path = folder / "sources" / "orders.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("placed_at", "placed", 1), encoding="utf-8")
    return path


def _another_encoding(folder: Path) -> Path:
    path = folder / "sources" / "members.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    toml = folder / "huaxiang.toml"
    body = toml.read_text(encoding="utf-8")
    toml.write_text(
        body.replace('table = "people"', 'table = "people"\nformat = { encoding = "utf-8" }'), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("spoil", [_empty, _unrelated, _other_table, _gone, _vanished_column, _another_encoding])
def test_a_source_that_cannot_be_used_is_named(
    project: Project, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], Path]
) -> None:
    path = spoil(project.folder)
    before = outside(project.folder)
    assert path.name in fails(capsys, "build", project.folder)
    assert outside(project.folder) == before


def test_a_vanished_column_is_named(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    _vanished_column(project.folder)
    assert "placed_at" in fails(capsys, "build", project.folder)


def test_a_broken_line_in_the_middle_is_rejected_with_its_line_and_the_rest_is_used(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project.folder / "sources" / "texts.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines.insert(6, 'T99,"review,没有结尾的引号')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["build", str(project.folder), "--json"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    assert manifest["stages"]["ingest"]["sources"]["texts"]["rejected"] >= 1
    assert project.lake().count("texts") >= 10
    assert main(["rejects", str(project.folder), "--json"]) == 0
    assert "texts.csv" in capsys.readouterr().out
    assert any(row["line"] == 7 for row in project.lake().read("rejects").to_pylist())
    assert project.check()["difference"] == 0


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_file_in_another_encoding_is_read_as_such(project: Project, encoding: str) -> None:
    path = project.folder / "sources" / "texts.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    before = held(project)
    Project.open(project.folder).build()
    assert held(project) == before


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_a_typo_in_any_section_is_named_with_its_line(
    project: Project, capsys: pytest.CaptureFixture[str], section: str
) -> None:
    toml = project.folder / "huaxiang.toml"
    body = toml.read_text(encoding="utf-8")
    if section == "project":
        body = body.replace("name = ", "nmae = ", 1)
    else:
        body += f"\n{SECTIONS[section]}\n"
    toml.write_text(body, encoding="utf-8")
    before = outside(project.folder)
    line = fails(capsys, "build", project.folder)
    assert re.search(r"huaxiang\.toml:\d+: ", line), line
    wrong = re.findall(r"\w+", SECTIONS[section])
    assert any(word in line for word in wrong), line
    assert outside(project.folder) == before


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("taxonomy.yaml", "- {slug: a, zh: 一, enn: a}\n"),
        ("taxonomy.yaml", "- [\n"),
        ("audiences.yaml", "- {nam: x, expression: 'tag(fact.buyer)'}\n"),
        ("rules/own.py", "def judge(:\n"),
        ("rules/own.yaml", "- key: flag.x\n  labell: {}\n"),
        ("ledger/tag-states.jsonl", '{"kye": "fact.buyer"}\n'),
        ("ledger/tag-states.jsonl", '{"key": "fact.buyer", "state": "actve"}\n'),
        ("ledger/tag-states.jsonl", '{"key": "fact.buyer", "sate": "active"}\n'),
        ("ledger/segments.json", "{"),
    ],
)
def test_a_typo_in_any_edited_file_is_named(
    project: Project, capsys: pytest.CaptureFixture[str], name: str, body: str
) -> None:
    path = project.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(body, encoding="utf-8")
    before = outside(project.folder)
    words = ["audience", "tag(fact.buyer)", "--count"] if name == "audiences.yaml" else ["build"]
    assert path.name in fails(capsys, *words, project.folder)
    assert outside(project.folder) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["person", "nobody-knows", "DIR"], "nobody-knows"),
        (["why", "member_no:M00", "fact.byer", "DIR"], "fact.buyer"),
        (["why-not", "member_no:M99", "fact.buyer", "DIR"], "M99"),
        (["audience", "tag(fact.byer)", "DIR"], "fact.buyer"),
        (["audience", "tag(fact.buyer", "DIR"], "fact.buyer"),
        (["export", "assignmnets", "DIR", "--to", "x.csv"], "assignments"),
        (["export", "assignments", "DIR", "--to", "x.docx"], "docx"),
        (["build", "DIR", "--as-of", "gestern"], "gestern"),
        (["build", "DIR", "--as-of", "2999-01-01"], "future"),
        (["build", "DIR", "--stage", "segmnets"], "segmnets"),
        (["build", "DIR", "--engine", "sparc"], "sparc"),
        (["build", "DIR", "--keep-models", "20200101T000000Z-0000"], "20200101T000000Z-0000"),
        (["biuld", "DIR"], "build"),
    ],
)
def test_a_name_that_does_not_exist_is_told(
    small: Project, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert says in fails(capsys, *[str(small.folder) if word == "DIR" else word for word in words])


@pytest.mark.parametrize("command", ["person", "audience", "build", "check", "segments", "tags"])
def test_a_folder_without_a_project_or_without_a_build_is_told(
    tmp_path: Path, small: Project, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    said = {"person": ["member_no:M00"], "audience": ["tag(fact.buyer)"]}.get(command, [])
    assert "huaxiang.toml" in fails(capsys, command, *said, tmp_path)
    if command != "build":
        (tmp_path / "huaxiang.toml").write_text((small.folder / "huaxiang.toml").read_text(encoding="utf-8"))
        assert "huaxiang build" in fails(capsys, command, *said, tmp_path)

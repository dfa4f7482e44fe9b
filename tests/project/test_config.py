from __future__ import annotations

import re
from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError, ProjectMissing
from huaxiang.domain.identities import NAMESPACES
from huaxiang.ingest.mapping import Constant
from huaxiang.project.config import Config, Permission, load_config

SOURCE = """version = 1
[[source]]
name = "orders"
kind = "csv"
path = "orders.csv"
table = "orders"
format = { delimiter = ";", time = "ms" }
map = { order_id = "id", placed_at = "at", currency = { value = "CNY" } }
values.status = { "交易成功" = "completed" }
person = { member_no = "member", mobile = ["a", "b"] }
"""


def _load(folder: Path, text: str) -> Config:
    path = folder / "huaxiang.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def _complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        _load(folder, text)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(f"{folder}/", "")


def test_empty_project_has_the_documented_defaults(tmp_path: Path) -> None:
    config = _load(tmp_path, "version = 1\n")
    assert (config.project.time_zone, config.project.currency, config.project.seed) == ("Asia/Shanghai", "CNY", 42)
    assert (config.engine.name, config.store.kind, config.log) == ("duckdb", "sqlite", "sqlite")
    assert config.store.dsn_env == "HUAXIANG_STORE_DSN"
    assert config.identity.namespaces == NAMESPACES
    assert config.gate.threshold_milli["interest"] == 820


def test_source_is_read_as_a_mapping(tmp_path: Path) -> None:
    text = SOURCE.replace("values.status", "values.channel = {}\nvalues.status").replace(
        "currency = {", 'status = "s", channel = "c", currency = {'
    )
    (spec,) = _load(tmp_path, text).sources
    assert spec.map["currency"] == Constant("CNY")
    assert spec.values["status"] == {"交易成功": "completed"}
    assert spec.person == {"member_no": ("member",), "mobile": ("a", "b")}
    assert (spec.format.delimiter, spec.format.time) == (";", "ms")


def test_shop_of_the_mapping_page_is_a_valid_project(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "mapping.md"
    (shop,) = re.findall(r"```toml\n(version.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert [spec.table for spec in _load(tmp_path, shop).sources][:3] == ["people", "items", "events"]


def test_models_gate_and_privacy_are_read(tmp_path: Path) -> None:
    config = _load(
        tmp_path,
        """version = 1
[models.segments]
n_segments = 8
[gate]
interest = 0.9
[privacy]
allow = [{ purpose = "recommend", assessment_id = "PIA-7", branches = ["health"] }]
""",
    )
    assert config.models == {"segments": {"n_segments": 8}}
    assert config.gate.threshold_milli["interest"] == 900
    assert config.allow == (Permission("recommend", "PIA-7", ("health",)),)


@pytest.mark.parametrize(
    ("text", "line", "near"),
    [
        ("version = 1\n[projcet]\n", 2, "project"),
        ('version = 1\n[project]\nname = "x"\ntimezone = "UTC"\n', 4, "time_zone"),
        ("version = 1\n\n[engine]\nthread = 2\n", 4, "threads"),
        ('version = 1\n[engine]\nname = "sparks"\n', 3, "spark"),
        ('version = 1\n[store]\nknd = "sqlite"\n', 3, "kind"),
        ('version = 1\n[store]\nkind = "postgre"\n', 3, "postgres"),
        ('version = 1\n[store]\ndsn_env = "postgresql://me:secret@host/shop"\n', 3, "environment variable"),
        ('version = 1\n[store]\nschema = "1 shop"\n', 3, "a to z"),
        ('version = 1\n[log]\nname = "sqllite"\n', 3, "sqlite"),
        ("version = 1\n[live]\nhorizon = 3\n", 3, "horizon_days"),
        ("version = 1\n[models.segment]\nn_segments = 3\n", 2, "segments"),
        ("version = 1\n[models.segments]\nn_segment = 3\n", 3, "n_segments"),
        ("version = 1\n[gate]\ninterests = 0.8\n", 3, "interest"),
        ("version = 1\n[trials]\nshares = 0.1\n", 3, "share"),
        ("version = 1\n[privacy]\nallows = []\n", 3, "allow"),
        (
            'version = 1\n[privacy]\nallow = [\n  { purpose = "x", assessment_id = "y", branch = [] },\n]\n',
            4,
            "branches",
        ),
        ('version = 1\n[identity]\nnamespaces = [\n  { name = "card", prio = 3 },\n]\n', 4, "priority"),
        (SOURCE.replace("kind =", "knid ="), 4, "knid"),
        (SOURCE.replace('kind = "csv"', 'kind = "cvs"'), 4, "csv"),
        (SOURCE.replace("placed_at", "plced_at"), 8, "placed_at"),
        (SOURCE.replace("delimiter", "delimeter"), 7, "delimiter"),
        (SOURCE.replace("member_no", "memberno"), 10, "member_no"),
        (SOURCE.replace("values.status", "values.currncy"), 9, "currency"),
        (SOURCE.replace('table = "orders"', 'table = "order"'), 6, "orders"),
        (SOURCE + 'emit = ["order_complete"]\n', 11, "order_completed"),
    ],
)
def test_typo_is_told_with_its_line_and_the_nearest_name(tmp_path: Path, text: str, line: int, near: str) -> None:
    text = text.replace('values.status = { "交易成功" = "completed" }\n', "\n")
    complaint = _complaint(tmp_path, text)
    assert complaint.startswith(f"huaxiang.toml:{line}: ")
    assert near in complaint


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('version = 1\n[project]\nseed = "x"\n', 3, "must be a whole number"),
        ("version = 1\n[project]\nseed = true\n", 3, "must be a whole number"),
        ('version = 1\n[project]\ntime_zone = "Mars"\n', 3, "Asia/Shanghai"),
        ("version = 1\n[gate]\ninterest = 82\n", 3, "within 0..1"),
        ("version = 2\n", 1, "version must be 1"),
        ("version = 1\n[project\n", 2, "not TOML"),
        ("version = 1\n[project]\nname = \n", 3, "not TOML"),
    ],
)
def test_wrong_value_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    complaint = _complaint(tmp_path, text)
    assert complaint.startswith(f"huaxiang.toml:{line}: ")
    assert words in complaint


def test_missing_key_is_told_at_its_table(tmp_path: Path) -> None:
    text = SOURCE.replace('path = "orders.csv"\n', "").split("values")[0]
    assert _complaint(tmp_path, text).startswith("huaxiang.toml:2: [source] misses 'path'")


def test_source_name_used_twice_is_told_at_the_second(tmp_path: Path) -> None:
    source = SOURCE.split("values", maxsplit=1)[0]
    twice = source + source.removeprefix("version = 1\n")
    assert _complaint(tmp_path, twice).startswith("huaxiang.toml:10: [source] name 'orders' comes twice")


def test_folder_without_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ProjectMissing, match="huaxiang init"):
        load_config(tmp_path / "huaxiang.toml")


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huaxiang.toml"
    path.write_bytes("version = 1\n[project]\nname = '店'\n".encode("gb18030"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_config(path)

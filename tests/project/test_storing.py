from __future__ import annotations

import sys
from pathlib import Path

import pytest

from huaxiang.domain.errors import UserError
from huaxiang.project.config import StoreConfig
from huaxiang.project.storing import generations_of
from huaxiang.stores.sqlite_files import SQLiteGenerations

POSTGRES = StoreConfig("postgres", "SHOP_STORE")
DSN = "postgresql://nobody:secret@127.0.0.1:1/shop?connect_timeout=1"


def test_files_lie_in_the_project_unless_another_store_is_named(tmp_path: Path) -> None:
    found = generations_of(StoreConfig(), tmp_path)
    assert isinstance(found, SQLiteGenerations)
    assert found.folder == tmp_path / ".huaxiang" / "store"


def test_an_address_that_is_not_in_the_environment_is_told_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.delenv("SHOP_STORE", raising=False)
    with pytest.raises(UserError, match="SHOP_STORE, which is not set: export SHOP_STORE="):
        generations_of(POSTGRES, tmp_path)


def test_a_driver_that_is_not_installed_is_told_with_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in [name for name in sys.modules if name.startswith("huaxiang.stores.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(UserError, match=r"needs psycopg.*pip install 'huaxiang\[postgres\]'"):
        generations_of(POSTGRES, tmp_path)


def test_projects_of_one_database_have_names_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schemas = pytest.importorskip("huaxiang.stores.postgres_schemas")
    monkeypatch.setenv("SHOP_STORE", DSN)
    names = []
    for folder, schema in (("a", ""), ("b", ""), ("a", ""), ("a", "shop_a")):
        found = generations_of(StoreConfig("postgres", "SHOP_STORE", schema), tmp_path / folder)
        assert isinstance(found, schemas.PostgresGenerations)
        names.append(found.schema)
    assert names[0] == names[2] != names[1]
    assert names[3] == "shop_a"
    assert all(name.startswith("huaxiang_") for name in names[:3])


def test_a_server_that_is_not_there_is_one_line_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("SHOP_STORE", DSN)
    with pytest.raises(OSError, match=r"PostgreSQL schema .*: cannot open the store") as told:
        generations_of(POSTGRES, tmp_path).current()
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)

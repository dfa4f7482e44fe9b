"""A lake, a session, and one shop of twelve people that is built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.laws.shops import usual_shop

from huaxiang.engines.base import Limits, Session
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.project.opening import Project


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with DuckDB().session(Limits(2, 512, tmp_path_factory.mktemp("spill"))) as opened:
        yield opened


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A shop of twelve, built; look, do not touch."""
    return usual_shop().build(tmp_path_factory.mktemp("build") / "十二 人")

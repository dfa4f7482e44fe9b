"""A small simulated shop, built once, and a way to run commands in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from huaxiang.cli.main import main
from huaxiang.cli.simulating import simulate_shop
from huaxiang.project.opening import Project


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        (line,) = self.out.splitlines()
        return json.loads(line)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a shop of 80 people that was built; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("cli") / "我的 小店"
    simulate_shop(folder, people=80, seed=7)
    Project.open(folder).build()
    return folder


@pytest.fixture(scope="session")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a built shop of 200 people, for what is told of thirty people and more alone."""
    folder = tmp_path_factory.mktemp("wide") / "shop"
    simulate_shop(folder, people=200, seed=7)
    Project.open(folder).build()
    return folder


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs `huaxiang WORDS...` and gives what it printed."""

    def run(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def member(built: Path) -> str:
    """An identity of a person who has bought."""
    store = Project.open(built).store()
    buyer = next(p.person_id for p in store.profiles() if any(t.tag_key == "fact.buyer" for t in p.tags))
    return next(row.identity for row in store.identities_of([buyer])[buyer] if row.identity.startswith("member_no:"))

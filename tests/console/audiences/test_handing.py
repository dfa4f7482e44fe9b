from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from huaxiang.console.audiences.handing import (
    ask_choices,
    ask_count,
    ask_expression,
    ask_file,
    ask_saved,
    file_name,
    keep,
)
from huaxiang.console.views.audience import Counted, Wrong
from huaxiang.domain.errors import UserError
from huaxiang.domain.instants import Zone
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences
from huaxiang.service.state import Service
from huaxiang.tags.expressions.terms import Tag

BUYERS = "did(order_completed, within 90d)"


@pytest.fixture
def service(built_shop: Path, tmp_path: Path) -> Iterator[Service]:
    opened = Service.of(Project.open(Path(shutil.copytree(built_shop, tmp_path / "shop"))), worker=False)
    yield opened
    opened.close()


def test_a_count_is_that_of_the_command(service: Service) -> None:
    found = ask_count(service, BUYERS, "zh")
    assert isinstance(found, Counted)
    project = Project.open(service.readings.project.folder)
    assert found.selection.members == Audiences.of(project).select(BUYERS).members
    assert isinstance(ask_count(service, "did(nothing)", "zh"), Wrong)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_the_file_is_that_of_the_command_to_the_byte(service: Service, tmp_path: Path, suffix: str) -> None:
    content, n_people = ask_file(service, BUYERS, suffix)
    audiences = Audiences.of(Project.open(service.readings.project.folder))
    audiences.hand_over(audiences.select(BUYERS), tmp_path / f"by-command{suffix}")
    assert content == (tmp_path / f"by-command{suffix}").read_bytes()
    assert n_people == 10


def test_names_and_trees_are_read_of_the_same_people(service: Service) -> None:
    choices, vocabulary = ask_choices(service, "en")
    assert {each.key for each in choices.by_kind["tag"]} <= vocabulary.tags.keys()
    assert ask_expression(service, "tag(fact.buyer)") == Tag("fact.buyer")


def test_an_audience_is_kept_when_its_expression_can_be_read(service: Service) -> None:
    assert ask_saved(service) == []
    keep(service, "秋天的买家", BUYERS)
    assert [(each.name, each.expression) for each in ask_saved(service)] == [("秋天的买家", BUYERS)]
    with pytest.raises(UserError):
        keep(service, "wrong", "did(nothing)")
    assert len(ask_saved(service)) == 1


def test_a_file_is_named_after_the_local_minute() -> None:
    name = file_name("人群", ".csv", Zone("Asia/Shanghai"))
    assert name.startswith("人群-")
    assert name.endswith(".csv")
    assert len(name) == len("人群-20251111-2000.csv")

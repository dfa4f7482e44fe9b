from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huaxiang.console.pages.overview import people_by_flag
from huaxiang.console.views.worth_doing import audience_link
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences
from huaxiang.service.state import Service


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "todo", "net"),
    [
        ("zh", "今天值得做的三件事", "近 30 天净销售额"),
        ("en", "Three things worth doing today", "net sales of 30 days"),
    ],
)
def test_a_marketer_sees_the_shop_and_goes_from_a_thing_to_its_people(visitors, demo_shop, language, todo, net):
    page = visitors(language).open("/")
    page.wait_for_selector(f"h2:has-text('{todo}')")
    page.wait_for_selector(f".hx-figure:has-text('{net}')")
    assert page.locator(".hx-figure-value").first.inner_text() == f"{Project.open(demo_shop).store().count()}"
    page.wait_for_selector(".hx-thing")
    assert 1 <= page.locator(".hx-thing").count() <= 3
    page.wait_for_selector(".hx-segment")
    page.wait_for_selector(".hx-chart canvas")
    page.wait_for_selector(".hx-source")
    page.wait_for_selector(".hx-state")
    page.locator(".hx-thing", has_text="confirm" if language == "en" else "确认").locator("a").click()
    page.wait_for_url("**/people?tag=*")
    page.wait_for_selector(".hx-people tbody tr")


@pytest.mark.browser
def test_a_prepared_audience_is_open_and_counted(visitors, demo_shop):
    expression = "tag(fact.buyer)"
    n_people = len(Audiences.of(Project.open(demo_shop)).select(expression).members)
    page = visitors("zh").open(audience_link(expression))
    page.wait_for_function("text => document.querySelector('textarea')?.value === text", arg=expression)
    page.wait_for_selector(f".hx-count-place :text-is('{n_people}')")


@pytest.mark.browser
def test_a_segment_opens_its_people(visitors, demo_shop):
    segment = max(Project.open(demo_shop).store().table("segments"), key=lambda row: row["n_people"])
    page = visitors("zh").open("/")
    page.locator(".hx-segment").first.click()
    page.wait_for_selector(f".hx-total:has-text('{segment['n_people']} 人')")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off_on_a_phone(visitors, language):
    visitor = visitors(language, width=390)
    for path in ("/", "/people"):
        page = visitor.open(path)
        page.wait_for_selector(".hx-segment" if path == "/" else ".hx-people tbody tr")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_a_part_that_cannot_be_read_says_so_and_leaves_the_others(visitors, serve_shop, demo_shop, tmp_path: Path):
    folder = Path(shutil.copytree(demo_shop, tmp_path / "shop"))
    (folder / "calendar.yaml").write_text("promotions: [", encoding="utf-8")
    page = visitors("zh", at=serve_shop(folder)).open("/")
    page.wait_for_selector(".hx-failed:has-text('calendar.yaml')")
    assert page.locator(".hx-failed").count() == 1
    page.wait_for_selector(".hx-segment")
    shutil.copy(demo_shop / "calendar.yaml", folder / "calendar.yaml")
    page.get_by_text("再试一次").click()
    page.wait_for_selector(".hx-chart canvas")


def test_people_of_a_flag_are_those_that_its_audience_has(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    counted = dict(people_by_flag(Service.of(project, worker=False)))
    assert counted
    for key, people in counted.items():
        assert people == len(Audiences.of(project).select(f"tag({key})").members)

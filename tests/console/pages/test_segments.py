from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest

from huaxiang.console.charts.segment_picture import HEIGHT, WIDTH
from huaxiang.project.opening import Project
from huaxiang.project.reading import segment_names
from huaxiang.project.selecting import Audiences

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_segment_has_its_card_with_a_radar_and_a_way_to_its_audience(visitors, demo_shop, language):
    names = segment_names(Project.open(demo_shop))
    page = visitors(language).open("/segments")
    page.wait_for_selector(".hxs-radar canvas")
    assert {each.get_attribute("data-segment") for each in page.locator(".hxs-segment").all()} == set(names)
    assert page.locator(".hx-table").first.locator("tbody tr").count() == len(names) + 1
    first = page.locator(".hxs-segment").first
    segment = first.get_attribute("data-segment")
    n_people = len(Audiences.of(Project.open(demo_shop)).select(f"segment({segment})").members)
    first.locator(".hxs-go").click()
    page.wait_for_selector(f".hx-count-place :text-is('{n_people}')")


def test_a_segment_is_renamed_on_the_page_and_a_banned_name_is_refused(visitors, demo_shop, serve_shop, tmp_path):
    folder = Path(shutil.copytree(demo_shop, tmp_path / "shop"))
    page = visitors("zh", at=serve_shop(folder)).open("/segments")
    first = page.locator(".hxs-segment").first
    first.get_by_text("改名").click()
    first.locator("input").fill("穷人组")
    first.get_by_text("保存名字").click()
    first.locator(".hxs-wrong", has_text="穷人").wait_for()
    first.locator("input").fill("我的老客")
    first.get_by_text("保存名字").click()
    page.locator(".hxs-title", has_text="我的老客").wait_for()
    assert "我的老客" in segment_names(Project.open(folder)).values()
    page.goto(page.url.replace("/segments", "/"))
    page.wait_for_selector(".hx-segment:has-text('我的老客')")


def test_a_segments_page_is_saved_as_a_picture(visitors, demo_shop, tmp_path):
    page = visitors("zh").open("/segments")
    first = page.locator(".hxs-segment").first
    name = segment_names(Project.open(demo_shop))[first.get_attribute("data-segment")]
    with page.expect_download() as waiting:
        first.get_by_text("存成图片").click()
    assert waiting.value.suggested_filename == f"{name}.png"
    waiting.value.save_as(tmp_path / "picture.png")
    head = (tmp_path / "picture.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (2 * WIDTH, 2 * HEIGHT)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off_on_a_phone(visitors, language):
    page = visitors(language, width=390).open("/segments")
    page.wait_for_selector(".hxs-radar canvas")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

from __future__ import annotations

import pytest

from huaxiang.console.intake.building import summary_of
from huaxiang.project.opening import Project


def test_a_build_is_summed_up_in_people_rows_rejects_and_tags():
    stages = {
        "ingest": {"rows_in": 120, "rejects": {"duplicate": 3, "missing name": 2}},
        "tags": {"rows_in": 40, "rows_out": 77},
    }
    assert summary_of({"stages": stages}) == {"people": 40, "rows": 120, "rejected": 5, "tags": 77}


@pytest.mark.browser
def test_a_build_is_stopped_and_everything_is_as_before(visitors, serve_shop, own_corner):
    run = Project.open(own_corner).current_run()
    page = visitors("en", at=serve_shop(own_corner)).open("/data")
    page.get_by_role("button", name="Compute").click()
    stop = page.get_by_role("button", name="Stop").element_handle()
    page.wait_for_selector(".hx-build .hx-lines li", timeout=60_000)
    assert stop.evaluate("it => it.isConnected"), "a button made anew loses the click that is on its way"
    stop.click()
    page.wait_for_selector("text=Stopped; the data are as before", timeout=60_000)
    assert Project.open(own_corner).current_run() == run


@pytest.mark.browser
def test_a_build_that_fails_says_what_to_do(visitors, serve_shop, own_corner):
    (own_corner / "reviews.csv").unlink()
    page = visitors("en", at=serve_shop(own_corner)).open("/data")
    page.wait_for_selector("text=the file is gone")
    page.get_by_role("button", name="Compute").click()
    page.wait_for_selector(".hx-build .hx-failed", timeout=60_000)
    assert "reviews.csv" in page.locator(".hx-build .hx-failed").inner_text()
    assert "What further data would show" in page.inner_text("body")

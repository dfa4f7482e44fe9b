from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from huaxiang.console.site import add_console
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app


@pytest.mark.parametrize("path", ["/live", "/connect"])
def test_the_pages_are_for_who_is_signed_in(built_shop, path):
    app = create_app(Project.open(built_shop), worker=False)
    add_console(app, is_demo=False)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)) as client:
        answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/login?to={path}")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "words"), [("zh", "还没有画像可看"), ("en", "There are no portraits yet")])
def test_before_the_first_build_it_says_what_to_do(visitors, serve_shop, unbuilt_shop, language, words):
    page = visitors(language, at=serve_shop(unbuilt_shop)).open("/live")
    page.wait_for_selector(f"text={words}")


@pytest.mark.browser
def test_without_a_worker_it_says_that_events_wait(visitors, corner_site):
    page = visitors("zh", at=corner_site).open("/live")
    page.wait_for_selector(".hxl-figures:has-text('没有启动')")
    assert "事件照收" in page.locator(".hxl-figures").inner_text()

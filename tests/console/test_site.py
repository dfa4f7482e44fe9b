from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import huaxiang.console
from huaxiang.console.site import add_console
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app

HERE = Path(huaxiang.console.__file__).parent
FILES = sorted(path for path in HERE.glob("assets/**/*") if path.is_file())


def app_of(shop: Path, *, is_demo: bool) -> FastAPI:
    app = create_app(Project.open(shop), worker=False)
    add_console(app, is_demo=is_demo)
    return app


@pytest.fixture(scope="module")
def demo(built_shop: Path) -> Iterator[TestClient]:
    with TestClient(
        app_of(built_shop, is_demo=True), base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)
    ) as client:
        yield client


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_of_ours_names_another_host(path: Path) -> None:
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", path.read_text(encoding="utf-8")) == []


def test_the_overview_may_load_from_its_own_host_alone(demo: TestClient) -> None:
    page = demo.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert demo.get(re.search(r'href="(/assets/console.css[^"]*)"', page.text).group(1)).status_code == 200


def test_routes_of_the_service_are_what_they_were(demo: TestClient) -> None:
    assert demo.get("/healthz").json() == {"is_alive": True}
    assert "Huaxiang" in demo.get("/docs").text
    assert demo.get("/v1/changes", params={"limit": 1}).status_code == 200
    assert "/people" not in demo.get("/openapi.json").json()["paths"]


def test_a_path_of_nobody_is_not_found(demo: TestClient) -> None:
    assert demo.get("/v1/nothing").status_code == 404


def test_a_second_console_takes_the_place_of_the_first(built_shop: Path) -> None:
    for is_demo, status in ((True, 200), (False, 303)):
        with TestClient(
            app_of(built_shop, is_demo=is_demo), base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)
        ) as client:
            assert client.get("/", follow_redirects=False).status_code == status

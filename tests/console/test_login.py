from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from huaxiang.console.access import COOKIE
from huaxiang.console.login import safe_path
from huaxiang.console.site import add_console
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.users import add_user, read_users

PASSWORD = "correct horse"


@pytest.fixture
def own_shop(built_shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_shop, tmp_path / "shop"))


@pytest.fixture
def client(own_shop: Path) -> Iterator[TestClient]:
    """A browser without cookies on this machine."""
    app = create_app(Project.open(own_shop), worker=False)
    add_console(app)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000), follow_redirects=False) as opened:
        yield opened


def enter(client: TestClient, **fields: str) -> object:
    return client.post("/login", data={"name": "小王", "password": PASSWORD, **fields})


def test_pages_and_what_they_are_made_of_are_behind_the_sign_in(client: TestClient) -> None:
    answer = client.get("/people")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?to=/people")
    assert client.get("/_nicegui_ws/socket.io/?transport=polling&EIO=4").status_code == 401
    assert client.get("/_nicegui/auto-index.js").status_code == 401
    assert client.get("/assets/console.css").status_code == 200


def test_who_signs_in_comes_to_the_page_that_was_asked_for(client: TestClient, own_shop: Path) -> None:
    add_user(own_shop / "ledger", "小王", password=PASSWORD)
    answer = enter(client, to="/people?q=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?q=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert client.get("/people").status_code == 200
    left = client.post("/logout")
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    client.cookies.set(COOKIE, cookie.split("=", 1)[1].split(";")[0])
    assert client.get("/people").status_code == 303


def test_wrong_passwords_are_told_and_then_have_to_wait(client: TestClient, own_shop: Path) -> None:
    add_user(own_shop / "ledger", "小王", password=PASSWORD)
    answers = [enter(client, password="wrong horse") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert "用户名或密码不对" in answers[0].text
    assert "秒后再试" in answers[5].text
    assert enter(client).status_code == 429


def test_the_first_user_is_made_at_the_machine_itself(client: TestClient, own_shop: Path) -> None:
    assert "设置登录密码" in client.get("/login").text
    assert enter(client, again="another horse").status_code == 400
    assert enter(client, password="short", again="short").status_code == 400
    assert read_users(own_shop / "ledger") == ()
    assert enter(client, again=PASSWORD).status_code == 303
    assert client.get("/").status_code == 200
    assert [user.name for user in read_users(own_shop / "ledger")] == ["小王"]


def test_from_elsewhere_nobody_makes_the_first_user(client: TestClient, own_shop: Path) -> None:
    answer = client.get("/login", headers={"host": "shop.example"})
    assert "huaxiang users add" in answer.text
    assert (
        client.post(
            "/login", data={"name": "小王", "password": PASSWORD, "again": PASSWORD}, headers={"host": "shop.example"}
        ).status_code
        == 401
    )
    assert read_users(own_shop / "ledger") == ()


def test_another_site_cannot_sign_anyone_in(client: TestClient, own_shop: Path) -> None:
    add_user(own_shop / "ledger", "小王", password=PASSWORD)
    answer = client.post(
        "/login", data={"name": "小王", "password": PASSWORD}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_the_form_speaks_the_chosen_language(client: TestClient) -> None:
    answer = client.get("/language/en", params={"to": "/login"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "Set a password" in client.get("/login").text


def test_what_is_typed_never_becomes_part_of_the_page(client: TestClient) -> None:
    page = client.get("/login", params={"to": "/'><script>alert(1)</script>"}).text
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"])
def test_the_way_back_never_leads_elsewhere(path: str) -> None:
    assert safe_path(path) == "/"


@pytest.mark.browser
def test_the_first_who_comes_sets_a_password_leaves_and_comes_back(
    visitors: Any, serve_shop: Any, own_shop: Path
) -> None:
    visitor = visitors("zh", at=serve_shop(own_shop))
    page = visitor.open("/people")
    page.get_by_label("用户名").fill("小王")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次密码").fill(PASSWORD)
    page.get_by_role("button", name="设置并进入").click()
    page.wait_for_url("**/people")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login**")
    page.get_by_label("用户名").fill("小王")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="退出").wait_for()

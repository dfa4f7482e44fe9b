from __future__ import annotations

import time
from pathlib import Path

import pytest

from huaxiang.console.access import LOCAL, SESSION_SECONDS, Access, Failures, is_same_origin
from huaxiang.service.keys import add_key
from huaxiang.service.users import add_user, remove_user

HERE = {"host": "127.0.0.1:8080"}
PASSWORD = "correct horse"


def visitor(access: Access, *, host: str = "127.0.0.1", cookie: str | None = None, **headers: str) -> str | None:
    return access.visitor(host=host, headers={**HERE, **headers}, cookie=cookie)


@pytest.fixture
def shop(tmp_path: Path) -> Access:
    add_user(tmp_path, "小王", password=PASSWORD)
    return Access(tmp_path, is_demo=False)


def test_the_demo_is_open_on_its_own_machine_alone(tmp_path: Path) -> None:
    demo = Access(tmp_path, is_demo=True)
    assert visitor(demo) == LOCAL
    assert visitor(demo, host="192.168.1.7") is None
    assert demo.visitor(host="127.0.0.1", headers={"host": "evil.example"}, cookie=None) is None


def test_a_page_of_another_site_is_nobody(tmp_path: Path) -> None:
    assert visitor(Access(tmp_path, is_demo=True), origin="https://evil.example") is None
    assert visitor(Access(tmp_path, is_demo=True), origin="http://127.0.0.1:8080") == LOCAL


def test_another_project_than_the_demo_is_signed_in_to(tmp_path: Path) -> None:
    assert visitor(Access(tmp_path, is_demo=False)) is None


def test_a_demo_with_users_or_keys_is_open_no_more(tmp_path: Path) -> None:
    add_key(tmp_path / "a", "shop")
    add_user(tmp_path / "b", "小王", password=PASSWORD)
    assert visitor(Access(tmp_path / "a", is_demo=True)) is None
    assert visitor(Access(tmp_path / "b", is_demo=True)) is None


def test_the_right_password_opens_a_session_from_anywhere(shop: Access) -> None:
    assert shop.sign_in("小王", "wrong horse") is None
    assert shop.sign_in("小李", PASSWORD) is None
    cookie = shop.sign_in("小王", PASSWORD)
    assert visitor(shop, host="192.168.1.7", cookie=cookie) == "小王"


def test_a_session_that_somebody_changed_is_none(shop: Access) -> None:
    cookie = shop.sign_in("小王", PASSWORD)
    assert cookie is not None
    name, until, nonce, mac = cookie.split(".")
    later = f"{name}.{int(until) + 1}.{nonce}.{mac}"
    for forged in (later, cookie[:-1], f"{cookie}0", "", "a.b.c.d", f"zz.{until}.{nonce}.{mac}"):
        assert shop.named(forged) is None


def test_a_session_ends_with_sign_out_a_new_password_and_the_user(shop: Access, tmp_path: Path) -> None:
    first, second, third = (shop.sign_in("小王", PASSWORD) for _ in range(3))
    shop.end(first)
    assert (shop.named(first), shop.named(second)) == (None, "小王")
    add_user(tmp_path, "小王", password="another horse")
    assert shop.named(second) is None
    fourth = shop.sign_in("小王", "another horse")
    remove_user(tmp_path, "小王")
    assert shop.named(third) is None
    assert shop.named(fourth) is None


def test_a_session_is_over_after_half_a_day(shop: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie, now = shop.sign_in("小王", PASSWORD), time.time()
    monkeypatch.setattr("huaxiang.console.access.time.time", lambda: now + SESSION_SECONDS + 2)
    assert shop.named(cookie) is None


def test_five_failures_are_free_and_each_next_one_waits_twice_as_long() -> None:
    failures, waits = Failures(), []
    for _ in range(12):
        failures.note("10.0.0.1", 100.0)
        waits.append(failures.wait_seconds("10.0.0.1", 100.0))
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert failures.wait_seconds("10.0.0.1", 1000.0) == 0
    assert failures.wait_seconds("10.0.0.2", 100.0) == 0
    failures.forget("10.0.0.1")
    assert failures.wait_seconds("10.0.0.1", 100.0) == 0


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [("", True), ("http://127.0.0.1:8080", True), ("http://127.0.0.1:9", False), ("null", False)],
)
def test_an_origin_is_our_own_with_host_and_port(origin: str, is_own: bool) -> None:
    assert is_same_origin({**HERE, "origin": origin}) is is_own

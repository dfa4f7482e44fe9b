from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import Request

from huaxiang.console.access import LOCAL
from huaxiang.console.reads import Reads
from huaxiang.console.visit import Visit
from huaxiang.project.opening import Project
from huaxiang.service.state import Service


@pytest.fixture(scope="module")
def service(built_shop: Path) -> Service:
    return Service.of(Project.open(built_shop), worker=False)


def visit(service: Service, *, cookie: str = "", visitor: str = LOCAL, query: str = "") -> Visit:
    scope = {"type": "http", "path": "/people", "query_string": query.encode(), "visitor": visitor}
    request = Request({**scope, "headers": [(b"cookie", cookie.encode()), (b"host", b"127.0.0.1")]})
    return Visit.of(service, Reads(service), request)


@pytest.mark.parametrize(
    ("cookie", "language"), [("", "zh"), ("huaxiang_language=en", "en"), ("huaxiang_language=fr", "zh")]
)
def test_the_language_is_the_chosen_one_else_the_projects(service: Service, cookie: str, language: str) -> None:
    assert visit(service, cookie=cookie).language == language


def test_who_sits_at_the_demo_has_nothing_to_leave(service: Service) -> None:
    assert not visit(service).is_signed_in
    assert visit(service, visitor="小王").is_signed_in


def test_the_way_back_holds_the_question(service: Service) -> None:
    asked = visit(service, query="segment=s0001&q=1")
    assert asked.path == "/people?segment=s0001&q=1"
    assert asked.quoted_path == "/people%3Fsegment%3Ds0001%26q%3D1"


def test_words_are_listed_as_the_language_does(service: Service) -> None:
    assert visit(service).listed(["a", "b"]) == "a、b"
    assert visit(service, cookie="huaxiang_language=en").listed(["a", "b"]) == "a, b"

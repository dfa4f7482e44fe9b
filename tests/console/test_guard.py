from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fastapi.datastructures import Headers

from huaxiang.console.access import LOCAL, Access
from huaxiang.console.guard import Guard, cookie_of


def passed(access: Access, scope: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]]:
    """Visitors that the inner application met, and what was sent."""
    met: list[str] = []
    sent: list[dict[str, Any]] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        met.append(scope["visitor"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Guard(inner, access=access)(scope, None, send))
    return met, sent


def scope_of(kind: str, *, client: str = "127.0.0.1", path: str = "/") -> dict[str, Any]:
    headers = [(b"host", b"127.0.0.1")]
    return {"type": kind, "client": (client, 1), "headers": headers, "path": path, "method": "GET"}


def test_a_visitor_gets_further_and_the_answer_is_fenced_in(tmp_path: Path) -> None:
    met, sent = passed(Access(tmp_path, is_demo=True), scope_of("http"))
    assert met == [LOCAL]
    names = {name for name, _ in sent[0]["headers"]}
    assert {b"content-security-policy", b"x-content-type-options"} <= names


def test_a_socket_of_nobody_is_closed(tmp_path: Path) -> None:
    met, sent = passed(Access(tmp_path, is_demo=False), scope_of("websocket"))
    assert (met, sent) == ([], [{"type": "websocket.close", "code": 1008}])


def test_a_page_leads_to_the_sign_in_and_a_file_is_refused(tmp_path: Path) -> None:
    access = Access(tmp_path, is_demo=False)
    assert passed(access, scope_of("http", path="/data"))[1][0]["status"] == 303
    assert passed(access, scope_of("http", path="/_nicegui/x.js"))[1][0]["status"] == 401


def test_a_cookie_is_read_by_name() -> None:
    headers = Headers({"cookie": "a=1; huaxiang_session=x.y"})
    assert cookie_of(headers, "huaxiang_session") == "x.y"
    assert cookie_of(headers, "b") is None

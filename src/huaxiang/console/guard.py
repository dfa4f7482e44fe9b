"""The guard before every page, socket and file of the pages: lets visitors in, sends others to the sign-in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

from fastapi.datastructures import Headers
from fastapi.responses import RedirectResponse, Response

from huaxiang.console.access import COOKIE, Access

__all__ = ["HEADERS", "Guard", "cookie_of"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    # Vue compiles its templates in the browser, and the pages carry their first state and styles inline.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    # under no-referrer a browser hands a form in with the origin "null", and nobody could sign in
    "referrer-policy": "same-origin",
}


def cookie_of(headers: Headers, name: str) -> str | None:
    """The value of a request's cookie, None when it has none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return None if found is None else found.value


class Guard:
    """Middleware: `scope["visitor"]` is the name of who comes; nobody gets further without one."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on who may see pages."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = scope["client"][0] if scope.get("client") else ""
        visitor = self.access.visitor(host=host, headers=headers, cookie=cookie_of(headers, COOKIE))
        if visitor is None:
            await self._turn_away(scope, receive, send)
            return
        scope["visitor"] = visitor
        await self.app(scope, receive, _with_headers(send) if scope["type"] == "http" else send)

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        is_page = scope["method"] in {"GET", "HEAD"} and "/_nicegui" not in scope["path"]
        answer = RedirectResponse(f"/login?to={quote(scope['path'])}", 303) if is_page else Response(status_code=401)
        await answer(scope, receive, send)


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message["headers"]}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in known]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sending

"""Sign-in, sign-out and the choice of language: plain forms, before any page and without a script."""

from __future__ import annotations

import asyncio
import time
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from huaxiang.console.access import COOKIE, SESSION_SECONDS, Access, is_near, is_same_origin
from huaxiang.console.guard import HEADERS, cookie_of
from huaxiang.console.visit import LANGUAGE_COOKIE
from huaxiang.console.words import LANGUAGES, say
from huaxiang.service.routes.access import body_of
from huaxiang.service.users import LEAST_PASSWORD, add_user

__all__ = ["login_routes", "safe_path"]

_YEAR_SECONDS = 365 * 86_400


def safe_path(path: str) -> str:
    """The path when it leads to a page of our own, else that of the overview.

    >>> safe_path("/people?q=1"), safe_path("//elsewhere.example"), safe_path("https://elsewhere.example")
    ('/people?q=1', '/', '/')
    """
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_own else "/"


def login_routes(access: Access, ledger: Path, *, language: str) -> APIRouter:
    """Routes /login, /logout and /language.

    Args:
        language: The project's, for who has not chosen one.
    """
    router = APIRouter(include_in_schema=False)
    desk = _Desk(access, ledger, language)

    @router.get("/login")
    async def form(request: Request, to: str = "/") -> Response:
        """The form; straight on for who needs none."""
        host = "" if request.client is None else request.client.host
        cookie = cookie_of(request.headers, COOKIE)
        if access.visitor(host=host, headers=request.headers, cookie=cookie) is not None:
            return RedirectResponse(safe_path(to), 303)
        return desk.page(request, to)

    @router.post("/login")
    async def enter(request: Request) -> Response:
        """Signs in, or makes the first user."""
        return await desk.enter(request)

    @router.post("/logout")
    async def leave(request: Request) -> Response:
        """Ends the session."""
        if is_same_origin(request.headers):
            access.end(cookie_of(request.headers, COOKIE))
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
        return answer

    @router.get("/language/{chosen}")
    async def choose(chosen: str, to: str = "/") -> Response:
        """Keeps the language and goes back."""
        answer = RedirectResponse(safe_path(to), 303)
        if chosen in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR_SECONDS, path="/", samesite="lax")
        return answer

    return router


class _Desk:
    """Where people sign in: makes the form and judges what is handed in."""

    def __init__(self, access: Access, ledger: Path, language: str) -> None:
        self.access, self.ledger, self.language = access, ledger, language

    async def enter(self, request: Request) -> Response:
        fields = {
            name: values[0] for name, values in parse_qs((await body_of(request)).decode("utf-8", "replace")).items()
        }
        address = "" if request.client is None else request.client.host
        to = safe_path(fields.get("to", "/"))
        if not is_same_origin(request.headers):
            return Response(status_code=403)
        wait = self.access.failures.wait_seconds(address, time.monotonic())
        if wait:
            return self.page(request, to, status=429, problem=("login.wait", {"n": int(wait) + 1}))
        if self._is_first(request):
            problem = await self._first(fields)
            if problem is not None:
                return self.page(request, to, status=400, problem=problem)
        name, password = fields.get("name", ""), fields.get("password", "")
        cookie = await asyncio.to_thread(self.access.sign_in, name, password)
        if cookie is None:
            self.access.failures.note(address, time.monotonic())
            return self.page(request, to, status=401, problem=("login.wrong", {}))
        self.access.failures.forget(address)
        answer = RedirectResponse(to, 303)
        is_secure = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE, cookie, max_age=SESSION_SECONDS, path="/", httponly=True, samesite="lax", secure=is_secure
        )
        return answer

    async def _first(self, fields: dict[str, str]) -> tuple[str, dict[str, object]] | None:
        """Makes the first user, or says what is wrong with what was handed in."""
        name, password = fields.get("name", "").strip(), fields.get("password", "")
        if not name or len(name) > 64:
            return "login.no_name", {}
        if len(password) < LEAST_PASSWORD:
            return "login.short", {"n": LEAST_PASSWORD}
        if password != fields.get("again", ""):
            return "login.differ", {}
        await asyncio.to_thread(lambda: add_user(self.ledger, name, password=password))
        return None

    def _is_first(self, request: Request) -> bool:
        """Whether nobody can sign in yet, and whoever asks sits at this machine."""
        host = "" if request.client is None else request.client.host
        return not self.access.users() and is_near(host, request.headers)

    def page(
        self, request: Request, to: str, *, status: int = 200, problem: tuple[str, dict[str, object]] | None = None
    ) -> Response:
        chosen = cookie_of(request.headers, LANGUAGE_COOKIE)
        language = chosen if chosen in LANGUAGES else self.language
        is_first = self._is_first(request)
        if not is_first and not self.access.users():
            problem = ("login.not_here", {})
        words = "" if problem is None else say(problem[0], language, **problem[1])
        page = _page(language, to=safe_path(to), problem=words, is_first=is_first)
        return HTMLResponse(page, status, {**HEADERS, "cache-control": "no-store"})


def _page(language: str, *, to: str, problem: str, is_first: bool) -> str:
    def words(key: str) -> str:
        return escape(say(key, language))

    kind = "first_" if is_first else ""
    other = "en" if language == "zh" else "zh"
    new = "new-password" if is_first else "current-password"
    again = _field("again", words("login.again"), f"type=password autocomplete={new}") if is_first else ""
    alert = f"<p class=hx-login-problem role=alert>{escape(problem)}</p>" if problem else ""
    return (
        f"<!doctype html><html lang={'zh-CN' if language == 'zh' else 'en'}><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>{words('login.title')} · {words('frame.product')}</title>"
        "<link rel=stylesheet href=/assets/console.css><body class=hx-login><main class='hx-card hx-login-card'>"
        f"<p class=hx-brand-name>{words('frame.product')}</p><h1 class=hx-title>{words(f'login.{kind}title')}</h1>"
        f"<p class=hx-note>{words(f'login.{kind}lead')}</p>{alert}<form method=post action=/login>"
        f"<input type=hidden name=to value='{escape(to, quote=True)}'>"
        f"{_field('name', words('login.name'), 'autocomplete=username autofocus')}"
        f"{_field('password', words('login.password'), f'type=password autocomplete={new}')}{again}"
        f"<button class='hx-button hx-button-primary' type=submit>{words(f'login.{kind}enter')}</button></form>"
        f"<a class=hx-quiet-link href='/language/{other}?to={quote('/login?to=' + quote(to))}'>"
        f"{words('frame.other_language')}</a></main></body></html>"
    )


def _field(name: str, label: str, attributes: str) -> str:
    return f"<label class=hx-field><span>{label}</span><input name={name} required {attributes}></label>"

"""The documentation page: every operation, as the service itself describes it, without anything from outside."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

__all__ = ["docs_page", "docs_routes"]

_STYLE = """
body{font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:860px;
margin:2rem auto;padding:0 1rem;color:#1d2433}
h2{margin-top:2rem;font-size:1.05rem;color:#5b6478}code{background:#eef1f6;padding:.1em .4em;border-radius:4px}
section{border-top:1px solid #e3e7ee;padding:.7rem 0}b{display:inline-block;width:4.2em;color:#2457d6}p{margin:.2rem 0}
"""


def docs_page(document: Mapping[str, Any]) -> str:
    """An OpenAPI document as a page: operations by tag with parameters and words."""
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["other"])[0]
            groups.setdefault(tag, []).append(_operation(path, method, operation))
    info = document["info"]
    title = f"{escape(info['title'])} {escape(info['version'])}"
    parts = [f"<h2>{escape(tag)}</h2>{''.join(operations)}" for tag, operations in groups.items()]
    links = '<p><a href="openapi.json">openapi.json</a> · <a href="/">控制台 console</a></p>'
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>"
        f"<h1>{title}</h1>{links}{''.join(parts)}"
    )


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    names = [f"<code>{escape(each['name'])}</code> in {each['in']}" for each in operation.get("parameters", [])]
    if "requestBody" in operation:
        names.append("a JSON body")
    takes = f"<p>Takes {', '.join(names)}.</p>" if names else ""
    words = escape(operation.get("description", ""))
    return (
        f"<section><b>{method.upper()}</b><code>{escape(path)}</code> {escape(operation.get('summary', ''))}"
        f"<p>{words}</p>{takes}</section>"
    )


def docs_routes(app: FastAPI) -> APIRouter:
    """The route of the page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs() -> HTMLResponse:
        """The page."""
        return HTMLResponse(docs_page(app.openapi()))

    return router

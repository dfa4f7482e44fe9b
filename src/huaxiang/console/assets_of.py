"""Stylesheets and scripts of single pages, each with a sign of its content, so that no browser shows an old one."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

__all__ = ["asset"]

_FOLDER = Path(__file__).parent / "assets"


@cache
def asset(name: str) -> str:
    """The element that loads a file of the assets into a page's head; `.css` or `.js`."""
    sign = blake2b((_FOLDER / name).read_bytes(), digest_size=6).hexdigest()
    path = f"/assets/{name}?{sign}"
    return f'<script src="{path}"></script>' if name.endswith(".js") else f'<link rel="stylesheet" href="{path}">'

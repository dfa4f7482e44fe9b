"""The page of one segment as a picture for a slide: SVG of a fixed size that a browser turns into PNG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from huaxiang.console.charts.palette import ACCENT, FONT, INK, LINE, PAPER, SOFT

__all__ = ["HEIGHT", "WIDTH", "segment_picture"]

WIDTH, HEIGHT = 960, 640
_EDGE = 48
_BAR_LEFT, _BAR_WIDTH, _FULL_TGI = 250, 540, 300


def segment_picture(page: Mapping[str, Any], *, figures: Sequence[tuple[str, str]], words: Mapping[str, str]) -> str:
    """The picture as SVG text.

    Args:
        page: What `segment_pages` gives of the segment: name, traits and leading are drawn.
        figures: (label, value) of up to four figures, set side by side.
        words: apart, tgi, examples, foot: lines ready to be set; an empty one is left out.
    """
    return "".join(_lines(page, figures, words))


def _lines(page: Mapping[str, Any], figures: Sequence[tuple[str, str]], words: Mapping[str, str]) -> Iterator[str]:
    box = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="{escape(FONT, quote=True)}">'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
    yield f'<rect width="12" height="{HEIGHT}" fill="{ACCENT}"/>'
    y = 84
    for line in _wrapped(page["name"], 24):
        yield _text(_EDGE, y, line, size=34, weight=650)
        y += 44
    for at, (label, value) in enumerate(figures[:4]):
        x = _EDGE + at * (WIDTH - 2 * _EDGE) // 4
        yield _text(x, y + 40, value, size=30, weight=650, fill=ACCENT)
        yield _text(x, y + 68, label, size=16, fill=SOFT)
    y += 112
    for line in _wrapped(words["apart"], 50)[:2]:
        yield _text(_EDGE, y, line, size=18)
        y += 28
    if page["leading"] and words["tgi"]:
        yield _text(_EDGE, y + 26, words["tgi"], size=16, fill=SOFT)
        y += 58
        for row in page["leading"][:3]:
            yield from _bar(y, row)
            y += 36
    if words["examples"]:
        yield _text(_EDGE, HEIGHT - 76, words["examples"], size=16, fill=SOFT)
    yield f'<line x1="{_EDGE}" x2="{WIDTH - _EDGE}" y1="{HEIGHT - 56}" y2="{HEIGHT - 56}" stroke="{LINE}"/>'
    yield _text(_EDGE, HEIGHT - 28, words["foot"], size=14, fill=SOFT)
    yield "</svg>"


def _bar(y: int, row: Mapping[str, Any]) -> Iterator[str]:
    width = round(_BAR_WIDTH * min(row["tgi"] / _FULL_TGI, 1.0))
    yield _text(_EDGE, y, row["label"], size=17)
    yield f'<rect x="{_BAR_LEFT}" y="{y - 13}" width="{_BAR_WIDTH}" height="14" rx="7" fill="{LINE}"/>'
    yield f'<rect x="{_BAR_LEFT}" y="{y - 13}" width="{width}" height="14" rx="7" fill="{ACCENT}"/>'
    yield _text(_BAR_LEFT + _BAR_WIDTH + 16, y, str(row["tgi"]), size=17, weight=600)


def _text(x: int, y: int, words: str, *, size: int, weight: int = 400, fill: str = INK) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}">{escape(words)}</text>'


def _wrapped(words: str, most: int) -> list[str]:
    """Lines of at most `most` Chinese signs' width; a Latin word is not cut."""
    lines, line, width = [], "", 0.0
    for part in _parts(words):
        own = sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in part)
        if line and width + own > most:
            lines.append(line.rstrip())
            line, width = "", 0.0
        line, width = line + part, width + own
    return [*lines, line.rstrip()] if line.strip() else lines


def _parts(words: str) -> Iterator[str]:
    """Single Chinese signs, and Latin words with the space after them."""
    part = ""
    for sign in words:
        if ord(sign) > 0x2E7F or sign == " ":
            yield from filter(None, (part + sign if sign == " " else part, "" if sign == " " else sign))
            part = ""
        else:
            part += sign
    if part:
        yield part

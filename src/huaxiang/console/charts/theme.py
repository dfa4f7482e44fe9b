"""Charts in the colours of the page: those of type and lines follow the visitor's light or dark scheme."""

from __future__ import annotations

from typing import Any

from huaxiang.console.charts.palette import FAINT, INK, LINE, PAPER, SOFT

__all__ = ["themed"]

_TOKENS = {INK: "ink", SOFT: "soft", FAINT: "faint", LINE: "line", PAPER: "card"}
_READ = "getComputedStyle(document.documentElement).getPropertyValue('--hx-{}').trim()"


def themed(option: Any) -> Any:
    """The option with these colours read from the stylesheet; NiceGUI evaluates what stands under a `:` name.

    >>> themed({"color": "#ffffff"})
    {':color': "getComputedStyle(document.documentElement).getPropertyValue('--hx-card').trim()"}
    """
    if isinstance(option, list):
        return [themed(each) for each in option]
    if not isinstance(option, dict):
        return option
    return {
        f":{name}" if _is_token(value) else name: _READ.format(_TOKENS[value]) if _is_token(value) else themed(value)
        for name, value in option.items()
    }


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and value in _TOKENS

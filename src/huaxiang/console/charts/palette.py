"""Colours and type of all charts, the same as the stylesheet's."""

from __future__ import annotations

__all__ = ["ACCENT", "BRANCHES", "FAINT", "FONT", "GOOD", "INK", "LINE", "PAPER", "SOFT", "WARM"]

INK, SOFT, FAINT, LINE, PAPER = "#1a2233", "#5f6b80", "#a3adbd", "#e3e8f0", "#ffffff"
ACCENT, GOOD, WARM = "#2f5bd7", "#11734f", "#c2542d"
BRANCHES = ("#2f5bd7", "#11836a", "#c2542d", "#8a4fc4", "#b8860b", "#2a8bb5", "#b8447c", "#5b7a2c")
"""Colours of first-level categories, told apart by lightness too."""
FONT = (
    'system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Source Han Sans SC", sans-serif'
)

"""Clicks by zone of the page and day."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("zone_clicks", frozenset({"element_clicked", "product_clicked"}), key=("zone",))

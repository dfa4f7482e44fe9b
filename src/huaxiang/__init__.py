"""Huaxiang (画像): AI user profiling with evidence, calibrated confidence and trials."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"

"""The last word on each purpose and kind of consent: given or withdrawn."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("consents", frozenset({"consent_given", "consent_withdrawn"}), value="name", key=("property", "value"))

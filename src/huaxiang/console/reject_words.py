"""Why a row could not be used, in plain words."""

from __future__ import annotations

from huaxiang.console.words import say

__all__ = ["reject_words"]

_WHOLE = {"duplicate": "overview.reason_duplicate", "not a JSON object": "overview.reason_json"}


def reject_words(reason: str, language: str) -> str:
    """A reason of table `rejects` in plain words; the reason itself where there are none.

    >>> reject_words("missing given_at", "zh"), reject_words("duplicate", "en"), reject_words("odd", "zh")
    ('缺少 given_at', 'repeated row', 'odd')
    """
    if reason in _WHOLE:
        return say(_WHOLE[reason], language)
    kind, _, rest = reason.partition(" ")
    if kind == "missing" and rest:
        return say("overview.reason_missing", language, what=rest)
    if kind == "bad" and rest:
        return say("overview.reason_bad", language, what=rest)
    if reason.endswith(" out of range"):
        return say("overview.reason_range", language, what=reason.removesuffix(" out of range"))
    return say("overview.reason_ragged", language) if "columns" in reason else reason

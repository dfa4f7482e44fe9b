"""Why a row could not be used, in plain words."""

from __future__ import annotations

from huaxiang.console.column_words import column_words
from huaxiang.console.words import say

__all__ = ["reject_words"]

_WHOLE = {"duplicate": "overview.reason_duplicate", "not a JSON object": "overview.reason_json"}


def reject_words(reason: str, language: str) -> str:
    """A reason of table `rejects` in plain words; the reason itself where there are none.

    >>> reject_words("missing given_at", "zh"), reject_words("duplicate", "en"), reject_words("odd", "zh")
    ('缺少同意时间', 'repeated row', 'odd')
    """
    if reason in _WHOLE:
        return say(_WHOLE[reason], language)
    kind, _, rest = reason.partition(" ")
    if kind == "missing" and rest:
        return say("overview.reason_missing", language, what=column_words(rest, language))
    if kind == "bad" and rest:
        return say("overview.reason_bad", language, what=column_words(rest, language))
    if reason.endswith(" out of range"):
        return say("overview.reason_range", language, what=column_words(reason.removesuffix(" out of range"), language))
    return say("overview.reason_ragged", language) if "columns" in reason else reason

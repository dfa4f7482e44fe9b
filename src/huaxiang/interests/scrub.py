"""Personal data in free text masked by signs of the same length, so that every offset stays right."""

from __future__ import annotations

import re

__all__ = ["scrub", "scrub_spans"]

_DIGIT = r"[0-9０-９]"
_HAN = r"[\u4e00-\u9fff]"
_STREET_PART = rf"(?:{_HAN}|[A-Za-z0-9-]){{0,24}}?(?:路|街|道|巷|弄|村|镇|小区|花园|大厦|广场)"
_DOOR = r"[A-Za-z0-9一二三四五六七八九十甲乙丙丁-]{1,6}(?:号|栋|幢|座|楼|单元|室|层|房)"
_NOT_IN_NUMBER = r"(?<![0-9０-９A-Za-z])(?:{})(?![0-9０-９])"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}",
        _NOT_IN_NUMBER.format(rf"[1-9１-９]{_DIGIT}{{16}}[0-9０-９XxＸｘ]"),
        _NOT_IN_NUMBER.format(rf"(?:\+?86[- ]?)?[1１][3-9３-９]{_DIGIT}[- ]?{_DIGIT}{{4}}[- ]?{_DIGIT}{{4}}"),
        _NOT_IN_NUMBER.format(rf"0{_DIGIT}{{2,3}}[- —]{_DIGIT}{{7,8}}"),
        r"(?<![A-Za-z0-9])(?:[A-Z]{2,4}|[a-z]{2,4})?[0-9０-９]{10,30}(?![0-9０-９])",
        r"(?:订单|单号|运单|快递|编号|工号|会员号)(?:编?号|号码)?[是为:：\s]{0,3}([A-Za-z0-9-]{6,32})",
        r"(?:微信|wx|vx|VX|WX|QQ|qq|加我|扣扣)[号是为:：\s]{0,3}([A-Za-z0-9_-]{5,20})",
        rf"{_HAN}{{2,7}}(?:省|自治区|市){_HAN}{{1,8}}(?:市|区|县|镇)(?:{_STREET_PART}(?:{_DOOR}){{0,5}})?",
        rf"{_HAN}{{2,10}}(?:路|街|大道|巷|弄|小区|花园|新村|家园|公寓)(?:{_DOOR}){{1,5}}[0-9]{{0,5}}",
        rf"(?<![0-9A-Za-z])[A-Za-z0-9]{{1,4}}(?:栋|幢|号楼)(?:{_DOOR}){{0,2}}[0-9]{{2,5}}(?:室|号|房)?",
    )
)


_SIGNS = re.compile(r"[0-9０-９@省市号栋幢座楼元室层房单递]|自治区|微信|加我|扣扣|[wvWV][xX]|QQ|qq")
"""What every pattern needs somewhere: most short texts have none of it and are not looked at any further."""


def scrub_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where phones, e-mails, identity, order and contact numbers and addresses stand, merged, in order."""
    if _SIGNS.search(text) is None:
        return ()
    found = [match for pattern in _PATTERNS for match in pattern.finditer(text)]
    spans = sorted(match.span(1) if match.re.groups else match.span() for match in found)
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def scrub(text: str, *, mask: str = "*") -> str:
    """The text with personal data masked sign by sign; as long as before.

    >>> scrub("电话13800001234谢谢")
    '电话***********谢谢'
    """
    pieces, last = [], 0
    for start, end in scrub_spans(text):
        pieces += [text[last:start], mask * (end - start)]
        last = end
    return "".join([*pieces, text[last:]]) if pieces else text

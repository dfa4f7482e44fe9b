"""Identities: namespaces with their limits, and what can never be one (masked or placeholder values)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from huaxiang.domain.money import FULL_WIDTH, HALF_WIDTH

__all__ = [
    "CONTROLS",
    "COUNTRY_CODE",
    "LINK_WEIGHTS",
    "LOST_DIGITS",
    "NAMESPACES",
    "PLACEHOLDERS",
    "TEST_NUMBERS",
    "VIRTUAL_NUMBER",
    "Namespace",
    "identity_of",
    "is_usable",
    "mask",
    "split_identity",
]


@dataclass(frozen=True, slots=True)
class Namespace:
    """A kind of identity.

    Attributes:
        name: Such as `member_no`.
        priority: 1 is strongest; an event's first identity is its strongest.
        max_per_person: More values of this namespace than that are never one person; 0 means no limit.
    """

    name: str
    priority: int
    max_per_person: int = 0


NAMESPACES: tuple[Namespace, ...] = (
    Namespace("member_no", 1, 1),
    Namespace("user_id", 2, 1),
    Namespace("unionid", 3, 1),
    Namespace("household", 4, 1),
    Namespace("mobile", 5, 3),
    Namespace("email", 6, 4),
    Namespace("openid", 7, 8),
    Namespace("wecom_external_userid", 8, 3),
    Namespace("taobao_ouid", 9, 2),
    Namespace("douyin_open_id", 10, 2),
    Namespace("oaid", 11, 8),
    Namespace("idfa", 12, 8),
    Namespace("caid", 13, 8),
    Namespace("imei", 14, 8),
    Namespace("device_id", 15, 12),
    Namespace("cookie", 16, 40),
    Namespace("anonymous_id", 17, 40),
)

LINK_WEIGHTS = {"merge": 1000, "undo": 1000, "member": 1000, "alias": 1000, "login": 900, "order": 700}
"""Strength of a statement about two identities, by its kind, 0..1000; files and log weigh alike."""
CONTROLS = frozenset({"merge", "undo"})
"""Kinds that decide: of a pair's control statements the last one counts, whatever its other links say."""

_MASKED = re.compile(r"[*＊●•]|x{4,}|X{4,}")
VIRTUAL_NUMBER = r"^(?:\+?86)?1[0-9]{10}[ \t]*[-,转#][ \t]*[0-9]{2,6}$"
LOST_DIGITS = r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{2}"
"""A long number that a spreadsheet has rounded, such as 1.23457E+18: many ids became this one text."""
_LOST = re.compile(LOST_DIGITS)
_DIGITS = str.maketrans(FULL_WIDTH[:10], HALF_WIDTH[:10])
_VIRTUAL = re.compile(VIRTUAL_NUMBER)
COUNTRY_CODE = r"^(?:00)?86(1[0-9]{10})$"
_COUNTRY = re.compile(COUNTRY_CODE)
PLACEHOLDERS = frozenset(
    {"", "0", "-", "--", "null", "none", "nan", "undefined", "unknown", "n/a", "anonymous", "test", "无"} | {"未知"}
)
TEST_NUMBERS = frozenset({"13800138000", "13000000000", "18888888888", "13888888888", "12345678901"})


def is_usable(namespace: str, value: str | None) -> bool:
    """Whether a value can stand for a person: masked, virtual, test and placeholder values cannot.

    >>> is_usable("mobile", "138****1234"), is_usable("mobile", "13912345678")
    (False, True)
    """
    if value is None:
        return False
    plain = value.strip().translate(_DIGITS)
    if plain.lower() in PLACEHOLDERS or _MASKED.search(plain) or _LOST.fullmatch(plain):
        return False
    if not plain.strip("0-"):
        return False
    return namespace != "mobile" or not (_VIRTUAL.match(plain) or _phone(plain) in TEST_NUMBERS)


def _phone(plain: str) -> str:
    """Digits of a phone number, without the country code of China; the text itself when it has none."""
    digits = re.sub(r"[^0-9]", "", plain)
    return _COUNTRY.sub(r"\1", digits) or plain


def identity_of(namespace: str, value: str) -> str:
    """`namespace:value`, normalised: phones to their digits without +86 or 0086, e-mails to lower case.

    >>> identity_of("mobile", "+86 139-1234-5678")
    'mobile:13912345678'
    """
    plain = value.strip().translate(_DIGITS)
    if namespace == "mobile":
        plain = _phone(plain)
    elif namespace == "email":
        plain = plain.lower()
    return f"{namespace}:{plain}"


def split_identity(identity: str) -> tuple[str, str]:
    """Namespace and value; a bare value has namespace ''."""
    namespace, separator, value = identity.partition(":")
    return (namespace, value) if separator else ("", identity)


def mask(value: str) -> str:
    """A value as lists, logs and errors may show it.

    >>> mask("13812341234")
    '138****1234'
    """
    if len(value) == 11 and value.isdigit():
        return f"{value[:3]}****{value[-4:]}"
    if "@" in value:
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    return value if len(value) <= 4 else f"{value[:2]}***{value[-2:]}"

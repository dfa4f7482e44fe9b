"""Words that no tag, segment, audience or interest point may be named: insulting, illegal or harmful labels.

Basis: article 10 of the provisions on algorithmic recommendation; the list, banned.txt, is checked at load.
"""

from __future__ import annotations

import importlib.resources
import re

from huaxiang.domain.errors import ConfigurationError

__all__ = ["BANNED", "HARMLESS", "banned_in", "check_label"]

_LINES = (importlib.resources.files("huaxiang.tags") / "banned.txt").read_text(encoding="utf-8").splitlines()

BANNED: frozenset[str] = frozenset(w for line in _LINES if line[:1] not in {"#", "+"} for w in line.split())
HARMLESS: tuple[str, ...] = tuple(w for line in _LINES if line[:1] == "+" for w in line[1:].split())

_ASCII = re.compile(r"[a-z]+")


def banned_in(label: str) -> tuple[str, ...]:
    """The banned words in a label, in the list's order; empty when it may be used.

    Latin words count whole, Chinese words anywhere, harmless compounds such as 傻瓜相机 not at all.

    >>> banned_in("穷人专区"), banned_in("傻瓜相机爱好者"), banned_in("Uglydoll")
    (('穷人',), (), ())
    """
    text = label.lower()
    for compound in HARMLESS:
        text = text.replace(compound, "")
    latin = set(_ASCII.findall(text))
    return tuple(sorted(word for word in BANNED if (word in latin if word.isascii() else word in text)))


def check_label(label: str, *, where: str) -> str:
    """The label itself when it may be used.

    Args:
        label: Chinese or English label.
        where: What carries it, for the message, such as `tags.yaml: tag interest.x`.

    Raises:
        ConfigurationError: It holds a banned word.
    """
    found = banned_in(label)
    if found:
        raise ConfigurationError(f"{where}: label {label!r} holds {', '.join(found)}: choose a neutral name")
    return label

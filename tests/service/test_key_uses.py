from __future__ import annotations

from hashlib import sha256

from huaxiang.service.key_uses import KeyUses
from huaxiang.service.keys import Key


def key(text: str) -> Key:
    return Key("app", sha256(text.encode()).hexdigest(), ("write",))


def test_the_last_use_of_a_key_is_kept_by_its_hash():
    instants = iter([10, 20, 30])
    uses = KeyUses(clock=lambda: next(instants))
    uses.note([key("a"), key("b")], ["a"])
    uses.note([key("a"), key("b")], ["a", ""])
    assert uses.since == 10
    assert uses.last_used_at == {key("a").sha256: 30}


def test_a_key_that_is_not_ours_is_never_remembered():
    uses = KeyUses()
    uses.note([key("a")], ["guessed"])
    uses.note([], ["a"])
    assert uses.last_used_at == {}

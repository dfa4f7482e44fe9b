from __future__ import annotations

import numpy as np

from huaxiang.simulate.bank import Bank, Template
from huaxiang.simulate.scene import Scene


def template(text: str, *, attribute: str | None = None, stance: str = "prefer", owner: str = "self") -> Template:
    truth = [{"category": "x", "attribute": attribute, "stance": stance, "owner": owner}]
    return Template("review", text, "chitchat", 5, False, truth)


def test_choice_keeps_to_group_and_leaf() -> None:
    bank = Bank([template("a"), template("b"), template("c")], {"good": [[0], [1, 2], []]})
    chosen = bank.choose("good", np.array([0, 1, 2] * 50), np.random.default_rng(1)).reshape(50, 3)
    assert set(chosen[:, 0].tolist()) == {0}
    assert set(chosen[:, 1].tolist()) == {1, 2}
    assert set(chosen[:, 2].tolist()) == {-1}
    assert bank.choose("bad", np.array([0]), np.random.default_rng(1)).tolist() == [-1]


def test_what_the_persona_likes_is_chosen_more_often() -> None:
    made = [
        template("a", attribute="静音"),
        template("b", attribute="大包"),
        template("c", attribute="静音", stance="avoid"),
    ]
    bank = Bank(made, {"good": [[0, 1, 2]]}, [frozenset({"静音"}), frozenset({"大包"})])
    leaf, rng = np.zeros(900, dtype=np.int64), np.random.default_rng(1)
    quiet = bank.choose_liked("good", leaf, np.zeros(900, dtype=np.int64), rng)
    big = bank.choose_liked("good", leaf, np.ones(900, dtype=np.int64), rng)
    assert (quiet == 0).mean() > 0.6
    assert (big == 0).mean() < 0.3
    assert (big == 1).mean() > 0.6


def test_template_knows_whom_it_speaks_of_and_what_it_praises() -> None:
    assert template("给妈妈买的", owner="other").is_for_other
    assert not template("自己用").is_for_other
    assert template("x", attribute="静音").attributes == {"静音"}
    assert template("x", attribute="静音", stance="avoid").attributes == frozenset()


def test_shipped_bank_has_every_kind_of_text_for_every_leaf(scene: Scene) -> None:
    leaves, rng = np.arange(scene.catalogue.n_leaves), np.random.default_rng(1)
    for group in ("search", "review-good", "review-middling", "review-bad", "question", "social", "chat:logistics"):
        assert (scene.bank.choose(group, leaves, rng) >= 0).all(), group


def test_one_review_in_three_says_nothing(scene: Scene) -> None:
    leaf, rng = np.arange(scene.catalogue.n_leaves).repeat(40), np.random.default_rng(1)
    chosen = scene.bank.choose("review-good", leaf, rng)
    empty = np.mean([not scene.bank.templates[number].truth for number in chosen.tolist()])
    assert 0.25 < empty < 0.5

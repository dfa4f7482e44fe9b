"""What people write: reviews, questions, service chats and comments, chosen from the bank for their purchases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.simulate.composing import N_DRAWS, Composer
from huaxiang.simulate.happenings import Happening
from huaxiang.simulate.orders import NONE, Orders
from huaxiang.simulate.people import BOT, People
from huaxiang.simulate.scene import Scene
from huaxiang.simulate.steps import Steps

__all__ = ["Written", "write_texts"]

_CHAT_WEIGHTS = {
    "logistics": 0.30,
    "return_exchange": 0.25,
    "product_question": 0.20,
    "price_promo": 0.12,
    "after_sale_service": 0.04,
    "complaint": 0.03,
    "account_payment": 0.03,
    "purchase_intent": 0.015,
    "recommendation_request": 0.015,
}


@dataclass(frozen=True)
class Written:
    """Texts of a block, one entry each; `order` is a row of the block's orders or -1, `item` an item or -1.

    `truth` is what the text says: that of its template with the slots filled.
    """

    kind: list[str]
    text: list[str]
    truth: list[list[Any]]
    template: np.ndarray
    person: np.ndarray
    time: np.ndarray
    item: np.ndarray
    order: np.ndarray


def write_texts(
    scene: Scene, people: People, steps: Steps, orders: Orders, comments: Happening, mobiles: list[str | None]
) -> Written:
    """All texts of the block but the searches, sorted by time."""
    parts = [
        _reviews(scene, people, orders),
        _chats(scene, orders),
        _questions(scene, people, steps),
        _comments(scene, people, steps, comments),
    ]
    template, person, time, item, order = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    keep = (template >= 0) & people.is_member[person] & (time < scene.calendar.end_us)
    sort = np.flatnonzero(keep)[np.argsort(time[keep], kind="stable")]
    template, person, time, item, order = (column[sort] for column in (template, person, time, item, order))
    templates = [scene.bank.templates[number] for number in template.tolist()]
    composer = Composer(scene, people, orders, mobiles)
    draws = scene.rng("composing").random((template.size, N_DRAWS)).tolist()
    subjects = zip(person.tolist(), item.tolist(), order.tolist(), strict=True)
    made = [composer.compose(each, about, drawn) for each, about, drawn in zip(templates, subjects, draws, strict=True)]
    kinds = [each.kind for each in templates]
    texts, truths = [text for text, _ in made], [truth for _, truth in made]
    return Written(kinds, texts, truths, template, person, time, item, order)


_Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _reviews(scene: Scene, people: People, orders: Orders) -> _Part:
    rng, p = scene.rng("reviews"), scene.parameters.texts
    paid = (orders.paid_at >= 0) & (orders.visit >= 0)
    row = np.flatnonzero(paid & (rng.random(paid.size) < p.review_share))
    item = orders.line_item[orders.first_line[row]]
    leaf, persona = item // scene.catalogue.items_per_leaf, people.persona[orders.person[row]]
    mood = rng.random(row.size) + np.where(orders.refund[row] > 0, -0.06, 0.0)
    template = scene.bank.choose_liked("review-good", leaf, persona, rng)
    other = scene.bank.choose("review-other", leaf, rng)
    template = np.where(orders.is_for_other[row] & (other >= 0), other, template)
    middling = scene.bank.choose("review-middling", leaf, rng)
    template = np.where(mood < 1 - p.good_share, middling, template)
    template = np.where(mood < p.bad_share, scene.bank.choose("review-bad", leaf, rng), template)
    time = orders.paid_at[row] + (rng.gamma(3.0, 2.5, row.size) * DAY_US).astype(np.int64) + DAY_US
    return template, orders.person[row], time, item, row


def _chats(scene: Scene, orders: Orders) -> _Part:
    rng, p = scene.rng("chats"), scene.parameters.texts
    row = np.flatnonzero((orders.visit >= 0) & (rng.random(orders.person.size) < p.chat_buyer_share))
    item = orders.line_item[orders.first_line[row]]
    leaf = item // scene.catalogue.items_per_leaf
    weights = np.array(list(_CHAT_WEIGHTS.values()))
    intent = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(row.size) * 0.999999)
    template = np.full(row.size, NONE)
    for number, name in enumerate(_CHAT_WEIGHTS):
        rows = np.flatnonzero(intent == number)
        template[rows] = scene.bank.choose(f"chat:{name}", leaf[rows], rng)
    time = orders.placed_at[row] + (rng.exponential(30, row.size) * HOUR_US).astype(np.int64)
    return template, orders.person[row], time, item, row


def _questions(scene: Scene, people: People, steps: Steps) -> _Part:
    rng, p = scene.rng("questions"), scene.parameters.texts
    asks = (rng.random(steps.visit.size) < p.question_per_view) & (people.role[steps.person] != BOT)
    row = np.flatnonzero(asks)
    template = scene.bank.choose("question", steps.leaf[row], rng)
    return template, steps.person[row], steps.time[row], steps.item[row], np.full(row.size, NONE)


def _comments(scene: Scene, people: People, steps: Steps, comments: Happening) -> _Part:
    rng, p = scene.rng("comments"), scene.parameters.texts
    row = np.flatnonzero(rng.random(comments.time.size) < p.social_share)
    item, person = comments.columns["item"][row], steps.visits.person[comments.visit[row]]
    leaf = item // scene.catalogue.items_per_leaf
    template = scene.bank.choose_liked("social", leaf, people.persona[person], rng)
    return template, person, comments.time[row], item, np.full(row.size, NONE)

"""What people write: reviews, questions, service chats and comments, chosen from the bank for their purchases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.simulate.bank import Template
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
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英"
_PLACES = (
    "杭州市西湖区文三路",
    "成都市武侯区人民南路",
    "广州市天河区体育西路",
    "武汉市洪山区珞喻路",
    "郑州市金水区花园路",
    "长沙市岳麓区麓山南路",
)


@dataclass(frozen=True)
class Written:
    """Texts of a block, one entry each; `order` is a row of the block's orders or -1, `item` an item or -1."""

    kind: list[str]
    text: list[str]
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
    fill = _Slots(scene, orders, mobiles)
    text = [
        fill.text(each, who, what, made)
        for each, who, what, made in zip(templates, person.tolist(), item.tolist(), order.tolist(), strict=True)
    ]
    return Written([each.kind for each in templates], text, template, person, time, item, order)


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


class _Slots:
    """Fills the slots of templates: brands of the item, phones, order numbers, names, addresses, small numbers."""

    def __init__(self, scene: Scene, orders: Orders, mobiles: list[str | None]) -> None:
        self.scene, self.orders, self.mobiles, self.rng = scene, orders, mobiles, scene.rng("slots")

    def text(self, template: Template, person: int, item: int, order: int) -> str:
        text = template.text
        if "{" not in text:
            return text
        catalogue, draw = self.scene.catalogue, self.rng.integers(0, 1000, 4).tolist()
        number = self.orders.number[order] if order >= 0 else 20251101 * 10**10 + draw[0]
        house = f"{draw[0] % 300 + 1}号{draw[1] % 30 + 1}幢{draw[2] % 900 + 101}室"
        name = _SURNAMES[draw[1] % len(_SURNAMES)] + _GIVEN[draw[2] % len(_GIVEN)]
        values = {
            "{brand}": catalogue.brand_names[int(catalogue.brand[item])],
            "{phone}": self.mobiles[person] or f"138{draw[0]:03d}{draw[1]:03d}{draw[2] % 100:02d}",
            "{order_no}": str(number),
            "{name}": name,
            "{address}": _PLACES[draw[3] % len(_PLACES)] + house,
            "{n}": str(draw[3] % 6 + 2),
        }
        for slot, value in values.items():
            text = text.replace(slot, value)
        return text

"""Composes a person's text: a sentence of the bank, its slots filled, in the person's own manner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from huaxiang.simulate.bank import Template
from huaxiang.simulate.orders import Orders
from huaxiang.simulate.people import People
from huaxiang.simulate.phrases import Phrases, read_phrases
from huaxiang.simulate.randomness import hashed_uniform
from huaxiang.simulate.scene import Scene

__all__ = ["N_DRAWS", "Composer", "Subject", "mistyped", "punctuated"]

N_DRAWS = 24
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英"
_PLACES = (
    "杭州市西湖区文三路",
    "成都市武侯区人民南路",
    "广州市天河区体育西路",
    "武汉市洪山区珞喻路",
    "郑州市金水区花园路",
    "长沙市岳麓区麓山南路",
    "西安市雁塔区小寨东路",
    "苏州市姑苏区干将西路",
    "佛山市顺德区大良街道",
    "洛阳市涧西区南昌路",
)
_GOOD, _BAD = 4, 2
_SHORT_SHARE = 0.10
_N_CLAUSES = (0.55, 0.76, 0.86, 0.92, 0.95)
_TYPO_SHARE = 0.06
_LEAST_NOVEL = 4
_WIDE = str.maketrans(",!?", "\uff0c\uff01\uff1f")
_PAUSE = re.compile("[,\uff0c]")
_T = TypeVar("_T")

Subject = tuple[int, int, int]
"""Person, item (-1: none) and row of the order (-1: none)."""


class Composer:
    """Texts of one block, each unlike those before it; equal for equal scene and order of calls."""

    def __init__(self, scene: Scene, people: People, orders: Orders, mobiles: Sequence[str | None]) -> None:
        self._scene, self._orders, self._mobiles = scene, orders, mobiles
        self._phrases: Phrases = read_phrases()
        slugs = scene.personas.slugs
        self._own = [self._phrases.personas.get(slugs[code], ()) for code in people.persona.tolist()]
        numbers = scene.first_number + np.arange(scene.n_people)
        self._manner = hashed_uniform(numbers, scene.seed, 41).tolist()
        self._fond = (0.06 + 0.12 * scene.personas.social[people.persona]).tolist()
        self._seen: set[str] = set()
        self._used: set[str] = set()

    def compose(self, template: Template, about: Subject, draws: Sequence[float]) -> tuple[str, list[Any]]:
        """The text and what it says in truth.

        Args:
            template: Of the bank.
            about: Whose text of what.
            draws: `N_DRAWS` numbers in [0, 1).
        """
        text, truth = self._filled(template, about, draws)
        kept = [word for entry in truth for word in (entry["concept"], entry["attribute"]) if word]
        mood = _mood(template)
        parts = self._parts(template, text, about[0], draws)
        made = self._styled(parts, about[0], mood, kept, draws)
        for draw in draws[-3:]:
            if len(made) < _LEAST_NOVEL or made not in self._seen:
                break
            parts.append(_one(self._clauses(mood, draw), draw * 7 % 1))
            made = self._styled(parts, about[0], mood, kept, draws)
        self._seen.add(made)
        return made, truth

    def _filled(self, template: Template, about: Subject, draws: Sequence[float]) -> tuple[str, list[Any]]:
        text, truth = template.text, template.truth
        if "{" not in text:
            return text, truth
        values = self._values(about, draws)
        for slot, value in values.items():
            text = text.replace(slot, value)
        filled = [{key: values.get(word, word) for key, word in entry.items()} for entry in truth]
        return text, filled

    def _values(self, about: Subject, draws: Sequence[float]) -> dict[str, str]:
        (person, item, order), catalogue = about, self._scene.catalogue
        leaf = catalogue.leaves[item // catalogue.items_per_leaf]
        digits = [int(draw * 1000) for draw in draws[:4]]
        house = f"{digits[0] % 300 + 1}号{digits[1] % 30 + 1}幢{digits[2] % 900 + 101}室"
        number = int(self._orders.number[order]) if order >= 0 else 20251101 * 10**10 + digits[0]
        return {
            "{noun}": _one(leaf.nouns, draws[4]),
            "{modifier}": _one(leaf.modifiers, draws[5]),
            "{leaf}": leaf.path.rsplit(".", 1)[1],
            "{kin}": _one(self._phrases.kin, draws[6]),
            "{brand}": catalogue.brand_names[int(catalogue.brand[item])],
            "{phone}": self._mobiles[person] or f"138{digits[0]:03d}{digits[1]:03d}{digits[2] % 100:02d}",
            "{order_no}": str(number),
            "{name}": _SURNAMES[digits[1] % len(_SURNAMES)] + _GIVEN[digits[2] % len(_GIVEN)],
            "{address}": _PLACES[digits[3] % len(_PLACES)] + house,
            "{n}": str(digits[3] % 6 + 2),
        }

    def _parts(self, template: Template, text: str, person: int, draws: Sequence[float]) -> list[str]:
        """The sentence with what stands before and behind it."""
        phrases, kind = self._phrases, template.kind
        parts = [text]
        if kind == "review":
            return self._review(template, parts, person, draws)
        if kind in phrases.openings and draws[7] < (0.5 if kind == "service_chat" else 0.3):
            parts.insert(0, _one(phrases.openings[kind], draws[8]))
        if kind == "service_chat" and draws[9] < 0.4:
            parts.append(_one(phrases.closings, draws[10]))
        elif kind == "question" and draws[9] < 0.3:
            parts.append(_one(phrases.clauses["asking"][0], draws[10]))
        elif kind == "social" and draws[9] < 0.12:
            parts.append(_one(phrases.tags, draws[10]))
        return parts

    def _review(self, template: Template, parts: list[str], person: int, draws: Sequence[float]) -> list[str]:
        mood, says = _mood(template), bool(template.truth)
        if not says and mood == "good" and draws[7] < _SHORT_SHARE * 3:
            return [_one(self._phrases.short, draws[8])]
        n = int(np.searchsorted(_N_CLAUSES, draws[9], side="right"))
        if not says and draws[7] < 0.8:
            parts, n = [], n + 1 + (draws[10] < 0.7)
        elif template.text in self._used:
            n = max(n, 1)
        self._used.add(template.text)
        topics = self._phrases.clauses[mood]
        first = int(draws[11] * len(topics))
        for turn in range(min(n, len(topics))):
            parts.append(_one(topics[(first + turn) % len(topics)], draws[12 + turn]))
        if self._own[person] and draws[18] < 0.14:
            parts.append(_one(self._own[person], draws[19]))
        if len(parts) > 1 and draws[20] < 0.15:
            parts.insert(0, _one(self._phrases.openings["review"], draws[8]))
        return parts

    def _clauses(self, mood: str, draw: float) -> tuple[str, ...]:
        return _one(self._phrases.clauses[mood], draw)

    def _styled(self, parts: list[str], person: int, mood: str, kept: list[str], draws: Sequence[float]) -> str:
        """The parts as this person writes them: pauses, ending, now and then a slip."""
        text = punctuated(parts, self._manner[person])
        if draws[21] < _TYPO_SHARE:
            slips = list(self._phrases.typos.items())
            first = int(draws[0] * len(slips))
            text = mistyped(text, dict(slips[first:] + slips[:first]), kept)
        ending = ""
        if draws[22] < self._fond[person]:
            ending = _one(self._phrases.emoji[mood], draws[23])
        elif draws[22] > 0.75 and mood != "asking" and text[-1].isalnum():
            ending = _one(("。", "。", "。", "!", "~", "!!", "…"), draws[23])
        return text + ending


def _mood(template: Template) -> str:
    if template.kind in {"question", "service_chat"}:
        return "asking"
    if template.kind != "review" or not template.rating:
        return "good"
    return "good" if template.rating >= _GOOD else "bad" if template.rating <= _BAD else "middling"


def _one(words: Sequence[_T], draw: float) -> _T:
    return words[int(draw * len(words))]


def punctuated(parts: Sequence[str], manner: float) -> str:
    r"""The parts in one line, in one of three manners: narrow commas, wide marks, or blanks.

    >>> punctuated(["你好", "有货吗,急"], 0.5), punctuated(["好", "快"], 0.95)
    ('你好\uff0c有货吗\uff0c急', '好 快')
    """
    text = ",".join([*(part.rstrip("\u3002!?") for part in parts[:-1]), parts[-1]])
    if manner < 0.35:
        return text
    return text.translate(_WIDE) if manner < 0.9 else _PAUSE.sub(" ", text)


def mistyped(text: str, typos: Mapping[str, str], kept: Sequence[str]) -> str:
    """The text with one slip of the pen, or as it was where that would touch a word of `kept`.

    >>> mistyped("真的不错", {"不错": "不戳"}, []), mistyped("不错", {"不错": "不戳"}, ["不错"])
    ('真的不戳', '不错')
    """
    for right, wrong in typos.items():
        if right in text:
            slip = text.replace(right, wrong, 1)
            if all(word in slip for word in kept):
                return slip
    return text

"""Names of segments from what sets them apart: behaviour words and the leading category, never insulting."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.known import known_feature
from huaxiang.tags.banned import banned_in

__all__ = ["Leading", "Trait", "find_leading", "find_traits", "name_segments"]

_LEAST_EFFECT = 0.35
_LEAST_Z = 3.0
"""Standard errors from everybody's mean under which a difference is not told: p about .003."""
_LEAST_DIFFERENCE = 0.1
_PLAIN_THEMES = frozenset({"recency", "frequency", "spend", "repurchase", "tenure", "hours", "coupons", "returns"})
"""What a marketer names people by; other themes are said where they are clearly stronger."""
_OTHER_WEIGHT = 0.7
_LEAST_TGI = 1.2
_LEAST_SHARE = 0.05
_MAIN_SHARE = 0.1
_BALANCED = Word("均衡型", "balanced")
_DORMANT = Word("沉睡组", "dormant")
_STYLES: tuple[tuple[str, int, Word], ...] = (
    ("orders_180d", 1, Word("高频组", "frequent")),
    ("average_order_value", 1, Word("囤货组", "stocking up")),
    ("days_since_last_order", 1, _DORMANT),
    ("views_month", 1, Word("观望组", "browsing")),
)
_PREFERENCE = Word("偏好组", "fans")


@dataclass(frozen=True, slots=True)
class Trait:
    """How far a segment lies from everybody on one feature.

    Attributes:
        feature: Its name.
        effect: (mean of the segment − mean of all) ÷ standard deviation of all, of places 0..1.
        z: The same in standard errors of the segment's mean: its significance.
    """

    feature: str
    effect: float
    z: float


@dataclass(frozen=True, slots=True)
class Leading:
    """A category that a segment touches more than everybody.

    Attributes:
        category: Its slug.
        share: Mean share of the segment's touches, 0..1.
        tgi: share ÷ share of all × 100.
        z: Difference from everybody's mean share in standard errors of the segment's mean.
    """

    category: str
    share: float
    tgi: int
    z: float


def find_traits(places: Floats, labels: Ints, features: Sequence[str], n_segments: int) -> list[list[Trait]]:
    """Traits of each segment, strongest first.

    Who is not known of a feature is left out of it, and a segment of which less than half is known has no trait of
    it. Where most people have one value, such as no order, high means above those who have another.

    Args:
        places: Unweighted places, nan where not known, shape (n_people, n_features).
        labels: Segment of each person.
        features: Names of the columns.
        n_segments: Number of segments.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # a feature that nobody of a segment has a value of has no mean there
        warnings.simplefilter("ignore", RuntimeWarning)
        base, among = _spread_of(places), _spread_of(_without_usual(places))
        means = [np.nanmean(places[labels == segment], axis=0) for segment in range(n_segments)]
    found: list[list[Trait]] = []
    for segment in range(n_segments):
        own = places[labels == segment]
        if not own.shape[0]:
            found.append([])
            continue
        n_known = (~np.isnan(own)).sum(axis=0)
        effects = _effects(means[segment], base, among)
        effects = np.where(2 * n_known >= own.shape[0], np.nan_to_num(effects), 0.0)
        scores = effects * np.sqrt(np.maximum(n_known, 1))
        traits = [
            Trait(name, round(float(effect), 4), round(float(z), 2))
            for name, effect, z in zip(features, effects, scores, strict=True)
        ]
        found.append(sorted(traits, key=lambda trait: (-abs(trait.effect), trait.feature)))
    return found


def _spread_of(places: Floats) -> tuple[Floats, Floats]:
    """(mean, standard deviation) of each feature among those known."""
    spread = np.nanstd(places, axis=0)
    return np.nanmean(places, axis=0), np.where(spread > 0.0, spread, 1.0)


def _without_usual(places: Floats) -> Floats:
    """The places, without those at the middle one where more than half of the people have it."""
    if not places.size:
        return places
    is_usual = places == np.nanmedian(places, axis=0)
    is_heavy = 2 * is_usual.sum(axis=0) > (~np.isnan(places)).sum(axis=0)
    return np.where(is_usual & is_heavy, np.nan, places)


def _effects(own: Floats, base: tuple[Floats, Floats], among: tuple[Floats, Floats]) -> Floats:
    """Effect of each feature; what is high only beside people who have nothing is not high."""
    effects = (own - base[0]) / base[1]
    beside = np.maximum(np.nan_to_num((own - among[0]) / among[1]), 0.0)
    return np.where((effects > 0.0) & (among[0] > base[0] + 1e-9), np.minimum(effects, beside), effects)


def find_leading(shares: Mapping[str, Floats], labels: Ints, n_segments: int) -> list[list[Leading]]:
    """Leading categories of each segment: TGI ≥ 120, share ≥ 5 % and z ≥ 3; greatest TGI first, small shares last.

    Shares are means of the people who touched any category.

    Args:
        shares: Share of each person's touches by category slug, shape (n_people,), 0 or nan without a touch.
        labels: Segment of each person.
        n_segments: Number of segments.
    """
    found: list[list[Leading]] = [[] for _ in range(n_segments)]
    has_touched = sum((np.nan_to_num(values) for values in shares.values()), np.zeros(labels.size)) > 0.0
    for category in sorted(shares):
        values = np.nan_to_num(shares[category])
        known = values[has_touched]
        base, spread = (float(known.mean()), float(known.std())) if known.size else (0.0, 0.0)
        for segment in range(n_segments):
            own = values[has_touched & (labels == segment)]
            share = float(own.mean()) if own.size else 0.0
            z = (share - base) / spread * math.sqrt(own.size) if spread > 0.0 else 0.0
            if share >= _LEAST_TGI * base and share >= _LEAST_SHARE and base > 0.0 and z >= _LEAST_Z:
                found[segment].append(Leading(category, round(share, 4), round(100 * share / base), round(z, 2)))
    return [sorted(own, key=lambda each: (each.share < _MAIN_SHARE, -each.tgi, each.category)) for own in found]


def name_segments(
    traits: Sequence[Sequence[Trait]],
    leading: Sequence[Sequence[Leading]],
    *,
    labels: Mapping[str, tuple[str, str]],
    taken: Sequence[tuple[str, str]] = (),
) -> list[Word]:
    """A unique Chinese and English name for each segment, in the order given.

    Args:
        traits: Of each segment, strongest first.
        leading: Leading categories of each segment.
        labels: Chinese and English label by category slug; the slug itself stands in for a missing one.
        taken: Names that other segments have.
    """
    used = {name for pair in taken for name in pair}
    names = []
    for own, categories in zip(traits, leading, strict=True):
        name = next(each for each in _candidates(own, categories, labels) if not {each.zh, each.en} & used)
        used |= {name.zh, name.en}
        names.append(name)
    return names


def _candidates(
    traits: Sequence[Trait], leading: Sequence[Leading], labels: Mapping[str, tuple[str, str]]
) -> Iterator[Word]:
    words = _words(traits)
    named = [_category(each.category, labels) for each in leading]
    categories: list[Word | None] = [word for word in named if not banned_in(word.zh) and not banned_in(word.en)]
    style = _style(traits, words[:2])
    for n_words, category in itertools.product((2, 3, 4), categories[:3] or [None]):
        yield _join(words[:n_words], category, style)
    plain = _join(words[:2], categories[0] if categories else None, style)
    telling = [each for each in traits if abs(each.effect) >= _LEAST_DIFFERENCE and _word(each) not in words[:2]]
    yield from (_beside(plain, trait) for trait in telling)
    for number in itertools.count(2):
        yield Word(f"{plain.zh}{number}", f"{plain.en} {number}")


def _beside(plain: Word, trait: Trait) -> Word:
    """A name with what sets its segment apart from others of the same name."""
    feature = known_feature(trait.feature)
    zh, en = (trait.feature, trait.feature) if feature is None else (feature.zh, feature.en)
    if trait.effect > 0:
        return Word(f"{plain.zh}({zh}偏高)", f"{plain.en} (higher {en})")
    return Word(f"{plain.zh}({zh}偏低)", f"{plain.en} (lower {en})")


def _word(trait: Trait) -> Word | None:
    feature = _features().get(trait.feature)
    if feature is None:
        return None
    return feature.high if trait.effect > 0 else feature.low


def _features() -> dict[str, Feature]:
    return {feature.name: feature for feature in declared_features()}


def _is_told(trait: Trait) -> bool:
    """Whether a difference is large enough to matter and too large for chance."""
    return abs(trait.effect) >= _LEAST_EFFECT and abs(trait.z) >= _LEAST_Z


def _words(traits: Sequence[Trait]) -> list[Word]:
    known = _features()

    def weight(trait: Trait) -> float:
        feature = known.get(trait.feature)
        is_plain = feature is not None and feature.theme in _PLAIN_THEMES
        return abs(trait.effect) * (1.0 if is_plain else _OTHER_WEIGHT)

    words, themes = [], set()
    for trait in sorted(traits, key=lambda each: (-weight(each), each.feature)):
        feature = known.get(trait.feature)
        if feature is None or not _is_told(trait) or feature.theme in themes:
            continue
        word = feature.high if trait.effect > 0 else feature.low
        if word is not None:
            themes.add(feature.theme)
            words.append(word)
    return words or [_BALANCED]


def _category(slug: str, labels: Mapping[str, tuple[str, str]]) -> Word:
    zh, en = labels.get(slug, (slug, slug))
    return Word(zh, en)


def _style(traits: Sequence[Trait], words: Sequence[Word]) -> Word:
    effects = {trait.feature: trait.effect for trait in traits}
    said = "".join(word.zh for word in words)
    is_dated = any({each.high, each.low} & {*words} for each in _features().values() if each.theme == "recency")
    for feature, sign, style in _STYLES:
        fits = effects.get(feature, 0.0) * sign >= _LEAST_EFFECT and style.zh[:2] not in said
        if fits and not (style is _DORMANT and is_dated):
            return style
    return _PREFERENCE


def _join(words: Sequence[Word], category: Word | None, style: Word) -> Word:
    zh, en = "".join(word.zh for word in words), ", ".join(word.en for word in words)
    en = en[:1].upper() + en[1:]
    if category is None:
        return Word(f"{zh}组", en)
    return Word(f"{zh}-{category.zh}{style.zh}", f"{en} – {category.en} {style.en}")

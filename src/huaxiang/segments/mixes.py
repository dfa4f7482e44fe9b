"""Mixes: what share of a person's behaviour is of each kind that the shop has: channels, devices, categories, actions.

A segment of night owls on the app who look for pet food differs from others in several shares at once, none of which
can be declared beforehand. The kinds are found in the shop's events at a fit and frozen with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from huaxiang.domain.event_names import event_label
from huaxiang.folds.people import Ints, People
from huaxiang.segments.features.base import Feature, Floats
from huaxiang.segments.tallies import ratio, window

__all__ = ["MIXES", "Mix", "chosen_kinds", "share_feature"]

_DAYS = 364
_LEAST_SHARE = 0.002
_MOST_KINDS = 24
_BETWEEN = "_share."
_MEMO = "kinds of the year before day"


@dataclass(frozen=True, slots=True)
class Mix:
    """Kinds of one sort.

    Attributes:
        fold: Count by day that it reads.
        column: Column of the fold event with the kind.
        zh: Chinese label of the sort.
        en: English label.
        is_by_day: Whether a day with a kind counts once; else each event counts.
    """

    fold: str
    column: str
    zh: str
    en: str
    is_by_day: bool = True


MIXES: Mapping[str, Mix] = {
    "action": Mix("actions", "name", "行为", "action", is_by_day=False),
    "category": Mix("category_touches", "l1", "品类", "category"),
    "channel": Mix("channels", "channel", "渠道", "channel"),
    "device": Mix("devices", "device", "设备", "device"),
}

_KINDS = {
    "app": ("App", "app"),
    "mini_program": ("小程序", "mini-programme"),
    "h5": ("H5", "H5"),
    "web": ("网页", "web"),
    "live": ("直播", "live stream"),
    "store": ("门店", "store"),
    "ios": ("苹果", "iOS"),
    "android": ("安卓", "Android"),
    "harmony": ("鸿蒙", "HarmonyOS"),
    "desktop": ("电脑", "desktop"),
}


def chosen_kinds(mix: str, n_events: Mapping[str, int], *, left_out: Collection[str] = ()) -> tuple[str, ...]:
    """Names of the features of a mix: of its 24 commonest kinds, each with at least .2 % of the events.

    Args:
        mix: Name in `MIXES`.
        n_events: Events by kind.
        left_out: Kinds that may not be looked at.
    """
    least = _LEAST_SHARE * sum(n_events.values())
    common = sorted((kind for kind in n_events if n_events[kind] >= least), key=lambda kind: (-n_events[kind], kind))
    kinds = sorted(kind for kind in common[:_MOST_KINDS] if kind not in left_out)
    # one kind alone has the share one
    return tuple(f"{mix}{_BETWEEN}{kind}" for kind in kinds) if len(common) > 1 else ()


def share_feature(name: str) -> Feature | None:
    """The feature of a name such as `channel_share.app`; None where the name is none of these."""
    mix_name, between, kind = name.partition(_BETWEEN)
    mix = MIXES.get(mix_name)
    if not between or not kind or mix is None:
        return None
    zh, en = _KINDS.get(kind, (kind, kind))
    if mix_name == "action":
        zh, en = event_label(kind), event_label(kind, "en")
    counted_zh, counted_en = ("天", "days") if mix.is_by_day else ("次", "events")
    return Feature(
        name=name,
        zh=f"{zh}{'' if mix_name == 'action' else mix.zh}占比",
        en=f"{en} share" if mix_name == "action" else f"{en} {mix.en} share",
        unit="share",
        range=(0.0, 1.0),
        meaning_zh=f"近364天{mix.zh}为{zh}的{counted_zh}数 ÷ 各{mix.zh}的{counted_zh}数之和",
        meaning_en=f"{counted_en} of {mix.en} {en} ÷ those of every {mix.en}, last 364 days",
        needs=(mix.fold,),
        compute=partial(_share, mix=mix, kind=kind),
        columns=(mix.column,),
        theme=mix_name,
        is_fine=True,
    )


def _share(people: People, *, mix: Mix, kind: str) -> Floats:
    rows = people.folds[mix.fold]
    name = f"{_MEMO} {people.day}"
    if name not in rows.memo:
        rows.memo[name] = _table(people, mix)
    places, counts = rows.memo[name]
    at = places.get(kind)
    return ratio(np.zeros(len(people), dtype=np.int64) if at is None else counts[:, at], counts.sum(axis=1))


def _table(people: People, mix: Mix) -> tuple[dict[str, int], Ints]:
    """Column of each kind, and the counts of all kinds, shape (n_people, n_kinds): all shares of a mix at once."""
    rows, chosen = people.folds[mix.fold], np.flatnonzero(window(people, mix.fold, _DAYS))
    places: dict[str, int] = {}
    # a fold without rows has the one key None
    heads = rows.keys.each(lambda key: places.setdefault((key or "").split("|", 1)[0], len(places)), np.int64)
    n_kinds = max(len(places), 1)
    counts = np.zeros(len(people) * n_kinds, dtype=np.int64)
    np.add.at(counts, rows.person[chosen] * n_kinds + heads[chosen], 1 if mix.is_by_day else rows.value[chosen])
    return places, counts.reshape(len(people), n_kinds)

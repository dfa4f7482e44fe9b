"""Earlier decisions on tags, as a shop brings them along: state, reason, who, and the figures of each cycle."""

from __future__ import annotations

import numpy as np

from huaxiang.domain.instants import DAY_US
from huaxiang.simulate.mailings import PlantedTag
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.promotions import Calendar
from huaxiang.simulate.randomness import generator
from huaxiang.simulate.writing import Files, local_texts

__all__ = ["write_tag_history"]

_DELIVERIES = (8_200, 11_800)
_CYCLES = 5
_WHO = ("何静(会员运营)", "周磊(增长)")


def write_tag_history(
    files: Files, tags: tuple[PlantedTag, ...], *, calendar: Calendar, parameters: Parameters, seed: int
) -> None:
    """`tag-history.csv`: one row a state or cycle; the clicks are drawn from the tags' planted effects.

    Tags that work became active after a trial; those without effect stayed under observation; the one that
    wears out was active, sank under its baseline by more than 15 % in three cycles running and was frozen.
    """
    rng, rows = generator(seed, "tag history"), []
    for place, tag in enumerate(tags):
        who = _WHO[place % len(_WHO)]
        start = calendar.end_us - (parameters.campaigns.every_days * (_CYCLES + 2)) * DAY_US
        rows.append(_row(tag, start, ("observation", who, "标签上线,等待试验结论")))
        if tag.lift > 0 or tag.wears_out:
            start += parameters.campaigns.every_days * DAY_US
            rows.append(_row(tag, start, ("active", who, "2×2 试验:点击率高于对照,置信区间下限大于 0")))
            rows += _cycles(tag, start, parameters, rng)
        if tag.wears_out:
            reason = "点击率连续三个周期低于基线 15 % 以上"
            rows.append(_row(tag, calendar.end_us - 2 * DAY_US, ("frozen", "system", reason)))
    columns = {name: [row.get(name) for row in rows] for name in _COLUMNS}
    for name in ("changed_at", "cycle_from", "cycle_until"):
        instants = np.array([-1 if value is None else value for value in columns[name]], dtype=np.int64)
        columns[name] = list(local_texts(calendar, instants))
    files.add_csv("tag-history.csv", columns)


_COLUMNS = (
    "tag_key", "tag_label", "state", "changed_at", "changed_by", "reason", "cycle", "cycle_from", "cycle_until",
    "delivered", "clicked", "baseline_delivered", "baseline_clicked",
)  # fmt: skip
_Row = dict[str, int | str | None]


def _row(tag: PlantedTag, at: int, said: tuple[str, str, str]) -> _Row:
    state, who, reason = said
    return {
        "tag_key": tag.key,
        "tag_label": tag.label,
        "state": state,
        "changed_at": at,
        "changed_by": who,
        "reason": reason,
    }


def _cycles(tag: PlantedTag, start: int, parameters: Parameters, rng: np.random.Generator) -> list[_Row]:
    """Figures of each cycle after activation: deliveries and clicks of holders and of the baseline."""
    p, answer = parameters.campaigns, []
    for cycle in range(_CYCLES):
        begin = start + cycle * p.every_days * DAY_US
        worn = tag.wears_out and cycle >= _CYCLES - 3
        lift = tag.later_lift if worn else max(tag.lift, 0.0)
        n, m = (int(number) for number in rng.integers(*_DELIVERIES, 2))
        figures: _Row = {
            "cycle": cycle + 1,
            "cycle_from": begin,
            "cycle_until": begin + p.every_days * DAY_US,
            "delivered": n,
            "clicked": int(rng.binomial(n, p.click_share * (1 + lift))),
            "baseline_delivered": m,
            "baseline_clicked": int(rng.binomial(m, p.click_share)),
        }
        answer.append({**_row(tag, begin + p.every_days * DAY_US, ("active", "system", "周期数据")), **figures})
    return answer

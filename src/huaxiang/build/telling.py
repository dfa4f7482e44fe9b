"""What a build tells while it works, in the project's language: what is being found, with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.segments.model import Segment
from huaxiang.tags.catalogue import Catalogue

__all__ = ["Telling", "tell_back_tests", "tell_catalogue", "tell_groups", "tell_moved"]

_N_SEGMENTS = 12
_N_FLOWS = 3
_STEPS = {"gathering tables": ("正在汇总各表", "gathering tables")}


class Telling:
    """Lines of progress, one or two a stage; each names what was found, in Chinese or English."""

    def __init__(self, progress: Callable[[str], None], language: str) -> None:
        self._progress, self._is_zh = progress, language == "zh"

    def say(self, zh: str, en: str) -> None:
        """One line, in the language of the project."""
        self._progress(zh if self._is_zh else en)

    def step(self, line: str) -> None:
        """A line of the ingest: which file is being read."""
        if line.startswith("reading "):
            name = PurePath(line.removeprefix("reading ")).name
            self.say(f"正在读 {name}", f"reading {name}")
        else:
            self.say(*_STEPS.get(line, (line, line)))

    def ingested(self, used: Mapping[str, int], n_rejected: int) -> None:
        """What was read, by table, and how many rows could not be used."""
        orders, events, items = (used.get(name, 0) for name in ("orders", "events", "items"))
        self.say(
            f"读完 {orders:,} 单、{events:,} 次行为、{items:,} 个商品,{n_rejected:,} 行异常数据已记下原因",
            f"read {orders:,} orders, {events:,} events and {items:,} items; "
            f"{n_rejected:,} rejects are kept with their reason",
        )

    def resolved(self, identities: pa.Table) -> None:
        """How many people there are, and who of them came under several ids."""
        counts = pc.value_counts(identities["person_id"])
        sizes = counts.field("counts")
        joined = pc.sum(pc.greater(sizes, 1)).as_py() or 0
        most = pc.max(sizes).as_py() or 0
        self.say(
            f"{identities.num_rows:,} 个标识归到 {len(counts):,} 人,发现 {joined:,} 人一人多号(最多一人 {most} 个)",
            f"{identities.num_rows:,} identities are {len(counts):,} people; "
            f"{joined:,} of them came under several (at most {most})",
        )

    def texts(self, n_texts: int, readings: pa.Table) -> None:
        """How many texts were read, and what they say."""
        n_tags = len(readings["tag_key"].unique())
        stances, owners = (Counter(readings[name].to_pylist()) for name in ("stance", "owner"))
        self.say(
            f"读完 {n_texts:,} 条文本,读出 {readings.num_rows:,} 处兴趣、{n_tags:,} 种,"
            f"其中 {stances['avoid']:,} 处是不想要的,{owners['other']:,} 处是替别人买的",
            f"read {n_texts:,} texts and found {readings.num_rows:,} mentions of {n_tags:,} interests, "
            f"{stances['avoid']:,} of things not wanted, {owners['other']:,} for somebody else",
        )

    def segmented(self, segments: Sequence[Segment]) -> None:
        """The segments with their names and shares of the sample."""
        shown = segments[:_N_SEGMENTS]
        zh = "、".join(f"{each.name_zh} {each.share:.0%}" for each in shown)
        en = "; ".join(f"{each.name_en} {each.share:.0%}" for each in shown)
        self.say(f"分出 {len(segments)} 个人群:{zh}", f"found {len(segments)} segments: {en}")

    def tagged(self, n_people: int, by_tag: Mapping[str, int], catalogue: Catalogue) -> None:
        """How many tags people got, who buys, and whose flags are up."""
        total = sum(by_tag.values())
        buyers, again = by_tag.get("fact.buyer", 0), by_tag.get("fact.repeat_buyer", 0)
        self.say(
            f"给 {n_people:,} 人算出 {total:,} 个标签:{buyers:,} 人买过,{again:,} 人买过不止一次",
            f"computed {total:,} tags of {n_people:,} people: {buyers:,} have bought, {again:,} more than once",
        )
        flags = {key: n for key, n in by_tag.items() if key.startswith("flag.")}
        raised = sorted(flags.items(), key=lambda each: (-each[1], each[0]))
        if raised:
            zh = "、".join(f"{catalogue[key].label_zh} {n:,} 人" for key, n in raised)
            en = "; ".join(f"{n:,} {catalogue[key].label_en}" for key, n in raised)
            self.say(f"此刻要留意的人:{zh}", f"people to look at now: {en}")

    def walked(self, n_sessions: int, n_transitions: int) -> None:
        """What journeys there are."""
        self.say(
            f"看清 {n_sessions:,} 次来访,走过 {n_transitions:,} 种前后步骤",
            f"followed {n_sessions:,} visits along {n_transitions:,} kinds of steps",
        )


def tell_catalogue(states: Mapping[str, int], language: str) -> str:
    """The line that says how many definitions are active, under observation and frozen.

    >>> tell_catalogue({"active": 12, "observation": 300, "frozen": 1}, "zh")
    '标签目录:生效 12 个,待观察 300 个,冻结 1 个'
    """
    active, watched, frozen = (states.get(name, 0) for name in ("active", "observation", "frozen"))
    if language == "zh":
        return f"标签目录:生效 {active} 个,待观察 {watched} 个,冻结 {frozen} 个"
    return f"catalogue: {active} tags active, {watched} under observation, {frozen} frozen"


def tell_moved(moved: Mapping[tuple[str, str], int], segments: Sequence[Segment], language: str) -> Iterable[str]:
    """The line that says how many people changed segment since the last build, and the greatest flows."""
    if not moved:
        return
    is_zh = language == "zh"
    names = {each.segment_id: each.name_zh if is_zh else each.name_en for each in segments}
    flows = sorted(moved.items(), key=lambda each: (-each[1], each[0]))[:_N_FLOWS]
    n = sum(moved.values())
    told = [f"{names.get(a, a)} → {names.get(b, b)} {count:,}" for (a, b), count in flows]
    if is_zh:
        yield f"换了人群:{n:,} 人({'、'.join(f'{each} 人' for each in told)})"
    else:
        yield f"Changed segment: {n:,} people ({'; '.join(told)})"


def tell_groups(by_tag: Mapping[str, int], catalogue: Catalogue, language: str) -> Iterable[str]:
    """A line for the stages of the life cycle and one for the RFM groups: how many people are in each, most first."""
    for group, zh, en in (("life_cycle", "生命周期", "Life cycle"), ("rfm", "RFM", "RFM")):
        counts = [(catalogue[key], n) for key, n in by_tag.items() if key.startswith(f"{group}.")]
        counts.sort(key=lambda each: (-each[1], each[0].key))
        if counts and language == "zh":
            yield f"{zh}:{'、'.join(f'{each.label_zh} {n:,} 人' for each, n in counts)}"
        elif counts:
            yield f"{en}: {'; '.join(f'{n:,} {each.label_en}' for each, n in counts)}"


def tell_back_tests(tests: Mapping[str, Mapping[str, Any]], catalogue: Catalogue, language: str) -> Iterable[str]:
    """A line for each flag: whom it would have hit in the days of its back-test, and who of them bought."""
    for key, test in tests.items():
        found, share, days = catalogue[key], test["share"], test["days"]
        bought = test["conversion"]
        if language == "zh":
            after = "" if bought is None else f",其中 {bought:.0%} 在 72 小时内下单"
            yield f"回测“{found.label_zh}”:{days} 天里命中 {test['flagged']:,} 人({share:.1%}){after}"
        else:
            after = "" if bought is None else f"; {bought:.0%} of them ordered within 72 h"
            yield f"back-test of “{found.label_en}”: {test['flagged']:,} people in {days} days ({share:.1%}){after}"

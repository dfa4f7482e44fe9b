"""What a fit says of itself: how the number of segments came about, how stable it is, what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from huaxiang.segments.axes import Axes
from huaxiang.segments.declared import LeftOut
from huaxiang.segments.drift import Drift
from huaxiang.segments.known import known_feature
from huaxiang.segments.matching import KnownSegment
from huaxiang.segments.model import Segment
from huaxiang.segments.prepare import Prepared
from huaxiang.segments.refits import NumberTried
from huaxiang.segments.segmentation import Fitted
from huaxiang.segments.settings import AUTO, SegmentSettings
from huaxiang.segments.succession import Succession

__all__ = ["Line", "SegmentReport", "make_report"]


@dataclass(frozen=True, slots=True)
class Line:
    """One segment in the report."""

    segment_id: str
    name_zh: str
    name_en: str
    share: float
    is_new: bool


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """Report of a fit.

    Attributes:
        n_people: People given.
        n_sample: People of the fit.
        n_features: Features that took part.
        settings: As asked for.
        curve: Numbers tried, empty when the number was given.
        stability_ari: Mean adjusted Rand index of bootstrap refits, None without refits.
        membership_ece: Calibration error on refits not used to calibrate, None without refits.
        lines: The segments.
        retired: Ids of the last fit that found no successor.
        left_out: Features that took no part.
        n_missing: People without a value by feature, put at the median.
        explanation_zh: Two sentences on the number of segments.
        explanation_en: The same in English.
        notes: What else a person must know, Chinese and English.
        sure_share: Share whose segment is as probable as the gate asks; the others are border cases; None without
            refits.
        outlier_share: Share of the sample far outside what is usual in their segment.
        n_kept_out: Abnormal accounts that took no part.
        drift: Features that are spread otherwise than at the last fit.
        successions: What became of the segments of the last fit.
        gone: Segments of the last fit whose id is there no more.
        algorithm: Segmenter that was used.
        others: What other segmenters showed, where it was left open.
        axes: Whether people fall into clouds, and along which axes they are segmented then.
    """

    n_people: int
    n_sample: int
    n_features: int
    settings: SegmentSettings
    curve: tuple[NumberTried, ...]
    stability_ari: float | None
    membership_ece: float | None
    lines: tuple[Line, ...]
    retired: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    n_missing: Mapping[str, int]
    explanation_zh: str
    explanation_en: str
    notes: tuple[tuple[str, str], ...] = ()
    sure_share: float | None = None
    outlier_share: float = 0.0
    n_kept_out: int = 0
    drift: tuple[Drift, ...] = ()
    successions: tuple[Succession, ...] = ()
    gone: tuple[Line, ...] = ()
    algorithm: str = ""
    others: tuple[NumberTried, ...] = ()
    axes: Axes | None = None

    def __str__(self) -> str:
        return self.to_text()

    def to_json(self) -> dict[str, Any]:
        """JSON-able values."""
        found = asdict(self)
        if self.axes is not None:
            found["axes"] = {**asdict(self.axes), "weights": self.axes.weights.shape[1]}
        return found

    def to_text(self, language: str = "zh") -> str:
        """The report as lines to print, in `zh` or `en`."""
        is_zh = language == "zh"
        head = (
            f"分群:{self.n_people} 人,取样 {self.n_sample} 人,{self.n_features} 个特征,{len(self.lines)} 个分群"
            if is_zh
            else f"Segments: {self.n_people} people, sample of {self.n_sample}, {self.n_features} features, "
            f"{len(self.lines)} segments"
        )
        lines = [head, self.explanation_zh if is_zh else self.explanation_en, *self._clouds(is_zh)]
        lines += self._settings(is_zh)
        lines += self._people(is_zh)
        for line in self.lines:
            mark = (" 新" if is_zh else " new") if line.is_new else ""
            lines.append(f"  {line.segment_id} {line.share:6.1%}  {line.name_zh if is_zh else line.name_en}{mark}")
        lines += [
            f"  k={each.n_segments}: ARI {each.stability_ari:.2f}, silhouette {each.silhouette:.2f}, "
            f"min {each.smallest_share:.1%}"
            for each in self.curve
        ]
        lines += [
            f"  {each.algorithm}: ARI {each.stability_ari:.2f}, silhouette {each.silhouette:.2f}, n {each.n_found}"
            for each in self.others
        ]
        if self.retired and not self.successions:
            lines.append(("消失:" if is_zh else "Gone: ") + ", ".join(self.retired))
        lines += [_succession_words(each, is_zh=is_zh) for each in self.successions if each.kind != "kept"]
        lines += [
            f"  {'未用' if is_zh else 'left out'} {out.feature}: {out.reason_zh if is_zh else out.reason_en}"
            for out in self.left_out
        ]
        lines += [_drift_words(each, is_zh=is_zh) for each in self.drift]
        lines += [zh if is_zh else en for zh, en in self.notes]
        return "\n".join(lines)

    def _clouds(self, is_zh: bool) -> list[str]:
        """Whether people fall into clouds; nothing where it was not looked for."""
        if self.axes is None or not self.axes.without_clouds:
            return []
        times = self.axes.clearness / self.axes.without_clouds
        n_axes = self.axes.weights.shape[1]
        if n_axes:
            return [
                f"人群自成团:清楚程度是无团数据的 {times:.1f} 倍,沿 {n_axes} 个方向分群。"
                if is_zh
                else f"People fall into clouds, {times:.1f} times as clear as without clouds: segments lie along "
                f"{n_axes} axes."
            ]
        return [
            f"人群连成一片(清楚程度是无团数据的 {times:.1f} 倍):分群是切出来的,边界用户会多。"
            if is_zh
            else f"People are a continuum ({times:.1f} times as clear as without clouds): segments are cut out of it, "
            "so expect border cases."
        ]

    def _people(self, is_zh: bool) -> list[str]:
        """Border cases, outliers and who was kept out, in one line; none where there is nothing to say."""
        told = []
        if self.sure_share is not None:
            border = 1.0 - self.sure_share
            told.append(f"边界用户 {border:.1%}" if is_zh else f"border cases {border:.1%}")
        if self.outlier_share:
            told.append(f"离群用户 {self.outlier_share:.1%}" if is_zh else f"outliers {self.outlier_share:.1%}")
        if self.n_kept_out:
            n = self.n_kept_out
            told.append(f"异常与内部账号 {n} 个(不参与)" if is_zh else f"{n} abnormal or staff accounts (left out)")
        return [(";" if is_zh else "; ").join(told)] if told else []

    def _settings(self, is_zh: bool) -> list[str]:
        asked = self.settings
        few = asked.min_people
        chosen = ("(自动选出)" if is_zh else " (chosen)") if asked.algorithm == AUTO else ""
        most = (f",最少 {few} 人" if is_zh else f", minimum {few} people") if few else ""
        return [
            f"算法 {self.algorithm}{chosen},最小占比 {asked.min_share:.1%}{most},距离阈值 {asked.distance_threshold:g}"
            if is_zh
            else f"Algorithm {self.algorithm}{chosen}, minimum share {asked.min_share:.1%}{most}, "
            f"distance threshold {asked.distance_threshold:g}"
        ]


def make_report(
    n_people: int,
    prepared: Prepared,
    fitted: Fitted,
    *,
    segments: Sequence[Segment],
    settings: SegmentSettings,
    previous: Sequence[KnownSegment],
) -> SegmentReport:
    """The report of a fit of `n_people` people."""
    old = {known.segment_id for known in previous if known.is_current}
    ids = {segment.segment_id for segment in segments}
    zh, en = _explain(fitted, settings, has_clouds=prepared.axes.shape[1] > 0)
    return SegmentReport(
        n_people,
        prepared.places.shape[0],
        len(prepared.names),
        settings,
        fitted.curve,
        fitted.metrics.get("stability_ari"),
        fitted.metrics.get("membership_ece"),
        tuple(
            Line(s.segment_id, s.name_zh, s.name_en, s.share, bool(old) and s.segment_id not in old) for s in segments
        ),
        tuple(sorted(old - ids)),
        prepared.left_out,
        prepared.n_missing,
        zh,
        en,
        fitted.notes,
        fitted.metrics.get("sure_share"),
        algorithm=fitted.algorithm,
        others=fitted.others,
    )


_BECAME = {
    "split": ("拆分", "split"),
    "merged": ("合并", "merged"),
    "born": ("新出现", "new"),
    "gone": ("消失", "gone"),
}


def _succession_words(each: Succession, *, is_zh: bool) -> str:
    """Such as `拆分 s0003 → s0003、s0009(92 % 的人)`."""
    zh, en = _BECAME[each.kind]
    joint = "、" if is_zh else ", "
    ends = " → ".join(joint.join(ids) for ids in (each.old, each.new) if ids)
    if each.kind in {"born", "gone"}:
        return f"  {zh if is_zh else en} {ends}"
    return f"  {zh} {ends}({each.share:.0%} 的人)" if is_zh else f"  {en} {ends} ({each.share:.0%} of people)"


def _drift_words(drift: Drift, *, is_zh: bool) -> str:
    feature = known_feature(drift.feature)
    label = drift.feature if feature is None else feature.zh if is_zh else feature.en
    outside = f"{drift.outside:.0%}"
    if is_zh:
        tail = f",{outside} 的人超出以往范围" if drift.outside else ""
        return f"  漂移 {label}:中位数 {drift.before:.4g} → {drift.now:.4g}(PSI {drift.index:.2f}){tail}"
    tail = f", {outside} beyond all earlier values" if drift.outside else ""
    return f"  drift {label}: median {drift.before:.4g} → {drift.now:.4g} (PSI {drift.index:.2f}){tail}"


def _explain(fitted: Fitted, settings: SegmentSettings, *, has_clouds: bool) -> tuple[str, str]:
    n = fitted.centres.shape[0]
    if fitted.notes:
        return fitted.notes[0]
    ari = fitted.metrics["stability_ari"]
    again_zh = f"换一批人重算,分群一致度(ARI)为 {ari:.2f}。"
    again_en = f"Refits on resampled people agree with it at an adjusted Rand index of {ari:.2f}."
    if settings.n_segments is not None:
        less_zh = "" if n == settings.n_segments else f",去掉过小或过近的分群后为 {n} 个"
        less_en = "" if n == settings.n_segments else f"; {n} stayed after small or near ones went"
        return (
            f"你指定了 {settings.n_segments} 个分群{less_zh}。{again_zh}",
            f"You asked for {settings.n_segments} segments{less_en}. {again_en}",
        )
    tried = f"{fitted.curve[0].n_segments}–{fitted.curve[-1].n_segments}"
    rule_zh, rule_en = ("最多", "greatest") if has_clouds else ("最少", "smallest")
    zh = f"试过 {tried} 个分群,在重算够稳定、清楚程度离最好的不到 .02 的里面取{rule_zh}的,选了 {n} 个。{again_zh}"
    en = f"Of {tried} segments tried, {n} were chosen: the {rule_en} of those stable and within .02 of the clearest."
    return zh, f"{en} {again_en}"

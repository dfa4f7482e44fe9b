"""Segments of a batch of people: a probability for everybody, the tag of the nearest segment and its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from huaxiang.domain.tags import Evidence, Kind, Proposal, State, TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.people import Ints, People
from huaxiang.segments.distances import distances
from huaxiang.segments.features.base import Floats
from huaxiang.segments.membership import nearest, probabilities
from huaxiang.segments.model import SegmentModel
from huaxiang.segments.outliers import are_outside
from huaxiang.tags.abnormal import abnormal_among
from huaxiang.tags.scorer import Membership, Scored

__all__ = ["OUTLIER", "SegmentScorer", "segment_definitions"]

OUTLIER = "behaviour.outlier"

_THRESHOLD = 820
_N_REASONS = 3
_LEAST_ALTERNATIVE = 5


_OUTLIER_DEFINITION = TagDefinition(
    key=OUTLIER,
    kind=Kind.BEHAVIOUR,
    label_zh="离群用户",
    label_en="outlier",
    definition_text="有一项次数、金额或时长超过一千人里预计会出现的最大值(界线随模型冻结);仍有最近的分群和概率",
    definition_text_en=(
        "a count, an amount of money or a time beyond the greatest to be expected of a thousand people, by frozen "
        "bounds; the nearest segment and its probability still stand"
    ),
    state=State.ACTIVE,
    threshold_milli=0,
)


def segment_definitions(model: SegmentModel) -> list[TagDefinition]:
    """A definition for each segment: active when refits calibrated its probabilities, else in observation."""
    state = State.ACTIVE if model.is_calibrated else State.OBSERVATION
    reason = "refit calibration" if model.is_calibrated else "no refit calibration"
    return [
        TagDefinition(
            key=f"segment.{segment.segment_id}",
            kind=Kind.SEGMENT,
            label_zh=segment.name_zh,
            label_en=segment.name_en,
            definition_text=_definition(model)[0],
            definition_text_en=_definition(model)[1],
            group="segment",
            state=state,
            threshold_milli=_THRESHOLD,
            half_life_days=None,
            changed_at=model.fitted_at,
            reason=reason,
        )
        for segment in model.segments
    ]


def _definition(model: SegmentModel) -> tuple[str, str]:
    n, m = len(model.segments), len(model.features)
    zh = f"按 {m} 个行为特征,离 {n} 个分群中心里的这一个最近;置信度 = 换一批人重新分群,仍归入该群的概率"
    en = f"nearest of {n} centres over {m} features; confidence = probability that a bootstrap refit agrees"
    return zh, en


class SegmentScorer:
    """Proposes the nearest segment of everybody and gives the probabilities of the others."""

    name = "segments"
    replays: tuple[Replay, ...] = ()

    def __init__(self, model: SegmentModel, *, n_alternatives: int = 2) -> None:
        """A scorer of one frozen model, giving at most so many memberships besides the first."""
        self.model = model
        self.model_id = model.model_id
        self.n_alternatives = n_alternatives

    def definitions(self) -> Sequence[TagDefinition]:
        """One for each segment of the model, and that of outliers."""
        return [*segment_definitions(self.model), _OUTLIER_DEFINITION]

    def score(self, people: People, so_far: Scored) -> Scored:
        """Tags and memberships; reads `so_far.features`, and leaves out the abnormal accounts of `so_far.proposals`.

        Raises:
            ContractBroken: A feature of the model is missing.
        """
        if not len(people):
            return Scored()
        matrix = self.model.matrix(so_far.features)
        apart = distances(matrix, self.model.centres) if matrix.shape[1] else np.zeros((len(people), 1))
        first, milli = probabilities(apart, self.model.calibration)
        abnormal = abnormal_among(so_far.proposals)
        evidence = self._evidence(apart, so_far)
        proposals = [
            Proposal(
                person,
                f"segment.{self.model.segments[segment].segment_id}",
                score_milli=probability,
                confidence_milli=probability,
                valid_from=self.model.fitted_at,
                valid_until=None,
                evidence=reasons,
                model_id=self.model_id,
            )
            for person, (segment, probability, reasons) in enumerate(
                zip(first.tolist(), milli[np.arange(len(people)), first].tolist(), evidence, strict=True)
            )
            if person not in abnormal
        ]
        proposals += [each for each in self._outliers(first, so_far) if each.person not in abnormal]
        memberships = [each for each in self._memberships(first, milli) if each.person not in abnormal]
        return Scored(proposals=proposals, memberships=memberships)

    def _outliers(self, own: Ints, so_far: Scored) -> list[Proposal]:
        """The tag of who has a figure beyond the greatest to be expected, with the furthest ones."""
        ends = self.model.ends
        beyond = ends.beyond(so_far.features)
        found = []
        for person in np.flatnonzero(are_outside(beyond)).tolist():
            order = np.argsort(-beyond[person], kind="stable")[:_N_REASONS].tolist()
            reasons = [
                {
                    "feature": ends.names[at],
                    "value_milli": round(float(so_far.features[ends.names[at]][person]) * 1000),
                    "most_milli": round(float(ends.most[at]) * 1000),
                    "pull_milli": round(float(beyond[person, at]) * 1000),
                }
                for at in order
                if beyond[person, at] > 1.0
            ]
            segment = self.model.segments[int(own[person])].segment_id
            references = {"segment": segment, "model": self.model_id, "features": reasons}
            found.append(
                Proposal(
                    person,
                    OUTLIER,
                    1000,
                    1000,
                    self.model.fitted_at,
                    None,
                    Evidence("centre", references),
                    model_id=self.model_id,
                )
            )
        return found

    def _memberships(self, first: Ints, milli: Ints) -> list[Membership]:
        ids = [segment.segment_id for segment in self.model.segments]
        found = []
        for person, (own, row) in enumerate(zip(first.tolist(), milli.tolist(), strict=True)):
            found.append(Membership(person, ids[own], row[own]))
            others = sorted((-p, at) for at, p in enumerate(row) if at != own and p >= _LEAST_ALTERNATIVE)
            found += [Membership(person, ids[at], -p) for p, at in others[: self.n_alternatives]]
        return found

    def _evidence(self, apart: Floats, so_far: Scored) -> list[Evidence]:
        """What drew each person to the nearest rather than to the next segment, in milli."""
        first, second, margin = nearest(apart)
        pull = np.zeros((len(apart), 0))
        if self.model.features:
            pull = self.model.pulls(so_far.features, first, second)
        # what a person shares with the segment comes first: a difference may draw to it, too, but explains nothing
        is_alike = self.model.is_alike(so_far.features, first) if self.model.features else pull > 0.0
        order = np.lexsort((-pull, ~is_alike), axis=1)[:, :_N_REASONS]
        features = [so_far.features[name] for name in self.model.features]
        values = _milli_at(np.column_stack(features) if features else pull, order)
        means = _milli_at(self.model.means[first] if features else pull, order)
        pulls = _milli_at(pull, order)
        margins = np.rint(margin * 1000).astype(np.int64).tolist()
        places = order.tolist()
        found = []
        for person, (own, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
            reasons = [
                {"feature": self.model.features[at], "value_milli": value, "centre_milli": mean, "pull_milli": drawn}
                for at, value, mean, drawn in zip(
                    places[person], values[person], means[person], pulls[person], strict=True
                )
            ]
            references: dict[str, Any] = {
                "segment": self.model.segments[own].segment_id,
                "next": self.model.segments[other].segment_id if other != own else None,
                "margin_milli": margins[person],
                "model": self.model_id,
                "features": reasons,
            }
            found.append(Evidence("centre", references))
        return found


def _milli_at(matrix: Floats, order: Ints) -> list[list[int | None]]:
    """Chosen columns of each row in thousandths, None where not known."""
    chosen = np.take_along_axis(matrix, order, axis=1)
    known = ~np.isnan(chosen)
    whole = np.rint(np.where(known, chosen, 0.0) * 1000).astype(np.int64).tolist()
    return [
        [value if is_known else None for value, is_known in zip(values, flags, strict=True)]
        for values, flags in zip(whole, known.tolist(), strict=True)
    ]

"""Flags: the rules of `tags/rules` and of the project as a scorer, each rule one replay fold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huaxiang.domain.tags import Evidence, Kind, Proposal, State, TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.people import People
from huaxiang.tags.rules.base import Rule
from huaxiang.tags.scorer import NEVER, Scored

__all__ = ["FlagScorer"]


class FlagScorer:
    """Proposes the flag of every rule that is up; score and confidence are 1000: a flag is recomputed exactly."""

    name = "flags"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self.replays = tuple(
            Replay(f"rule:{rule.key}", rule.listens_to, rule.window_us, rule.judge) for rule in self._rules
        )

    def definitions(self) -> Sequence[TagDefinition]:
        """One definition a rule; a flag is active once its back-test was looked at."""
        return [
            TagDefinition(
                key=rule.key,
                kind=Kind.FLAG,
                label_zh=rule.label["zh"],
                label_en=rule.label["en"],
                definition_text=rule.definition,
                definition_text_en=rule.definition_en,
                state=State.ACTIVE,
                threshold_milli=0,
                retention_days=30,
                reason="shipped; back-test: `huaxiang tags`",
            )
            for rule in self._rules
        ]

    def score(self, people: People, so_far: Scored) -> Scored:  # noqa: ARG002
        """Flags that are up at as_of, and when each person's flags may next change."""
        due = np.full(len(people), NEVER, dtype=np.int64)
        proposals = []
        for rule, replay in zip(self._rules, self.replays, strict=True):
            for person, judged in enumerate(people.replays[replay.name]):
                if judged.next_at is not None and judged.next_at < due[person]:
                    due[person] = judged.next_at
                if judged.is_active:
                    evidence = Evidence("event", {"events": list(judged.evidence), "rule": rule.key})
                    proposals.append(
                        Proposal(person, rule.key, 1000, 1000, judged.valid_from, judged.valid_until, evidence)
                    )
        return Scored(proposals, next_due=due)

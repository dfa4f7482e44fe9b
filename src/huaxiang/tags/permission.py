"""Consents as the folds hold them: who refused profiling, and who consented separately to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from huaxiang.folds.people import People

__all__ = ["PROFILING", "Allowance", "is_allowed", "refused", "separately_consented"]

PROFILING = "profiling"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the project may compute on a sensitive branch: purpose, assessment id, branches such as `health`."""

    purpose: str
    assessment_id: str
    branches: frozenset[str]


def refused(people: People) -> npt.NDArray[np.bool_]:
    """Whether each person refuses profiling (关闭个性化), shape (n_people,).

    The last word counts: a refusal that was taken back, or a consent to profiling withdrawn.
    """
    answer = np.zeros(len(people), dtype=np.bool_)
    rows = people.folds["consents"]
    for person, first, last in rows.groups():
        for row in range(first, last):
            purpose, _, kind = rows.keys[row].partition("|")
            if purpose != PROFILING:
                continue
            given = rows.text[row] == "consent_given"
            if (kind == "refusal") == given:
                answer[person] = True
    return answer


def separately_consented(people: People) -> list[frozenset[str]]:
    """Purposes to which each person has consented separately (单独同意) and not withdrawn."""
    answer: list[frozenset[str]] = [frozenset()] * len(people)
    rows = people.folds["consents"]
    for person, first, last in rows.groups():
        kinds = [(rows.keys[row].partition("|"), rows.text[row]) for row in range(first, last)]
        answer[person] = frozenset(
            purpose for (purpose, _, kind), word in kinds if kind == "separate" and word == "consent_given"
        )
    return answer


def is_allowed(branches: frozenset[str], consented: frozenset[str], allowances: Sequence[Allowance]) -> bool:
    """Whether a tag on these sensitive branches may be computed for a person with these separate consents.

    Each branch needs an allowance of the project, with an assessment id, whose purpose the person consented to.
    """
    return all(
        any(
            branch in allowance.branches and allowance.assessment_id and allowance.purpose in consented
            for allowance in allowances
        )
        for branch in branches
    )

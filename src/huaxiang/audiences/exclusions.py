"""Who is in no audience whatever the expression says: who refuses profiling, minors, staff and test accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from huaxiang.domain.instants import SECOND_US
from huaxiang.domain.profiles import Profile
from huaxiang.tags.abnormal import ABNORMAL, is_staff
from huaxiang.tags.expressions.numbers import number_of
from huaxiang.tags.scorer import NEVER

__all__ = ["ADULT_YEARS", "Excluded", "exclusion"]

Excluded = Literal["refused", "minor", "staff", "abnormal"]
ADULT_YEARS = 18
_BIRTHS = ("birth_year", "birthday", "birth_date", "date_of_birth")


def exclusion(profile: Profile, *, as_of: int) -> Excluded | None:
    """Why a person is in no audience; None when nothing forbids it.

    A profile that is never due again is one that nothing is computed for: the person refuses profiling.
    """
    if profile.next_due == NEVER:
        return "refused"
    if _is_minor(profile.traits, as_of):
        return "minor"
    if is_staff(profile.traits):
        return "staff"
    return "abnormal" if any(tag.tag_key == ABNORMAL for tag in profile.tags) else None


def _is_minor(traits: Mapping[str, str], as_of: int) -> bool:
    """Whether what the person stated makes them younger than 18."""
    if traits.get("age_band", "").strip() in {"<18", "0-17", "under18"}:
        return True
    age = number_of(traits.get("age", "").strip())
    if age is not None:
        return age < ADULT_YEARS
    year_now = datetime.fromtimestamp(as_of // SECOND_US, UTC).year
    for name in _BIRTHS:
        year = number_of(traits.get(name, "").strip()[:4])
        if year is not None:
            return year_now - year < ADULT_YEARS
    return False

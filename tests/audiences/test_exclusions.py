from __future__ import annotations

import pytest

from huaxiang.audiences.exclusions import exclusion
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.tags.scorer import NEVER

AS_OF = 20_000 * DAY_US  # 2024-10-04


def reason(traits: dict[str, str], *, due: int = 1, tags: tuple[HeldTag, ...] = ()) -> str | None:
    return exclusion(Profile("p", AS_OF, "run", due, list(tags), {}, [], traits, {}), as_of=AS_OF)


@pytest.mark.parametrize(
    "traits", [{"age": "17"}, {"birth_year": "2007"}, {"birthday": "2010-05-01"}, {"age_band": "<18"}]
)
def test_who_is_under_eighteen_by_own_statement_is_a_minor(traits: dict[str, str]) -> None:
    assert reason(traits) == "minor"


@pytest.mark.parametrize(
    "traits", [{"is_staff": "True"}, {"account_type": "内部"}, {"role": "test"}, {"is_reseller": "是"}]
)
def test_staff_test_and_reseller_accounts_are_out(traits: dict[str, str]) -> None:
    assert reason(traits) == "staff"


@pytest.mark.parametrize(
    "traits", [{}, {"age": "18"}, {"age": "?"}, {"birth_year": "2006"}, {"account_type": "普通"}, {"is_staff": "0"}]
)
def test_everyone_else_may_be_reached(traits: dict[str, str]) -> None:
    assert reason(traits) is None


def test_who_refuses_profiling_is_out_before_anything_else() -> None:
    assert reason({"age": "15"}, due=NEVER) == "refused"


def test_abnormal_accounts_are_out() -> None:
    tag = HeldTag("flag.abnormal", 1, "active", 1000, None, None, 1000, 0, None, None, "x", "event", {}, None)
    assert reason({}, tags=(tag,)) == "abnormal"

from __future__ import annotations

import dataclasses

import pytest

from huaxiang.build.plan import BuildPlan


def test_a_plan_is_complete_and_never_changes() -> None:
    fields = dataclasses.fields(BuildPlan)
    assert all(each.default is dataclasses.MISSING for each in fields), "nothing is decided by default"
    plan = object.__new__(BuildPlan)
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.seed = 1  # type: ignore[misc]


def test_every_field_that_needs_words_has_them() -> None:
    documented = BuildPlan.__doc__ or ""
    for name in ("as_of", "log_seq", "before", "keep_models", "make_kit"):
        assert f"{name}:" in documented

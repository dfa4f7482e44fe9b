from __future__ import annotations

from typing import Any

from huaxiang.project.back_tests import known_back_tests, run_back_tests
from huaxiang.project.views import tags_view


def test_back_tests_are_measured_kept_and_shown_beside_the_flag(shop: Any) -> None:
    (shop.folder / ".huaxiang" / "runs" / shop.store().meta().run_id).mkdir(parents=True)
    told: list[str] = []
    measured = run_back_tests(shop, days=3, progress=told.append)
    hesitant = measured["flag.hesitant"]
    assert (hesitant["days"], hesitant["people"], hesitant["flagged"]) == (3, 2, 1)
    assert (hesitant["share"], hesitant["sampled_share"]) == (0.5, 1.0)
    assert "back-test of flag.hesitant" in told
    assert known_back_tests(shop) == measured
    (row,) = [each for each in tags_view(shop)["tags"] if each["key"] == "flag.hesitant"]
    assert row["back_test"] == hesitant


def test_nothing_is_known_before_it_is_measured(shop: Any) -> None:
    assert known_back_tests(shop) == {}

from __future__ import annotations

from huaxiang.segments.known import is_fine, known_feature, worded


def words(slug: str) -> tuple[str, str]:
    return {"beauty": ("美妆", "beauty care")}.get(slug, (slug, slug))


def test_declared_features_and_shares_are_known_and_others_are_not() -> None:
    assert known_feature("night_coefficient").zh == "夜间活跃系数"
    assert known_feature("channel_share.app").zh == "App渠道占比"
    assert known_feature("of_the_projects_own") is None


def test_fine_features_are_shares_of_mixes_and_figures_of_a_year() -> None:
    assert [is_fine(name) for name in ("channel_share.app", "comments_year", "night_coefficient", "own")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_category_is_worded_by_its_label() -> None:
    assert worded("category_share.beauty", words).zh == "美妆品类占比"
    assert worded("category_share.beauty", words).en == "share of beauty care"
    assert worded("channel_share.beauty", words).zh == "beauty渠道占比"
    assert worded("own", words) is None

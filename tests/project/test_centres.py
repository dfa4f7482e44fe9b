from __future__ import annotations

from huaxiang.project.centres import centre_contributions


def words(slug: str) -> tuple[str, str]:
    return {"beauty": ("美妆", "beauty")}.get(slug, (slug, slug))


REFERENCES = {
    "features": [{"feature": "repurchase_180d", "value_milli": 1000, "centre_milli": 795, "pull_milli": 12}],
}


def test_own_values_stand_beside_the_centre_in_the_features_unit() -> None:
    (row,) = centre_contributions(REFERENCES, language="en", categories=words)
    assert (row["value"], row["centre"], row["pull"]) == (1.0, 0.795, 0.012)
    assert row["words"].endswith("the segment's centre 79.5 %")


def test_a_feature_that_is_not_shipped_goes_by_its_name() -> None:
    references = {"features": [{"feature": "own", "value_milli": 1500, "centre_milli": 2000, "pull_milli": 0}]}
    assert centre_contributions(references, language="zh", categories=words)[0]["words"] == "own 1.5,分群中心 2"


def test_other_evidence_has_no_contributions() -> None:
    assert centre_contributions({"orders": 2}, language="zh", categories=words) == []


def test_a_share_of_a_category_has_its_label_and_an_outlier_the_greatest_expected() -> None:
    share = {"feature": "category_share.beauty", "value_milli": 450, "centre_milli": 400, "pull_milli": 10}
    many = {"feature": "comments_year", "value_milli": 4_120_000, "most_milli": 310_000, "pull_milli": 13_290}
    rows = centre_contributions({"features": [share, many]}, language="zh", categories=words)
    assert [row["words"] for row in rows] == ["美妆品类占比 45.0 %,分群中心 40.0 %", "年评论次数 4,120,预计最多 310"]

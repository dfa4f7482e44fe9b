from __future__ import annotations

from huaxiang.project.centres import centre_contributions

REFERENCES = {
    "features": [{"feature": "repurchase_180d", "value_milli": 1000, "centre_milli": 795, "pull_milli": 12}],
}


def test_own_values_stand_beside_the_centre_in_the_features_unit() -> None:
    (row,) = centre_contributions(REFERENCES, language="en")
    assert (row["value"], row["centre"], row["pull"]) == (1.0, 0.795, 0.012)
    assert row["words"].endswith("the segment's centre 79.5 %")


def test_a_feature_that_is_not_shipped_goes_by_its_name() -> None:
    references = {"features": [{"feature": "own", "value_milli": 1500, "centre_milli": 2000, "pull_milli": 0}]}
    assert centre_contributions(references, language="zh")[0]["words"] == "own 1.5,分群中心 2"


def test_other_evidence_has_no_contributions() -> None:
    assert centre_contributions({"orders": 2}, language="zh") == []

from __future__ import annotations

import pytest

from huaxiang.evaluate.personas import PersonaTruth, averaged, measure_personas


@pytest.mark.slow
def test_planted_personas_and_outliers_are_found_where_they_are_clear() -> None:
    found = measure_personas("easy", n_people=3_000)
    assert found.oracle_ari > 0.95
    assert found.ari > 0.6
    assert 6 <= found.n_segments <= 10
    assert found.outlier_recall > 0.85
    assert found.outlier_false_rate < 0.05


def test_figures_are_means_and_the_worst_false_rate() -> None:
    found = [PersonaTruth("easy", 8, 0.9, 1.0, 1.0, 0.01), PersonaTruth("hard", 5, 0.35, 0.7, 0.9, 0.03)]
    assert averaged(found) == {
        "persona_ari_over_oracle": pytest.approx(0.7),
        "outlier_recall": pytest.approx(0.95),
        "outlier_false_rate": 0.03,
    }

from __future__ import annotations

import json

from huaxiang.segments.settings import SegmentSettings


def test_the_report_explains_the_number_in_two_sentences(fitted, fit) -> None:
    features, ids, _, _, given = fitted
    assert given.explanation_zh.startswith("你指定了 4 个分群。")
    _, report = fit(features, ids, SegmentSettings(low=4, high=6, n_refits=10, n_held_out=2))
    assert [each.n_segments for each in report.curve] == [4, 5, 6]
    assert report.explanation_zh.count("。") == report.explanation_en.count(". ") + 1 == 2
    assert "k=5: ARI" in report.to_text("zh")
    assert report.to_text("en").startswith("Segments: 600 people")
    json.dumps(report.to_json())


def test_a_segmenter_left_open_is_chosen_and_the_others_are_told(fitted, fit) -> None:
    features, ids = fitted[:2]
    model, report = fit(features, ids, SegmentSettings(low=4, high=5, algorithm="auto", n_refits=10, n_held_out=2))
    assert report.algorithm in {"kmeans", "gmm", "hdbscan", "dbscan"}
    assert [each.algorithm for each in report.others] == ["gmm", "hdbscan", "dbscan"]
    assert f"算法 {report.algorithm}(自动选出)" in report.to_text("zh")
    assert "hdbscan: ARI" in report.to_text("en")
    assert len(model.segments) == 4


def test_a_given_segmenter_is_not_compared_with_others(fitted) -> None:
    report = fitted[4]
    assert (report.algorithm, report.others) == ("kmeans", ())

from __future__ import annotations

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate.figures import Beside, Figure, choose_keys, document, machine


def test_a_figure_without_reason_has_the_six_fields_of_the_contract() -> None:
    shown = Figure("a_seconds", 2.0, "s", 1.0, "peer 1.2", 2.0).as_json()
    assert shown == {
        "key": "a_seconds",
        "value": 2.0,
        "unit": "s",
        "against": 1.0,
        "against_version": "peer 1.2",
        "ratio": 2.0,
    }


def test_a_figure_that_could_not_be_measured_is_null_with_its_reason() -> None:
    shown = Figure("a_seconds", None, "s", reason="no such package").as_json()
    assert shown["value"] is None
    assert shown["reason"] == "no such package"


def test_keys_keep_the_order_of_the_scorecard_and_unknown_ones_name_the_nearest() -> None:
    assert choose_keys(("a", "b", "c"), None) == ("a", "b", "c")
    assert choose_keys(("a", "b", "c"), ["c", "a"]) == ("a", "c")
    with pytest.raises(UnknownName, match="demo_seconds"):
        choose_keys(("demo_seconds",), ["demo_second"])


def test_the_document_names_the_machine_and_the_data() -> None:
    measured_on = machine()
    shown = document("build", [Figure("a", 1.0, "s")], data={"demo": "a shop"}, measured_on=measured_on)
    assert list(shown) == ["name", "machine", "data", "figures"]
    assert shown["machine"]["cores"] >= 1
    assert shown["machine"]["processor"]
    assert [each["key"] for each in shown["figures"]] == ["a"]


def test_a_row_beside_has_its_steps_and_its_reason_only_where_there_are_any() -> None:
    shown = Beside("peer", "1.2", "labels", 2.0, 100.0, 4.0, 200.0).as_json()
    assert list(shown) == ["peer", "version", "what", "seconds", "peak_mb", "ours_seconds", "ours_peak_mb"]
    assert Beside("peer", "1.2", "labels", steps={"load": 0.5}).as_json()["steps"] == {"load": 0.5}
    both = Beside("peer", "1.2", "reads", figures={"p50_ms": 0.4}, ours_figures={"p50_ms": 1.2}).as_json()
    assert (both["figures"], both["ours_figures"]) == ({"p50_ms": 0.4}, {"p50_ms": 1.2})
    absent = Beside("peer", None, "labels", reason="not installed").as_json()
    assert (absent["seconds"], absent["reason"]) == (None, "not installed")


def test_the_document_has_peers_beside_only_where_there_are_any() -> None:
    rows = [Beside("peer", "1.2", "labels", 2.0)]
    shown = document("segments", [], data={}, measured_on={}, beside=rows)
    assert [each["peer"] for each in shown["beside"]] == ["peer"]
    assert "beside" not in document("segments", [], data={}, measured_on={})

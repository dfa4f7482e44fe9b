from __future__ import annotations

import pytest

from huaxiang.domain.errors import ContractBroken, UnknownName
from huaxiang.evaluate import bench_audiences
from huaxiang.evaluate.audience_table import LongTable
from huaxiang.evaluate.measured import CommandFailed, Measured


def run(**more):
    return bench_audiences.run(n_people=4_000, n_expressions=25, n_beside=25, **more)


def test_every_key_is_measured_beside_equal_counts_of_duckdb(capfd: pytest.CaptureFixture[str]) -> None:
    document = run()
    assert capfd.readouterr().out == ""
    figures = {each["key"]: each for each in document["figures"]}
    assert tuple(figures) == bench_audiences.KEYS
    assert figures["count_p99_ms"]["value"] > 0
    (peer,) = document["beside"]
    assert (peer["peer"], peer["seconds"] > 0, peer["ours_seconds"] > 0) == ("duckdb", True, True)
    assert document["data"]["scores_mb"] > 0
    assert document["data"]["count_ms_by_clock"].keys() == {"p50", "p90", "p95", "p99", "p100"}


def test_other_counts_of_the_peer_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LongTable, "count", lambda self, expression: -1)
    with pytest.raises(ContractBroken, match="duckdb -1"):
        run(only=["count_p99_ms"])


def test_what_fails_is_null_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str]) -> Measured:
        raise CommandFailed("no space left")

    monkeypatch.setattr(bench_audiences, "measure", fails)
    (figure,) = run(only=["bitmaps_mb"])["figures"]
    assert (figure["value"], "no space left" in figure["reason"]) == (None, True)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownName):
        run(only=["count_p50_ms"])

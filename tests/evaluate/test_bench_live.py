from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate import bench_live
from huaxiang.evaluate.measured import CommandFailed, Measured


def silent(_: str) -> None:
    pass


@pytest.mark.slow
def test_every_key_is_measured_on_a_small_shop() -> None:
    document = bench_live.run(progress=silent, sizes=bench_live.Sizes(3_000, 300, 200, 120, 6))
    figures = {each["key"]: each for each in document["figures"]}
    assert tuple(figures) == bench_live.KEYS
    assert all(each["value"] is not None and each["value"] >= 0 for each in figures.values())
    assert (figures["parity_rows_different"]["value"], figures["parity_rows_different"]["against"] > 500) == (0, True)
    assert (figures["kills_lost"]["value"], figures["kills_double"]["value"]) == (0, 0)
    assert [each["peer"] for each in document["beside"]] == ["quixstreams", "quixstreams", "feast"]
    assert all(min(each["ours_figures"].values()) > 0 for each in document["beside"])
    whole = figures["whole_path_events_per_second"]
    assert figures["over_counters_only"]["value"] == pytest.approx(whole["value"] / whole["against"], rel=0.05)


@pytest.mark.slow
def test_a_path_is_measured_until_the_last_event_shows(tmp_path: Path) -> None:
    bench = bench_live._Bench(tmp_path, silent, bench_live.Sizes(1_000, 100, 60))
    taken, whole = bench.counters()
    assert taken >= whole > 0


def test_rules_make_twenty_and_five_of_all_listen_to_the_commonest_event() -> None:
    text = bench_live._rules(14)
    assert text.count("- key: flag.measured-") == 14
    assert text.count("event: product_viewed,") == 4


def test_what_fails_is_null_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str]) -> Measured:
        raise CommandFailed("no space left")

    monkeypatch.setattr(bench_live, "measure", fails)
    (figure,) = bench_live.run(progress=silent, only=["over_counters_only"])["figures"]
    assert (figure["value"], "no space left" in figure["reason"]) == (None, True)


@pytest.mark.parametrize("n_events", [1_000, 1_000_000])
def test_where_our_side_fails_the_peers_say_so(monkeypatch: pytest.MonkeyPatch, n_events: int) -> None:
    def fails(command: list[str]) -> Measured:
        raise CommandFailed("no space left")

    monkeypatch.setattr(bench_live, "measure", fails)
    monkeypatch.setattr(bench_live, "write_bodies", lambda path, shape, *, seed: 0)
    document = bench_live.run(progress=silent, only=["beside"], sizes=bench_live.Sizes(n_events, 100))
    assert [each["reason"] for each in document["beside"]] == ["no space left"] * 3
    assert document["figures"] == []


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownName):
        bench_live.run(progress=silent, only=["whole_path"])

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.project.ledger import Ledger
from huaxiang.segments.matching import KnownSegment

MERGES = [("p_2", "p_1", "event:e1", 20), ("p_3", "p_1", "rebuild", 10)]


def model(*ids: str) -> Any:
    """A model that knows these segments."""
    known = [KnownSegment(each, {"orders_180d": 1.0}) for each in ids]
    return SimpleNamespace(known=lambda: known)


def known_ids(ledger: Ledger) -> dict[str, bool]:
    return {each.segment_id: each.is_current for each in ledger.known_segments()}


def test_an_empty_ledger_knows_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    assert (ledger.known_segments(), ledger.merges(), ledger.tag_states()) == ((), [], {})


def test_what_is_prepared_counts_only_once_its_run_is_current(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.prepare("r1", model=model("s0001"), merges=MERGES)
    assert ledger.merges() == []
    ledger.settle("r1")
    assert ledger.merges() == [MERGES[1], MERGES[0]]
    assert known_ids(ledger) == {"s0001": True}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["merges.json", "segments.json"]


def test_what_another_run_prepared_is_taken_away(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.prepare("r1", model=model("s0001"), merges=MERGES)
    (tmp_path / "merges.json.r0.partial").write_text("[")
    ledger.settle("r0")
    assert list(tmp_path.iterdir()) == []


def test_segments_of_earlier_fits_stay_and_are_no_longer_current(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for run, ids in (("r1", ("s0001", "s0002")), ("r2", ("s0002", "s0003"))):
        ledger.prepare(run, model=model(*ids), merges=[])
        ledger.settle(run)
    assert known_ids(ledger) == {"s0001": False, "s0002": True, "s0003": True}


def test_a_view_of_the_past_takes_ids_and_no_segment_its_place(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for run, ids, is_historic in (("r1", ("s0001",), False), ("r2", ("s0001", "s0002"), True)):
        ledger.prepare(run, model=model(*ids), merges=[], is_historic=is_historic)
        ledger.settle(run)
    assert known_ids(ledger) == {"s0001": True, "s0002": False}


def test_merges_add_up_by_pair_and_keep_their_first_reason(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.prepare("r1", model=model(), merges=MERGES)
    ledger.settle("r1")
    assert ledger.merges_with([("p_2", "p_1", "rebuild", 99), ("p_5", "p_4", "rebuild", 30)]) == [
        MERGES[1],
        MERGES[0],
        ("p_5", "p_4", "rebuild", 30),
    ]


def test_forgotten_people_leave_no_merge(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.prepare("r1", model=model(), merges=[*MERGES, ("p_5", "p_4", "rebuild", 30)])
    ledger.settle("r1")
    assert ledger.forget(["p_1"]) == 2
    assert "p_1" not in (tmp_path / "merges.json").read_text()
    assert ledger.forget(["p_1"]) == 0


def test_the_last_state_of_a_tag_counts(tmp_path: Path) -> None:
    rows = [
        {"key": "fact.buyer", "state": "observation"},
        {"key": "fact.buyer", "state": "frozen", "purposes": ["service"]},
        {"key": "interest.*", "threshold_milli": 900},
    ]
    (tmp_path / "tag-states.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert Ledger(tmp_path).tag_states() == {
        "fact.buyer": {"state": "frozen", "purposes": ("service",)},
        "interest.*": {"threshold_milli": 900},
    }


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "no state"),
        ("[]", "no state"),
        ('{"state": "frozen"}', "key"),
        ('{"key": "a", "state": "frosen"}', "frozen"),
        ('{"key": "a", "thresold_milli": 1}', "threshold_milli"),
        ('{"key": "a", "threshold_milli": 1001}', "1001"),
        ('{"key": "a", "level": "L9"}', "L9"),
        ('{"key": "a", "branches": []}', "branches"),
    ],
)
def test_a_wrong_state_is_told_with_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "tag-states.jsonl").write_text('{"key": "b"}\n' + line, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says) as raised:
        Ledger(tmp_path).tag_states()
    assert "tag-states.jsonl:2" in str(raised.value)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "merges.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"merges\.json"):
        Ledger(tmp_path).merges()


def test_of_merges_at_one_instant_the_last_written_leads(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    rows = [("p_q", "p_z", "event:a", 5), ("p_q", "p_b", "event:b", 5)]
    for run in ("r1", "r2"):
        ledger.prepare(run, model=model(), merges=rows)
        ledger.settle(run)
        assert ledger.merges() == ledger.merges_with(rows) == rows

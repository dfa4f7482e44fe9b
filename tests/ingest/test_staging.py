from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from huaxiang.domain.identities import NAMESPACES
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import Zone
from huaxiang.ingest.canonical import Reading
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.staging import Staged, stage_file, staged_from

SPEC = SourceSpec(
    "log",
    "csv",
    "log.csv",
    "events",
    map={"message_id": "id", "name": "event", "occurred_at": "time"},
    person={"member_no": ("m",)},
)


def _stage(session: Any, folder: Path, text: str) -> Staged:
    (folder / "log.csv").write_text(text)
    reading = Reading(Zone("UTC"), "CNY", NAMESPACES, "scrub_here")
    return stage_file(folder / "log.csv", SPEC, reading=reading, session=session, folder=folder / "out", scrub=str)


def test_event_ids_of_messages_are_those_of_the_domain(session: Any, tmp_path: Path) -> None:
    staged = _stage(session, tmp_path, "id,event,time,m\nm1,e,2025-01-01,7\n")
    assert pq.read_table(staged.part("rows"))["event_id"].to_pylist() == [event_id("log", "m1")]


def test_copies_of_a_message_are_rejected_and_the_first_stays(session: Any, tmp_path: Path) -> None:
    staged = _stage(
        session, tmp_path, "id,event,time,m\nm1,first,2025-01-01,7\nm2,x,2025-01-01,7\nm1,again,2025-01-01,7\n"
    )
    assert sorted(pq.read_table(staged.part("rows"))["name"].to_pylist()) == ["first", "x"]
    (reject,) = pq.read_table(staged.part("rejects")).to_pylist()
    assert (reject["line"], reject["reason"]) == (4, "duplicate")


def test_empty_message_ids_are_no_copies_of_each_other(session: Any, tmp_path: Path) -> None:
    staged = _stage(session, tmp_path, "id,event,time,m\n,a,2025-01-01,7\n,b,2025-01-01,7\n,b,2025-01-01,7\n")
    assert staged.rows_out == 3
    assert len(set(pq.read_table(staged.part("rows"))["event_id"].to_pylist())) == 3


def test_file_of_a_header_alone_gives_no_rows(session: Any, tmp_path: Path) -> None:
    staged = _stage(session, tmp_path, "id,event,time,m\n")
    assert (staged.rows_in, staged.rows_out, staged.rejects) == (0, 0, {})


def test_half_written_folder_of_the_cache_is_not_used(session: Any, tmp_path: Path) -> None:
    staged = _stage(session, tmp_path, "id,event,time,m\nm1,e,2025-01-01,7\n")
    assert staged_from(staged.folder) == staged
    (staged.folder / "staged.json").write_text("{")
    assert staged_from(staged.folder) is None


def test_only_chosen_rows_are_rows_of_the_source_and_lines_stay_those_of_the_file(session: Any, tmp_path: Path) -> None:
    text = "id,event,time,m\n1,a,2025-01-01,7\n2,b,2025-01-01,7\n3,b,soon,7\n4,a,2025-01-01,8\n"
    (tmp_path / "log.csv").write_text(text)
    spec = replace(SPEC, where={"event": ("b",)})
    reading = Reading(Zone("UTC"), "CNY", NAMESPACES, "scrub_here")
    folder = tmp_path / "out"
    staged = stage_file(tmp_path / "log.csv", spec, reading=reading, session=session, folder=folder, scrub=str)
    assert (staged.rows_in, staged.rows_used, staged.rows_out) == (2, 1, 1)
    (reject,) = pq.read_table(staged.part("rejects")).to_pylist()
    assert reject["line"] == 4


def test_items_named_many_times_are_taken_once(session: Any, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("sku,title\nA,cup\nB,mug\nA,cup\n")
    spec = SourceSpec("i", "csv", "log.csv", "items", map={"item_id": "sku", "title": "title"}, rows="distinct")
    reading = Reading(Zone("UTC"), "CNY", NAMESPACES, "scrub_here")
    folder = tmp_path / "out"
    staged = stage_file(tmp_path / "log.csv", spec, reading=reading, session=session, folder=folder, scrub=str)
    assert (staged.rows_in, staged.rows_used, staged.rows_out, staged.rejects) == (3, 3, 2, {})

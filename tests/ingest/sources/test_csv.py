from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.stage import IngestSettings

Ingest = Callable[..., tuple[IngestReport, Lake]]
SPEC = SourceSpec(
    "log", "csv", "log.csv", "events", map={"name": "event", "occurred_at": "time"}, person={"member_no": ("m",)}
)
HEAD = "event,time,m,note\n"


def _row(n: int, note: str = "x") -> str:
    return f"e{n},2025-11-11 20:00:0{n},{n},{note}\n"


def _lines(lake: Lake) -> list[tuple[int, str]]:
    return sorted((r["line"], r["reason"]) for r in lake.read("rejects").to_pylist())


@pytest.mark.parametrize("note", ['"open', '"a "b" c', 'x,"y'])
def test_quote_that_never_closes_takes_its_own_line_alone(note: str, ingest: Ingest, settings: IngestSettings) -> None:
    text = HEAD + _row(1) + _row(2, note) + _row(3) + _row(4) + _row(5, '"fine\nover lines"') + "e6,bad,6,x\n"
    (settings.folder / "log.csv").write_text(text)
    report, lake = ingest(SPEC)
    assert sorted(lake.read("events")["name"].to_pylist()) == ["e1", "e3", "e4", "e5"]
    assert _lines(lake)[0][0] == 3
    assert sum(report.sources[0].rejects.values()) == 2
    assert report.difference == 0


def test_rejected_rows_show_no_phone_numbers(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "log.csv").write_text(HEAD + "e1,never,1001,call 13912345678 or 02087654321\n")
    _, lake = ingest(SPEC)
    (reject,) = lake.read("rejects").to_pylist()
    assert reject["line"] == 2
    assert "13912345678" not in reject["raw"]
    assert "02087654321" not in reject["raw"]


def test_reject_after_skipped_lines_has_its_own_line(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "log.csv").write_text(HEAD + "short\n" + _row(1) + "e2,never,2,x\n" + "short\n" + "e3,,3,x\n")
    _, lake = ingest(SPEC)
    assert _lines(lake) == [
        (2, "too few columns"),
        (4, "bad occurred_at"),
        (5, "too few columns"),
        (6, "missing occurred_at"),
    ]


def test_semicolons_and_files_without_header_are_read(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "log.csv").write_text("e1;1762862400;7\ne2;1762862401000;\\N\n")
    form = Format(delimiter=";", header=False, columns=("event", "time", "m"), nulls=("", "\\N"))
    _, lake = ingest(replace(SPEC, format=form))
    rows = sorted(lake.read("events").to_pylist(), key=lambda row: row["occurred_at"])
    assert [(r["name"], r["occurred_at"], r["identity"]) for r in rows] == [
        ("e1", 1762862400000000, "7"),
        ("e2", 1762862401000000, None),
    ]


def test_gzip_files_of_a_folder_are_read(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "logs").mkdir()
    for n in (1, 2):
        (settings.folder / f"logs/{n}.csv.gz").write_bytes(gzip.compress((HEAD + _row(n)).encode()))
    report, lake = ingest(replace(SPEC, path="logs"))
    assert sorted(lake.read("events")["name"].to_pylist()) == ["e1", "e2"]
    assert [file.rows for file in report.sources[0].files] == [1, 1]


def test_equal_rows_without_message_id_stay_apart(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "log.csv").write_text(HEAD + _row(1) * 3)
    _, lake = ingest(SPEC)
    assert len(set(lake.read("events")["event_id"].to_pylist())) == 3


def test_other_columns_are_kept_as_properties(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "log.csv").write_text(HEAD + _row(1, "好"))
    _, lake = ingest(SPEC)
    assert lake.read("events")["properties"].to_pylist() == ['{"note":"好"}']
    _, bare = ingest(replace(SPEC, keep=()))
    assert bare.read("events")["properties"].to_pylist() == ["{}"]


def test_event_parts_keep_the_weaker_identities_for_links(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "log.csv").write_text(HEAD + _row(1, "c9"))
    _, lake = ingest(replace(SPEC, person={"cookie": ("note",), "member_no": ("m",)}))
    (path,) = lake.files("events")
    assert pq.read_table(path)["_others"].to_pylist() == ["cookie:c9"]
    assert lake.read("links").to_pylist()[0]["a"] == "cookie:c9"

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.tracking import TRACKING_SCHEMA, message_ids


def test_rows_have_the_schema_and_come_in_order_of_arrival(block: Block) -> None:
    rows = block.tracked.rows
    assert rows.schema == TRACKING_SCHEMA
    assert (np.diff(rows["received_at"].cast(pa.int64()).to_numpy()) >= 0).all()


def test_faults_are_in_the_rows_as_counted(block: Block) -> None:
    rows, counts = block.tracked.rows, block.tracked.counts
    assert rows.num_rows == counts["events"] + counts["duplicated"]
    assert pc.count_distinct(rows["message_id"]).as_py() == counts["events"]
    assert rows["event"].null_count == counts["broken_no_name"] > 0
    assert rows["timestamp"].null_count == counts["broken_no_time"] > 0
    assert pc.sum(pc.greater(pc.year(rows["timestamp"]), 2090)).as_py() == counts["broken_absurd_time"] > 0
    named = [pc.is_valid(rows[name]) for name in ("user_id", "device_id", "anonymous_id", "openid")]
    nobody = pc.invert(pc.or_(pc.or_(named[0], named[1]), pc.or_(named[2], named[3])))
    assert pc.sum(nobody).as_py() >= counts["without_identity"] > 0


def test_doubled_rows_differ_in_their_arrival_alone(block: Block) -> None:
    rows = block.tracked.rows.drop_columns(["received_at"]).to_pylist()
    seen: dict[str, dict[str, object]] = {}
    for row in rows:
        assert seen.setdefault(row["message_id"], row) == row


def test_late_events_arrive_hours_later(block: Block) -> None:
    rows = block.tracked.rows.filter(pc.is_valid(block.tracked.rows["timestamp"]))
    wait = rows["received_at"].cast(pa.int64()).to_numpy() - rows["timestamp"].cast(pa.int64()).to_numpy()
    late = wait[wait > 0] > 3_600_000_000
    assert late.mean() == pytest.approx(0.03, abs=0.006)


def test_ids_are_sixteen_hex_digits() -> None:
    ids = message_ids(500, np.random.default_rng(1)).to_pylist()
    assert len(set(ids)) == 500
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in ids)


def test_searches_are_told_with_their_truth(block: Block) -> None:
    ids, templates, texts = block.tracked.searches
    asked = block.tracked.rows.filter(pc.is_valid(block.tracked.rows["query"]))
    told = dict(zip(asked["message_id"].to_pylist(), asked["query"].to_pylist(), strict=True))
    assert told == dict(zip(ids, texts, strict=True))
    assert len(templates) == len(ids) > 1_000
    assert not [text for text in texts if "{" in text]

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq

from huaxiang.domain.identities import NAMESPACES
from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.people import stamp_people
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.resolve import resolve_identities


def test_orders_and_texts_get_the_person_of_their_identity(
    ingest: Callable[..., tuple[IngestReport, Lake]], shop: dict[str, SourceSpec], session: Any
) -> None:
    _, lake = ingest(*shop.values())
    assert {o["person_id"] for o in lake.read("orders").to_pylist()} == {"member_no:1001", "member_no:1002"}
    seen = pq.read_table(lake.files("identities_seen")[0])
    identities = resolve_identities(seen, lake.read("links"), namespaces=NAMESPACES)
    person = dict(zip(identities["identity"].to_pylist(), identities["person_id"].to_pylist(), strict=True))
    assert person["mobile:13912345678"] == person["member_no:1001"]
    assert stamp_people(lake, session, identities=identities) == {"orders": 3, "texts": 1}
    assert {o["order_id"]: o["person_id"] for o in lake.read("orders").to_pylist()}["o1"] == person["member_no:1001"]
    assert lake.read("texts")["person_id"].to_pylist() == [person["member_no:1001"]]

"""Law 8: a build as of T equals a build of a shop from which everything after T was taken away."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from tests.laws.shops import Row, held, usual_shop, viewing

from huaxiang.domain.instants import from_iso, to_iso
from huaxiang.project.opening import Project


def cut(folder: Path, until: str) -> None:
    """Takes everything after a local instant out of the sources of a simulated shop, as if exported then.

    The list of products stays: it says nothing of people, and shops list a product anew under its old number.
    """
    sources = folder / "sources"

    def later(text: str) -> bool:
        return text > until

    def keep(name: str, column: str, edit: Callable[[Row], None] = lambda row: None) -> set[str]:
        with (sources / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = [row for row in rows if not later(row[column])]
        for row in kept:
            edit(row)
        with (sources / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(kept)
        return {row.get("order_id") or "" for row in kept}

    def blank(*columns: str) -> Callable[[Row], None]:
        def edit(row: Row) -> None:
            row.update({column: "" for column in columns if later(row[column])})

        return edit

    keep("members.csv", "registered_at")
    keep("facts.csv", "observed_at")
    keep("campaigns.csv", "starts_at")
    keep("messages.csv", "sent_at", blank("delivered_at", "opened_at", "clicked_at"))
    keep("consents.csv", "given_at", blank("withdrawn_at"))
    keep("coupons.csv", "issued_at", _unused(until))
    orders = keep("orders.csv", "placed_at", _as_it_was(until))
    _keep_lines(sources / "order_lines.csv", orders)
    texts = (sources / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    written = [line for line in texts if '"written_at":"' in line and not later(line.split('"written_at":"')[1][:19])]
    (sources / "texts.jsonl").write_text("\n".join(written) + "\n", encoding="utf-8")
    for path in (sources / "events").glob("*.parquet"):
        _cut_events(path, until)


def _unused(until: str) -> Callable[[Row], None]:
    def edit(row: Row) -> None:
        if row["used_at"] > until:
            row.update(used_at="", order_id="")

    return edit


def _as_it_was(until: str) -> Callable[[Row], None]:
    def edit(row: Row) -> None:
        if row["closed_at"] > until:
            paid = row["status"] == "退款成功" or (row["paid_at"] and row["paid_at"] <= until)
            row.update(closed_at="", refund_yuan="0.00", status="交易成功" if paid else "等待买家付款")
        if row["paid_at"] > until:
            row.update(paid_at="", paid_yuan="0.00", status="等待买家付款")

    return edit


def _keep_lines(path: Path, orders: Iterable[str]) -> None:
    known = set(orders)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if row["order_id"] in known)


def _cut_events(path: Path, until: str) -> None:
    rows = pq.read_table(path)
    column = rows["timestamp"]
    if pa.types.is_timestamp(column.type):
        moment = datetime.fromisoformat(f"{until}+08:00").astimezone(UTC).replace(tzinfo=None)
        limit = pa.scalar(moment, pa.timestamp("us")).cast(column.type)
        mask = pc.less_equal(column, limit)
    else:
        mask = pc.less_equal(column.cast(pa.string()), until)
    pq.write_table(rows.filter(pc.fill_null(mask, fill_value=False)), path)


def test_a_build_as_of_an_instant_reads_nothing_later(
    shop: Project, tmp_path: Path, copy: Callable[[Project], Project]
) -> None:
    until = "2025-09-15 18:00:00"
    at = from_iso("2025-09-15T10:00:00Z")
    shutil.copytree(shop.folder, tmp_path / "cut", ignore=shutil.ignore_patterns(".huaxiang", "ledger"))
    cut(tmp_path / "cut", until)
    past = copy(shop)
    shutil.rmtree(past.derived)
    shutil.rmtree(past.ledger)
    past.build(as_of=at)
    then = Project.open(tmp_path / "cut")
    then.build(as_of=at)
    assert past.manifest()["as_of"] == to_iso(at)
    assert held(past) == held(then)
    assert len(held(past)) > 100
    assert held(past) != held(shop)
    _assert_nothing_later(past, at)


def _assert_nothing_later(project: Project, at: int) -> None:
    lake = project.lake()
    when = dict(zip(*(lake.read("events")[name].to_pylist() for name in ("event_id", "occurred_at")), strict=True))
    when |= dict(zip(*(lake.read("texts")[name].to_pylist() for name in ("text_id", "occurred_at")), strict=True))
    for profile in project.store().profiles():
        assert profile.as_of == at
        for tag in profile.tags:
            assert tag.valid_from <= at
            assert all(when[event] <= at for event in tag.references.get("events", []))
            assert all(when[span.rsplit(":", 3)[0]] <= at for span in tag.references.get("spans", []))


FACT = {"member_no": "M00", "name": "household_size", "supplier": "甲", "contract": "C1", "consent_id": "K1"}
CONSENT = {"member_no": "M01", "purpose": "profiling", "kind": "refusal", "given_at": "2025-05-02 10:00:00"}
EARLY: dict[str, Row] = {
    "facts": {**FACT, "value": "2", "observed_at": "2025-05-02 10:00:00", "expires_at": "2026-05-02 10:00:00"},
    "consents": CONSENT,
    "members": {"member_no": "M02", "registered_at": "2025-05-02 10:00:00", "gender": "女"},
}
LATE: dict[str, Row] = {
    "facts": {**FACT, "value": "3", "observed_at": "2025-05-28 10:00:00", "expires_at": "2026-05-28 10:00:00"},
    "consents": {**CONSENT, "withdrawn_at": "2025-05-28 10:00:00"},
    "members": {"member_no": "M02", "registered_at": "2025-05-28 10:00:00", "gender": "未说明"},
}


def test_a_later_version_of_a_row_does_not_hide_what_was_known_before(tmp_path: Path) -> None:
    shop = usual_shop()
    shop.orders = []
    at = from_iso("2025-05-24T16:00:00Z")
    for table, row in EARLY.items():
        getattr(shop, table).append(row)
    expected = _known(shop.build(tmp_path / "early", as_of=at))
    for table, row in LATE.items():
        getattr(shop, table).append(row)
    assert _known(shop.build(tmp_path / "late", as_of=at)) == expected
    now = _known(shop.build(tmp_path / "now"))
    assert sum(now[person] != expected[person] for person in expected) >= 3


def _known(project: Project) -> dict[str, object]:
    return {p.person_id: (p.facts, p.traits, [tag.tag_key for tag in p.tags]) for p in project.store().profiles()}


def test_a_purchase_of_tomorrow_is_no_evidence_today(tmp_path: Path) -> None:
    shop = usual_shop()
    shop.events += viewing("M00", "i3", (27, 28, 29, 30))
    at = from_iso("2025-05-24T16:00:00Z")
    project = shop.build(tmp_path / "shop", as_of=at)
    _assert_nothing_later(project, at)
    assert project.manifest()["is_historic"]

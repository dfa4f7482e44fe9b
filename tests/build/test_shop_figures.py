from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from huaxiang.build.shop_figures import fit_shop_figures, load_feature_scorer, shop_artefact
from huaxiang.domain.errors import UserError
from huaxiang.domain.events import FOLD_SCHEMA, fold_event
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.models.artefact import Artefact, Artefacts

ZONE = Zone("Asia/Shanghai")


def line(number: int, amount: int | None, quantity: int | None, l3: str | None = "stage-1"):
    return fold_event(
        local=ZONE,
        occurred_at=1_762_000_000_000_000 + number,
        identity="member_no:1",
        event_id=f"e{number}",
        name="order_line_recorded",
        order_id="o1",
        l1="baby",
        l2="milk",
        l3=l3,
        amount_minor=amount,
        quantity=quantity,
    )


@pytest.fixture
def figures(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    events = [line(1, 3_000, 3), line(2, 5_000, 1), line(3, 2_000, 1), line(4, 9_000, 0), line(5, 7_000, None)]
    events += [line(6, 700, 1, l3=None), line(7, None, 1)]
    columns = {name: [getattr(event, name) for event in events] for name in FOLD_SCHEMA.names}
    lake.write_internal("fold_events", pa.table(columns, schema=FOLD_SCHEMA))
    with DuckDB().session(Limits(1, 512, tmp_path)) as session:
        return fit_shop_figures(lake, session)


def test_the_usual_price_is_the_median_of_one_piece(figures) -> None:
    assert figures.unit_prices == {"baby|milk|stage-1": 2_000}


def test_features_that_no_source_can_feed_are_left_out_with_the_reason(figures) -> None:
    assert "price_level" in figures.features
    reasons = {each.feature: each.reason_zh for each in figures.left_out}
    assert reasons["dwell_seconds"] == "数据源缺少列 dwell_ms"
    assert reasons["coupon_density"] == "没有事件 coupon_applied"
    assert not reasons.keys() & set(figures.features)


def test_the_scorer_comes_back_from_its_artefact(figures, tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path / "models")
    artefacts.save(shop_artefact(figures, "r1", {"licences": {"model": "own", "data": "own"}}))
    scorer = load_feature_scorer(artefacts, "r1")
    assert [feature.name for feature in scorer.features] == list(figures.features)
    assert scorer.figures == {"unit_prices": {"baby|milk|stage-1": 2_000}}


def test_a_feature_that_is_gone_is_told(tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path / "models")
    artefacts.save(Artefact("features", "r1", ("long_gone",), {}, {"categories": [], "summary": "x", "metrics": {}}))
    with pytest.raises(UserError, match="long_gone"):
        load_feature_scorer(artefacts, "r1")

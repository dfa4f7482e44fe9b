"""What a build freezes of the shop before it looks at people: features that can be told, usual prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import numpy as np

from huaxiang.domain.errors import UserError
from huaxiang.domain.events import ADMINISTRATIVE, BUYS, FOLD_SCHEMA, TOUCHES
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.models.artefact import Artefact, Artefacts
from huaxiang.segments.declared import LeftOut, declared_features, usable_features
from huaxiang.segments.mixes import MIXES, chosen_kinds, share_feature
from huaxiang.segments.own_features import OwnFeature, make_feature, parts_of
from huaxiang.segments.score_features import FeatureScorer

__all__ = ["ShopFigures", "fit_shop_figures", "load_feature_scorer", "shop_artefact"]

_NAME = "features"


@dataclass(frozen=True, slots=True)
class ShopFigures:
    """Features that the sources can feed, those left out, and median unit prices.

    Attributes:
        features: Names of the features that can be told, sorted.
        left_out: The others, with the reason.
        unit_prices: Median price of one piece in minor units by category path `l1|l2|l3`.
        own: Features of the project's own whose parts can all be told.
        shares: Names of the shares of mixes.
    """

    features: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    unit_prices: Mapping[str, int]
    own: tuple[OwnFeature, ...] = ()
    shares: tuple[str, ...] = ()

    def scorer(self) -> FeatureScorer:
        """The scorer of these features with these figures."""
        known = {feature.name: feature for feature in declared_features()}
        features = [known[name] for name in self.features] + [make_feature(each, known) for each in self.own]
        features += [feature for name in self.shares if (feature := share_feature(name)) is not None]
        return FeatureScorer(features, figures={"unit_prices": self.unit_prices})


def fit_shop_figures(
    lake: Lake,
    session: Session,
    own: Sequence[OwnFeature] = (),
    *,
    is_sensitive: Callable[[str], bool] = lambda _: False,
) -> ShopFigures:
    """The figures of the fold events of a lake.

    Args:
        lake: With fold events.
        session: The engine.
        own: Features of the project's own.
        is_sensitive: Whether a first-level category is sensitive: its share is not looked at.
    """
    events = session.parquet(lake.files("fold_events"), FOLD_SCHEMA)
    names = session.collect(events.select("name").distinct().order_by("name"))["name"].to_pylist()
    columns = {column for feature in declared_features() for column in feature.columns}
    held = sorted(lake.held_columns("fold_events", columns))
    usable, left_out = usable_features(columns=held, events=names)
    told = tuple(feature.name for feature in usable)
    kept, lacking = _own(own, told)
    shares = _shares(events, session, is_sensitive)
    return ShopFigures(told, (*left_out, *lacking), _unit_prices(events, session), kept, shares)


def _shares(events: ibis.Table, session: Session, is_sensitive: Callable[[str], bool]) -> tuple[str, ...]:
    behaviour = events.filter(~events.name.isin(sorted(ADMINISTRATIVE)))
    found: list[str] = []
    for name, mix in MIXES.items():
        rows = behaviour.filter(behaviour.name.isin(sorted(TOUCHES))) if name == "category" else behaviour
        rows = rows.select(kind=rows[mix.column]).filter(lambda t: t.kind.notnull())
        counted = session.collect(rows.group_by("kind").aggregate(n=rows.count()))
        n_events = dict(zip(counted["kind"].to_pylist(), counted["n"].to_pylist(), strict=True))
        secret = {kind for kind in n_events if name == "category" and is_sensitive(kind)}
        found += chosen_kinds(name, n_events, left_out=secret)
    return tuple(found)


def _own(own: Sequence[OwnFeature], told: Sequence[str]) -> tuple[tuple[OwnFeature, ...], list[LeftOut]]:
    """Features of the project's own that can be told, and the others with the part that they lack."""
    known = {feature.name: feature for feature in declared_features()}
    kept, left_out = [], []
    for each in own:
        lacking = ", ".join(sorted(parts_of(each, known) - set(told)))
        if lacking:
            left_out.append(LeftOut(each.name, f"缺少特征 {lacking}", f"there is no {lacking}"))
        else:
            kept.append(each)
    return tuple(kept), left_out


def _unit_prices(events: ibis.Table, session: Session) -> dict[str, int]:
    lines = events.filter(events.name.isin(sorted(BUYS)), events.amount_minor > 0, events.quantity > 0)
    lines = lines.filter(lines.l1.notnull(), lines.l2.notnull(), lines.l3.notnull())
    path = lines.l1.concat("|", lines.l2, "|", lines.l3)
    rows = lines.select(path=path, price=lines.amount_minor // lines.quantity)
    found = session.collect(rows.group_by("path").aggregate(price=rows.price.quantile(0.5)).order_by("path"))
    pairs = zip(found["path"].to_pylist(), found["price"].to_pylist(), strict=True)
    return {path: max(int(price), 1) for path, price in pairs}


def shop_artefact(figures: ShopFigures, version: str, facts: Mapping[str, object]) -> Artefact:
    """The figures as an artefact."""
    arrays = {"unit_prices": np.array(list(figures.unit_prices.values()), dtype=np.int64)}
    meta = {
        **facts,
        "summary": "Features that the sources can feed, and the median price of a piece in each category.",
        "metrics": {"features": len(figures.features), "categories": len(figures.unit_prices)},
        "categories": list(figures.unit_prices),
        "own": [each.to_json() for each in figures.own],
        "shares": list(figures.shares),
    }
    return Artefact(_NAME, version, figures.features, arrays, meta)


def load_feature_scorer(artefacts: Artefacts, version: str) -> FeatureScorer:
    """The scorer of features of a version.

    Raises:
        UnknownName: There is no such version.
        UserError: It names a feature that is not declared any more.
    """
    artefact = artefacts.load(_NAME, version)
    declared = {feature.name for feature in declared_features()}
    if gone := sorted(set(artefact.inputs) - declared):
        raise UserError(f"model features {version}: there is no feature {gone[0]} any more; run `huaxiang build`")
    prices = zip(artefact.meta["categories"], artefact.arrays["unit_prices"].tolist(), strict=True)
    own = tuple(OwnFeature(**each) for each in artefact.meta.get("own", ()))
    shares = tuple(artefact.meta.get("shares", ()))
    return ShopFigures(tuple(artefact.inputs), (), dict(prices), own, shares).scorer()

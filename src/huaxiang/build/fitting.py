"""Fits the models of a build and saves them as artefacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from huaxiang.build.folding import Batch, FoldedLake
from huaxiang.build.plan import BuildPlan
from huaxiang.build.shop_figures import fit_shop_figures, shop_artefact
from huaxiang.domain.errors import ContractBroken, UserError
from huaxiang.folds.people import Ints
from huaxiang.interests.touches import TouchCalibration, count_repeats, fit_touches
from huaxiang.models.artefact import Artefact, Artefacts
from huaxiang.segments.categories import category_shares, join_shares
from huaxiang.segments.customers.model import CustomerModel, fit_customers
from huaxiang.segments.customers.purchases import FOLDS, Purchases, purchases_of
from huaxiang.segments.customers.worth import TEST_DAYS, BackTest, History, fit_worth, histories_of
from huaxiang.segments.model import SegmentModel
from huaxiang.segments.score_features import FeatureScorer
from huaxiang.segments.stage import FitContext, fit_stage
from huaxiang.tags.abnormal import not_abnormal
from huaxiang.tags.permission import refused
from huaxiang.tags.scorer import Floats, Scored

__all__ = ["Fitted", "fit_models", "last_segments", "load_customers", "load_segments", "load_touches"]

_TOUCHES = ("category_touches", "category_purchases")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Versions by name of model, and the report of the fit."""

    versions: dict[str, str]
    report: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What one batch of a build showed, who takes no part left out."""

    ids: list[str]
    features: dict[str, Floats]
    shares: dict[str, Floats]
    repeats: tuple[Ints, Ints]
    purchases: Purchases
    history: History
    history_before: History
    n_kept_out: int


def fit_models(plan: BuildPlan, folded: FoldedLake, *, as_of: int, last: SegmentModel | None = None) -> Fitted:
    """Segments and the calibration of interests from behaviour; who refuses profiling takes no part.

    Args:
        plan: The build.
        folded: Its people.
        as_of: Instant of the features, µs.
        last: Segmentation of the last build, for what became of its segments.
    """
    shop = fit_shop_figures(plan.lake, plan.session, plan.own_features, is_sensitive=plan.is_sensitive)
    looks = list(folded.each(partial(_look, scorer=shop.scorer())))
    ids = [person for look in looks for person in look.ids]
    features = _joined([look.features for look in looks])
    shares = join_shares([(len(look.ids), look.shares) for look in looks])
    shares = {slug: each for slug, each in shares.items() if not plan.is_sensitive(slug)}
    labels = {slug: plan.category_labels(slug) for slug in shares}
    context = FitContext(
        shares,
        labels,
        previous=plan.known_segments,
        left_out=shop.left_out,
        last=last,
        n_kept_out=sum(look.n_kept_out for look in looks),
    )
    model, report = fit_stage(features, ids, settings=plan.segments, seed=plan.seed, as_of=as_of, context=context)
    arrays, meta = model.to_arrays()
    facts = {
        "preprocessing": plan.preprocessing,
        "fitted_on": {"people": len(ids), "as_of": as_of, "seed": plan.seed},
        "licences": {"model": "the project owner's", "data": "the project owner's own tables"},
    }
    summary = "Segments of people by behaviour: k-means++ along axes or on places, probabilities from bootstrap refits."
    meta = {**meta, **facts, "summary": summary, "model_id": model.model_id, "report": report.to_json()}
    meta |= {"own": [*(each.name for each in shop.own), *shop.shares]}
    plan.artefacts.save(Artefact("segments", plan.run_id, model.features, arrays, meta))
    _save_touches(plan, fit_touches(look.repeats for look in looks), facts)
    worth = fit_worth([look.history for look in looks], [look.history_before for look in looks])
    _save_customers(plan, fit_customers([look.purchases for look in looks], worth), facts)
    plan.artefacts.save(shop_artefact(shop, plan.run_id, facts))
    names = ("segments", "interests", "customers", "features")
    return Fitted(dict.fromkeys(names, plan.run_id), f"{report.to_text(plan.language)}\n{worth.told(plan.language)}")


def _joined(parts: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    names = parts[0].keys() if parts else ()
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def _save_touches(plan: BuildPlan, touches: TouchCalibration, facts: Mapping[str, Any]) -> None:
    plan.artefacts.save(
        Artefact(
            "interests",
            plan.run_id,
            _TOUCHES,
            {"holders": touches.holders, "repeated": touches.repeated},
            {
                **facts,
                "summary": "Share of touched categories touched again within 30 days, by days and by decayed touches.",
                "metrics": {"best_confidence_milli": touches.best_milli, "holders": int(touches.holders.sum())},
                "labels": dict(plan.own_labels),
            },
        )
    )


def _save_customers(plan: BuildPlan, model: CustomerModel, facts: Mapping[str, Any]) -> None:
    meta = {
        **facts,
        "summary": "Fifths and medians of recency, orders and net sales of buyers, usual interval, lifetime value.",
        "metrics": {"n_buyers": model.n_buyers, "cycle_days": model.cycle_days, **_tested(model.worth.test)},
        "model_id": model.model_id,
    }
    plan.artefacts.save(Artefact("customers", plan.run_id, FOLDS, model.to_arrays(), meta))


def _tested(test: BackTest | None) -> dict[str, float]:
    return {} if test is None else {f"lifetime_{name}": round(value, 4) for name, value in asdict(test).items()}


def last_segments(artefacts: Artefacts) -> SegmentModel | None:
    """The newest segmentation; None at the first build, and where it cannot be read any more."""
    try:
        newest = artefacts.load("segments")
        return SegmentModel.from_arrays(newest.arrays, newest.meta)
    except (ContractBroken, UserError):
        return None


def _look(batch: Batch, scorer: FeatureScorer) -> _Look:
    people = batch.people
    is_willing, is_normal = ~refused(people), not_abnormal(people)
    chosen = np.flatnonzero(is_willing & is_normal)
    people = people if chosen.size == len(people) else people.take(chosen)
    return _Look(
        list(people.ids),
        dict(scorer.score(people, Scored()).features),
        category_shares(people),
        count_repeats(people),
        purchases_of(people),
        histories_of(people),
        histories_of(people, days_ago=TEST_DAYS),
        int((is_willing & ~is_normal).sum()),
    )


def load_segments(artefacts: Artefacts, version: str) -> SegmentModel:
    """The segmentation of a version.

    Raises:
        UnknownName: There is no such version.
        UserError: It was fitted on features that are not the declared ones, or its manifest was changed.
    """
    artefact = artefacts.load("segments", version)
    model = SegmentModel.from_arrays(artefact.arrays, artefact.meta)
    artefact.check_inputs(model.features)
    declared = {feature.name for feature in FeatureScorer().features} | set(artefact.meta.get("own", ()))
    artefact.check_inputs(tuple(name for name in artefact.inputs if name in declared))
    return model


def load_touches(artefacts: Artefacts, version: str) -> tuple[TouchCalibration, dict[str, str]]:
    """The calibration of interests from behaviour of a version, and the labels of the shop's own categories.

    Raises:
        UnknownName: There is no such version.
        UserError: It was fitted on something else than touches, or its manifest was changed.
    """
    artefact = artefacts.load("interests", version)
    artefact.check_inputs(_TOUCHES)
    calibration = TouchCalibration(artefact.arrays["holders"], artefact.arrays["repeated"])
    return calibration, dict(artefact.meta["labels"])


def load_customers(artefacts: Artefacts, version: str) -> CustomerModel:
    """The figures of buyers of a version.

    Raises:
        UnknownName: There is no such version.
        UserError: It was fitted on something else than orders, or its manifest was changed.
    """
    artefact = artefacts.load("customers", version)
    artefact.check_inputs(FOLDS)
    return CustomerModel.from_arrays(artefact.arrays)

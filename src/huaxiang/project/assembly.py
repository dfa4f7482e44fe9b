"""Names of models and files become the kit that build and live score with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huaxiang.build.fitting import load_customers, load_segments, load_touches
from huaxiang.build.shop_figures import load_feature_scorer
from huaxiang.domain.errors import ProjectMissing
from huaxiang.domain.identities import Namespace
from huaxiang.domain.ids import content_id
from huaxiang.domain.instants import Zone
from huaxiang.domain.profiles import IdentityRow, LinkRow
from huaxiang.domain.tags import State
from huaxiang.folds.declared import declared_folds
from huaxiang.ingest.resolve import Link, resolve_component
from huaxiang.interests.definitions import PREFIX, InterestDefinitions
from huaxiang.interests.lexicon import load_attributes
from huaxiang.interests.score import InterestScorer
from huaxiang.models.artefact import Artefacts
from huaxiang.project.config import Config
from huaxiang.project.reading_kit import ReadingKit
from huaxiang.segments.customers.scorer import CustomerScorer
from huaxiang.segments.score import SegmentScorer
from huaxiang.tags.abnormal import AbnormalScorer
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.facts import FactScorer
from huaxiang.tags.flags import FlagScorer
from huaxiang.tags.kit import Kit
from huaxiang.tags.permission import Allowance
from huaxiang.tags.rules.base import Rule
from huaxiang.tags.scorer import Scorer

__all__ = ["Parts", "allowances_of", "assemble", "resolve_rows"]

_MODELS = frozenset({"customers", "features", "interests", "segments"})


def allowances_of(config: Config) -> tuple[Allowance, ...]:
    """What `[privacy] allow` allows."""
    return tuple(Allowance(each.purpose, each.assessment_id, frozenset(each.branches)) for each in config.allow)


def resolve_rows(
    identities: Sequence[IdentityRow], links: Sequence[LinkRow], namespaces: Sequence[Namespace]
) -> Mapping[str, str]:
    """`resolve_component` on rows of the store."""
    first_seen = {row.identity: row.first_seen_at for row in identities}
    stated = [Link(link.a, link.b, link.weight_milli, link.occurred_at, link.kind, link.event_id) for link in links]
    return resolve_component(first_seen, stated, namespaces=namespaces)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a kit is made of besides the versions of its models.

    Attributes:
        states: By tag key, what the ledger changed of its definition.
    """

    config: Config
    artefacts: Artefacts
    reading: ReadingKit
    rules: tuple[Rule, ...]
    states: Mapping[str, Mapping[str, Any]]


def assemble(parts: Parts, versions: Mapping[str, str], *, run_id: str) -> Kit:
    """The kit of model versions, everything loaded from the artefacts: build and live score with the same.

    Raises:
        ProjectMissing: The run is older than one of the models.
    """
    config, artefacts, reading = parts.config, parts.artefacts, parts.reading
    if missing := sorted(_MODELS - versions.keys()):
        raise ProjectMissing(f"run {run_id} has no model of {', '.join(missing)}: run `huaxiang build` to fit anew")
    touches, labels = load_touches(artefacts, versions["interests"])
    threshold = config.gate.threshold_milli["interest"]
    state = State.ACTIVE if touches.best_milli >= threshold else State.OBSERVATION
    make = InterestDefinitions(reading.taxonomy, load_attributes(), labels, state=state, threshold_milli=threshold)
    allowances = allowances_of(config)
    interests = InterestScorer(
        make,
        touches,
        allowed_branches=reading.allowed_branches,
        model_id=f"interests.{content_id(touches.holders.tolist(), touches.repeated.tolist())[:12]}",
    )
    segments = SegmentScorer(load_segments(artefacts, versions["segments"]))
    customers = CustomerScorer(load_customers(artefacts, versions["customers"]), currency=config.project.currency)
    exact = (FactScorer(), customers)
    scorers: tuple[Scorer, ...] = (
        AbnormalScorer(),
        load_feature_scorer(artefacts, versions["features"]),
        segments,
        *exact,
        interests,
        FlagScorer(parts.rules),
    )
    definitions = [definition for scorer in scorers for definition in scorer.definitions()]
    return Kit(
        run_id=run_id,
        zone=Zone(config.project.time_zone),
        folds=declared_folds(),
        scorers=scorers,
        catalogue=Catalogue(definitions, makers={PREFIX: make}, states=parts.states),
        allowances=allowances,
        namespaces=config.identity.namespaces,
        read_text=reading.read_text,
        categorise=reading.categorise,
        resolve=resolve_rows,
    )

"""What a build is given: where it reads and writes, as of when, and the functions that other rooms bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from huaxiang.build.catalogue_items import Categorise, OfTitle
from huaxiang.build.discovering import Discover
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.base import Fold
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.stage import IngestSettings
from huaxiang.logs.base import Log
from huaxiang.models.artefact import Artefacts
from huaxiang.segments.matching import KnownSegment
from huaxiang.segments.own_features import OwnFeature
from huaxiang.segments.settings import SegmentSettings
from huaxiang.stores.base import Store
from huaxiang.tags.kit import Kit, ReadText
from huaxiang.tags.rules.base import Rule

__all__ = ["BuildPlan"]


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """One build.

    Attributes:
        run_id: Its id.
        as_of: Instant asked for, µs; None for the newest accepted one, never later than `now`.
        now: This instant, µs.
        lake: The new, empty generation of the lake.
        store: The new, empty generation of the store.
        before: The generation before, None at the first build.
        log_seq: Position in the log that is read up to.
        keep_models: Versions by name of model; None to fit anew.
        category_labels: (zh, en) of a first-level slug, for names of segments.
        is_sensitive: Whether a first-level slug is a sensitive branch: no segment is named after it.
        own_features: Features of the project's own.
        discover: Finds words in texts that could be synonyms.
        dropped_readings: Readings that `read_text` has dropped so far, by sensitive branch; it counts on.
        categorise_title: Category of an item that the shop gives none, from its title.
        language: Of what is told and reported: zh or en.
        preprocessing: Hashes of what stands before the models: category tree, lexicon.
        make_kit: Kit of model versions by name, loaded from the artefacts.
    """

    run_id: str
    as_of: int | None
    now: int
    seed: int
    zone: Zone
    sources: tuple[SourceSpec, ...]
    ingest: IngestSettings
    session: Session
    lake: Lake
    store: Store
    before: Store | None
    log: Log
    log_seq: int
    artefacts: Artefacts
    keep_models: dict[str, str] | None
    segments: SegmentSettings
    known_segments: tuple[KnownSegment, ...]
    folds: tuple[Fold, ...]
    rules: tuple[Rule, ...]
    categorise: Categorise
    own_labels: dict[str, str]
    category_labels: Callable[[str], tuple[str, str]]
    is_sensitive: Callable[[str], bool]
    read_text: ReadText
    discover: Discover
    dropped_readings: Counter[str]
    make_kit: Callable[[dict[str, str]], Kit]
    preprocessing: dict[str, str]
    progress: Callable[[str], None]
    language: str
    categorise_title: OfTitle
    own_features: tuple[OwnFeature, ...]

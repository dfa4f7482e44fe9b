"""A build: sources and log into the lake, people, folds, models, tags, and a new generation of the store."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.audiences.occurrences import write_occurrences
from huaxiang.build.catalogue_items import fold_items, items_of
from huaxiang.build.discovering import seen_texts, write_discoveries
from huaxiang.build.fitting import fit_models, last_segments, load_segments
from huaxiang.build.folding import Batch, FoldedLake, Folding, FoldInputs, fold_lake
from huaxiang.build.generation import feed_changes, load_batch, load_identities, lost_changes, merges_since
from huaxiang.build.log_source import SEEN_SCHEMA, write_log
from huaxiang.build.movements import movements_of, write_movements
from huaxiang.build.outputs import Counts, write_profiles
from huaxiang.build.people import Signs, write_people
from huaxiang.build.plan import BuildPlan
from huaxiang.build.record import Stages, table_hashes
from huaxiang.build.stage_movements import Steps, count_steps, steps_table
from huaxiang.build.telling import Telling, tell_groups, tell_moved
from huaxiang.build.texts import read_texts, write_readings
from huaxiang.domain.events import FOLD_SCHEMA, TRAIT_CALLS
from huaxiang.domain.profiles import Item, Profile
from huaxiang.domain.tables import TABLES
from huaxiang.folds.people import People
from huaxiang.ingest import people as ingest_people
from huaxiang.ingest import stage as ingest_stage
from huaxiang.ingest.resolve import resolve_identities
from huaxiang.journeys import stage as journeys_stage
from huaxiang.segments.model import Segment, SegmentModel
from huaxiang.segments.score_features import FeatureScorer
from huaxiang.segments.stage import segments_table
from huaxiang.stores.base import Meta
from huaxiang.tags.derive import derive
from huaxiang.tags.flags import FlagScorer
from huaxiang.tags.kit import Kit
from huaxiang.tags.permission import is_allowed, separately_consented
from huaxiang.tags.scorer import NEVER, all_replays

__all__ = ["STAGES", "BuildResult", "rehearse", "run"]

_TABLES = [name for name in TABLES if name not in {"tag_changes", "sessions", "merges", "movements"}]


@dataclass(slots=True)
class BuildResult:
    """What a build made.

    Attributes:
        manifest: The run manifest as JSON-able values.
        model: The segmentation in use.
        report: Lines a person reads.
    """

    manifest: dict[str, Any]
    model: SegmentModel
    report: list[str] = field(default_factory=list)


STAGES = ("ingest", "identity", "interests", "folds", "models", "tags", "discovery", "journeys")


def run(plan: BuildPlan) -> BuildResult:
    """Builds every table and the new generation; nothing of the old one is touched."""
    with _no_collector():
        return _run(_Build(plan))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Millions of rows and no cycles among them: the cycle collector would take half the time of the tags."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run(build: _Build) -> BuildResult:
    build.run_until(STAGES[-1])
    return build.finish()


def rehearse(plan: BuildPlan, *, stage: str) -> tuple[dict[str, Any], list[str]]:
    """Runs the stages up to and with one of `STAGES`; returns their records and the lines a person reads."""
    build = _Build(plan)
    build.run_until(stage)
    return build.stages.stages, build.report


class _Build:
    def __init__(self, plan: BuildPlan) -> None:
        self.plan = plan
        self.tell = Telling(plan.progress, plan.language)
        self.stages = Stages()
        self.report: list[str] = []
        self.inputs: list[dict[str, Any]] = []
        self.as_of = 0
        self.is_historic = False
        self.identities: pa.Table
        self.readings: pa.Table
        self.items: list[Item] = []
        self.folded: FoldedLake
        self.kit: Kit
        self.versions: dict[str, str] = {}
        self.model: SegmentModel
        self.last: SegmentModel | None = None
        self.signs: Signs
        self.counts = Counts()
        self.moved: Counter[tuple[str, str]] = Counter()
        self.steps: Steps = Counter()
        self.suppressed: Counter[str] = Counter()
        self.refusing: set[str] = set()
        self.sensitive: dict[str, frozenset[str]] = {}
        self.consented: dict[str, frozenset[str]] = {}

    def run_until(self, last: str) -> None:
        steps = (self.ingest, self.resolve, self.read, self.fold, self.fit, self.derive, self.discover, self.journeys)
        for name, step in zip(STAGES, steps, strict=True):
            step()
            if name == last:
                return

    def ingest(self) -> None:
        plan = self.plan
        with self.stages.stage("ingest") as entry:
            report = ingest_stage.run(
                plan.sources, lake=plan.lake, session=plan.session, settings=plan.ingest, progress=self.tell.step
            )
            last = plan.now if plan.as_of is None else plan.as_of
            n_log = write_log(plan.log, plan.lake, until=plan.log_seq, as_of=last)
            entry["rows_in"] = sum(each.rows_in for each in report.sources) + n_log
            rejects: Counter[str] = Counter()
            for each in report.sources:
                rejects.update(each.rejects)
            entry["rejects"] = dict(sorted(rejects.items()))
            entry["rows_out"] = sum(each.rows_used for each in report.sources) + n_log
            entry["log"] = n_log
            entry["sources"] = {
                each.name: {"table": each.table, "rows_in": each.rows_in, "used": each.rows_used}
                | {"rejected": sum(each.rejects.values()), "no_identity": each.no_identity}
                for each in report.sources
            }
            entry["behind"] = {table: {"rows": n, "raw_rows": raw} for table, (n, raw) in report.behind.items()}
            entry["difference"] = report.difference
        used: Counter[str] = Counter()
        for each in report.sources:
            used[each.table] += each.rows_used
        self.tell.ingested(used, sum(rejects.values()))
        self.inputs = [
            {"source": each.name, "path": file.path, "sha256": file.sha256, "rows": file.rows}
            for each in report.sources
            for file in each.files
        ]
        self.report.append(report.to_text(self.plan.language))
        self._set_as_of()

    def _set_as_of(self) -> None:
        events = self.plan.lake.scan("events", self.plan.session)
        known = events.filter(events.occurred_at <= self.plan.now)
        newest = self.plan.session.collect(known.aggregate(newest=known.occurred_at.max()))["newest"][0].as_py()
        newest = self.plan.now if newest is None else int(newest)
        self.as_of = newest if self.plan.as_of is None else self.plan.as_of
        self.is_historic = self.as_of < newest

    def resolve(self) -> None:
        plan = self.plan
        with self.stages.stage("identity") as entry:
            seen = plan.session.parquet(plan.lake.files("identities_seen"), SEEN_SCHEMA)
            seen = seen.group_by("identity").aggregate(first_seen_at=seen.first_seen_at.min())
            rows = plan.session.collect(seen.filter(seen.first_seen_at <= self.as_of).order_by("identity"))
            links = plan.lake.read("links")
            links = links.filter(pc.less_equal(links["occurred_at"], self.as_of))
            self.identities = resolve_identities(rows, links, namespaces=plan.ingest.namespaces)
            plan.lake.write("identities", self.identities)
            ingest_people.stamp_people(plan.lake, plan.session, identities=self.identities)
            entry["rows_in"], entry["rows_out"] = rows.num_rows, len(self.identities["person_id"].unique())
        self.tell.resolved(self.identities)

    def read(self) -> None:
        plan = self.plan
        with self.stages.stage("interests") as entry:
            self.items = items_of(plan.lake, plan.categorise, of_title=plan.categorise_title)
            before = sum(plan.dropped_readings.values())
            self.readings = read_texts(
                plan.lake,
                self.items,
                plan.read_text,
                dropped=plan.dropped_readings,
                as_of=self.as_of,
            )
            n_dropped = sum(plan.dropped_readings.values()) - before
            self.suppressed["sensitive_reading"] = n_dropped
            entry["rejects"] = {"sensitive_reading": n_dropped} if n_dropped else {}
            entry["rows_in"], entry["rows_out"] = plan.lake.count("texts"), self.readings.num_rows
        self.tell.texts(entry["rows_in"], self.readings)

    def fold(self) -> None:
        plan = self.plan
        replays = all_replays(plan.folds, [FeatureScorer(), FlagScorer(plan.rules)])
        inputs = FoldInputs(fold_items(self.items), self.readings, self.identities, plan.categorise)
        with self.stages.stage("folds") as entry:
            folding = Folding(plan.folds, replays, plan.zone, self.as_of)
            self.folded = fold_lake(plan.lake, plan.session, inputs, folding)
            write_occurrences(plan.lake, plan.session)
            entry["rows_in"] = plan.lake.count("fold_events")
            entry["rows_out"] = len(self.folded.ids)

    def fit(self) -> None:
        plan = self.plan
        with self.stages.stage("models") as entry:
            # a view of the past is no step on the way of the segments
            is_succeeding = plan.before is not None and not plan.before.meta().is_historic
            self.last = last_segments(plan.artefacts) if is_succeeding else None
            if plan.keep_models is None:
                fitted = fit_models(plan, self.folded, as_of=self.as_of, last=self.last)
                self.versions = fitted.versions
                self.report.append(fitted.report)
            else:
                self.versions = plan.keep_models
            self.model = load_segments(plan.artefacts, self.versions["segments"])
            self.kit = plan.make_kit(self.versions)
            self.sensitive = self._sensitive_keys()
            entry["rows_in"] = len(self.folded.ids)
        self.tell.segmented(self.model.segments)

    def _sensitive_keys(self) -> dict[str, frozenset[str]]:
        """Branches of the keys among the readings that lie on a sensitive one."""
        keys = set(self.readings["tag_key"].to_pylist())
        found = {key: self.kit.catalogue.find(key) for key in keys}
        return {key: each.branches for key, each in found.items() if each is not None and each.branches}

    def derive(self) -> None:
        plan = self.plan
        self.signs = Signs(self.identities)
        load_identities(plan.store, self.identities, plan.lake, self.items, as_of=self.as_of)
        with self.stages.stage("tags") as entry:
            for number, batch in enumerate(self.folded.batches()):
                self._derive_batch(batch, part=f"part-{number:05d}")
                n = batch.first + len(batch.people)
                if number:
                    self.tell.say(f"已算完 {n:,} 人的标签", f"tags of {n:,} people")
            self._take_leave()
            write_readings(plan.lake, plan.session, self.readings, self.identities, withheld=self._withheld_readings())
            entry["rows_in"] = len(self.folded.ids)
            entry["rows_out"] = sum(self.counts.by_status.values())
            entry["rejects"] = {reason: n for reason, n in sorted(self.suppressed.items()) if n}
        self.tell.tagged(len(self.folded.ids), self.counts.by_tag, self.kit.catalogue)
        self.report.extend(tell_groups(self.counts.by_tag, self.kit.catalogue, plan.language))
        self.report.extend(tell_moved(self.moved, self._segments_known(), plan.language))

    def discover(self) -> None:
        with self.stages.stage("discovery") as entry:
            plan = self.plan
            texts = seen_texts(plan.lake, plan.session, self.readings, self.items, until=self.as_of)
            texts = [each for each in texts if each.person not in self.refusing]
            found = plan.discover(texts) if texts else []
            entry["rows_in"], entry["rows_out"] = len(texts), write_discoveries(plan.lake, found)

    def _segments_known(self) -> list[Segment]:
        """Segments of the build before and of this one."""
        return [*(() if self.last is None else self.last.segments), *self.model.segments]

    def _derive_batch(self, batch: Batch, *, part: str) -> None:
        plan, kit = self.plan, self.kit
        derived = derive(
            batch.people,
            kit.scorers,
            catalogue=kit.catalogue,
            allowances=kit.allowances,
            run_id=plan.run_id,
            origin="batch",
        )
        self.suppressed.update(derived.suppressed)
        self._note_permissions(batch.people, derived.profiles)
        self.steps.update(count_steps(batch.people, derived.profiles, kit))
        write_profiles(plan.lake, derived.profiles, self.counts, part=part)
        write_people(plan.lake, batch, derived.profiles, self.signs, part=part)
        load_batch(plan.store, batch, derived.profiles, plan.folds)
        ids = [profile.person_id for profile in derived.profiles]
        before = {} if plan.before is None else {each.person_id: each for each in plan.before.profiles(ids)}
        changes = feed_changes(before, derived.profiles, run_id=plan.run_id, at=self.as_of)
        plan.store.load("changes", changes)
        was = before if self.last is not None else {}
        moved = movements_of(was, derived.profiles, model=self.model, last=self.last)
        self.moved.update((each.from_segment, each.to_segment) for each in moved)
        write_movements(plan.lake, moved, at=self.as_of, part=part)

    def _note_permissions(self, people: People, profiles: Sequence[Profile]) -> None:
        """Whose readings stay out of table `interests`."""
        self.refusing.update(profile.person_id for profile in profiles if profile.next_due == NEVER)
        if self.sensitive:
            for person, purposes in zip(people.ids, separately_consented(people), strict=True):
                if purposes:
                    self.consented[person] = purposes

    def _withheld_readings(self) -> Callable[[str | None, str], bool]:
        def is_withheld(person: str | None, key: str) -> bool:
            if person in self.refusing:
                return True
            branches = self.sensitive.get(key)
            consented = self.consented.get(person or "", frozenset())
            return branches is not None and not is_allowed(branches, consented, self.kit.allowances)

        return is_withheld

    def _take_leave(self) -> None:
        """Feed entries and merges of people whom this build no longer has under their old id."""
        plan = self.plan
        if plan.before is None:
            return
        plan.store.load("merges", merges_since(plan.before, self.identities, at=self.as_of))
        ids = set(self.folded.ids)
        gone = [profile for profile in plan.before.profiles() if profile.person_id not in ids]
        plan.store.load("changes", lost_changes(gone, run_id=plan.run_id, at=self.as_of))

    def journeys(self) -> None:
        plan = self.plan
        with self.stages.stage("journeys") as entry:
            events = plan.session.parquet(plan.lake.files("fold_events"), FOLD_SCHEMA)
            owners = plan.session.arrow(self.identities.select(["identity", "person_id"]), "journey_owners")
            named = (
                events.filter(events.name.notin(sorted(TRAIT_CALLS)))
                .left_join(owners, "identity")
                .drop("identity_right")
            )
            report = journeys_stage.run(plan.lake, plan.session, named, as_of=self.as_of)
            entry["rows_in"], entry["rows_out"] = report.n_events, report.n_transitions
        self.tell.walked(report.n_sessions, report.n_transitions)
        self.report.append(report.to_text(self.plan.language))

    def finish(self) -> BuildResult:
        plan = self.plan
        segments = segments_table(self.model, self.counts.by_segment)
        plan.lake.write("segments", segments)
        plan.lake.write("tags", self.kit.catalogue.as_table())
        meta = Meta(plan.run_id, self.as_of, plan.log_seq, 0, self.is_historic)
        report = plan.artefacts.load("segments", self.versions["segments"]).meta.get("report")
        tables = {"segments": segments.to_pylist(), "labels": [plan.own_labels]}
        tables |= {"segmentation": [] if report is None else [report], "stage_movements": steps_table(self.steps)}
        plan.store.finish(meta, tables)
        return BuildResult(self._manifest(), self.model, self.report)

    def _manifest(self) -> dict[str, Any]:
        return {
            "run_id": self.plan.run_id,
            "as_of": self.as_of,
            "log_seq": self.plan.log_seq,
            "is_historic": self.is_historic,
            "seed": self.plan.seed,
            "inputs": self.inputs,
            "stages": self.stages.stages,
            "models": self.versions,
            "assignments_by_status": dict(sorted(self.counts.by_status.items())),
            "suppressed": dict(sorted(self.suppressed.items())),
            "tables": table_hashes(self.plan.lake, self.plan.session, _TABLES),
        }

"""Audiences of a project: names that expressions may use, the selection, and the file that is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.events import EventReader, KeptEvents
from huaxiang.audiences.following import follow
from huaxiang.audiences.handing import check_target, write_rows
from huaxiang.audiences.index import PeopleIndex, columns_of
from huaxiang.audiences.lookalikes import Lookalikes, find_lookalikes
from huaxiang.audiences.saved import SavedAudience, read_audiences, save_audience
from huaxiang.audiences.select import Selection, select
from huaxiang.audiences.tgi import Comparison, compare
from huaxiang.domain.errors import UserError
from huaxiang.domain.identities import split_identity
from huaxiang.domain.instants import SECOND_US, now, to_iso
from huaxiang.engines.base import Session
from huaxiang.engines.duckdb import DuckDB
from huaxiang.project.naming import OPEN_NAMESPACES
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of, segment_names
from huaxiang.stores.base import Store
from huaxiang.tags.expressions import Vocabulary, parse, terms_of
from huaxiang.tags.expressions.terms import Feature, Known

__all__ = ["Audiences", "engine_session", "vocabulary_of"]


def engine_session(project: Readable) -> AbstractContextManager[Session]:
    """The project's engine, opened for reading."""
    return DuckDB().session(project.limits())


def vocabulary_of(project: Readable, bitmaps: PeopleBitmaps) -> Vocabulary:
    """The names that an expression may use: the catalogue's, the tree's, and what people have."""
    catalogue, taxonomy = project.catalogue(), project.taxonomy()
    keys, features, traits, facts = bitmaps.names()
    held = {key: catalogue.find(key) for key in keys}
    known = {each.key: each for each in [*catalogue.definitions(), *(each for each in held.values() if each)]}
    nodes = {} if taxonomy is None else taxonomy.nodes
    return Vocabulary(
        tags={key: label_of(each, "zh") for key, each in known.items()},
        segments=segment_names(project),
        interests={key: "-".join(node.labels) for key, node in nodes.items()},
        categories={node.slug: node.zh for node in nodes.values()},
        features=features,
        traits=traits,
        facts=facts,
    )


@dataclass
class Audiences:
    """Selecting over one generation of a project: everyone is read once, then those alone who have changed."""

    project: Readable
    bitmaps: PeopleBitmaps
    vocabulary: Vocabulary
    kept_events: KeptEvents = field(default_factory=KeptEvents, repr=False)

    def __post_init__(self) -> None:
        self._names = self.bitmaps.names()
        self._index: PeopleIndex | None = None

    @classmethod
    def of(cls, project: Readable, *, kept_events: KeptEvents | None = None) -> Audiences:
        """The current generation, read.

        Args:
            kept_events: Those of an earlier reading of the same generation.
        """
        bitmaps = PeopleBitmaps.read(project.store(), project.gate())
        return cls(project, bitmaps, vocabulary_of(project, bitmaps), kept_events or KeptEvents())

    @property
    def index(self) -> PeopleIndex:
        """Everyone as columns, made when asked for and kept until somebody changes."""
        if self._index is None or self._index.meta != self.bitmaps.meta:
            self._index = columns_of(self.bitmaps)
        return self._index

    def follow(self, store: Store, *, guard: AbstractContextManager[object] | None = None) -> bool:
        """Moves on to where a store of the same generation stands; False where everyone has to be read anew.

        Args:
            store: Open in this thread alone.
            guard: Held while anything moves.
        """
        before = self.bitmaps.meta
        if not follow(self.bitmaps, store, self.project.gate(), guard=guard):
            return False
        if self.bitmaps.meta != before:
            with guard or nullcontext():
                self._index = None
                if self._names != (names := self.bitmaps.names()):
                    self._names, self.vocabulary = names, vocabulary_of(self.project, self.bitmaps)
        return True

    def select(self, expression: str, *, is_unproven_included: bool = False) -> Selection:
        """The people who meet an expression, or a saved audience of that name.

        Raises:
            BadExpression: It cannot be read.
            UnknownName: It names something that does not exist.
        """
        saved = {each.name: each.expression for each in self.saved()}
        reader = self._events()
        return select(
            saved.get(expression, expression),
            self.bitmaps,
            self.vocabulary,
            read_events=partial(self.kept_events.read, reader),
            met=partial(self.kept_events.met, reader),
            is_unproven_included=is_unproven_included,
        )

    def compare(self, selection: Selection, baseline: Selection | None = None) -> Comparison:
        """TGI of a selection against another one, or against everyone who may be in an audience."""
        return compare(self.index, selection.members, None if baseline is None else baseline.members)

    def similar(self, selection: Selection, *, n: int) -> Lookalikes:
        """The `n` people most like a selection; features that its expression names are not learned from.

        Raises:
            UserError: Too few people to learn from.
        """
        saved = {each.name: each.expression for each in self.saved()}
        terms = terms_of(parse(saved.get(selection.expression, selection.expression), self.vocabulary))
        named = {term.name for term in terms if isinstance(term, Feature | Known)}
        seed = self.project.config.project.seed
        return find_lookalikes(self.index, selection.members, n=n, seed=seed, without=named)

    def similar_document(self, selection: Selection, found: Lookalikes, *, clock: int | None = None) -> dict[str, Any]:
        """What `audience similar --json` prints: seeds, pool, auc, ece, and members with their probability."""
        head = self.document(selection, is_count=True, clock=clock)
        pairs = zip(found.ids, found.probability.tolist(), strict=True)
        return {
            **{name: head[name] for name in ("expression", "as_of", "run_id", "lag_seconds", "withheld", "excluded")},
            "count": len(found.ids),
            "seeds": found.n_seeds,
            "pool": found.n_pool,
            "auc": found.auc,
            "ece": found.ece,
            "members": [{"person_id": person, "probability": round(p, 4)} for person, p in pairs],
        }

    def _events(self) -> EventReader:
        project = self.project
        built = int(project.manifest().get("log_seq") or 0)
        return EventReader(project.store(), project.lake(), project.log(), engine_session(project), built)

    def saved(self) -> list[SavedAudience]:
        """The audiences kept in `audiences.yaml`."""
        return read_audiences(self.project.folder / "audiences.yaml")

    def save(self, name: str, expression: str) -> SavedAudience:
        """Keeps an audience under a name after reading its expression."""
        parse(expression, self.vocabulary)
        audience = SavedAudience(name, expression)
        save_audience(self.project.folder / "audiences.yaml", audience)
        return audience

    def hand_over(self, selection: Selection, path: Path) -> int:
        """Writes the members to a file: person_id and the shop's own numbers; no tags.

        Raises:
            UserError: The selection counts unproven tags.
            UnknownName: The suffix is no known format.
            StorageError: It cannot be written.
        """
        if selection.is_unproven_included:
            raise UserError("--include-unproven goes only with --count: unproven tags are not handed over")
        return self.hand_over_people(selection.members, path)

    def hand_over_people(self, people: Sequence[str], path: Path) -> int:
        """Writes people to a file in the order given, as `hand_over` does.

        Raises:
            UnknownName: The suffix is no known format.
            StorageError: It cannot be written.
        """
        check_target(path)
        return write_rows(self._members(people), path)

    def _members(self, people: Sequence[str]) -> pa.Table:
        owned = self.project.store().identities_of(people)
        spaces = sorted({space for rows in owned.values() for row in rows if (space := _open(row.identity))})
        columns: dict[str, list[str | None]] = {"person_id": list(people)}
        for space in spaces:
            prefix = f"{space}:"
            values = [
                ";".join(
                    row.identity.removeprefix(prefix) for row in owned.get(each, ()) if row.identity.startswith(prefix)
                )
                for each in people
            ]
            columns[space] = [value or None for value in values]
        return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})

    def document(self, selection: Selection, *, is_count: bool, clock: int | None = None) -> dict[str, Any]:
        """The selection as `audience --json` prints it; members only when it is not a count."""
        lag = max((now() if clock is None else clock) - selection.as_of, 0)
        n_eligible = selection.n_eligible
        document: dict[str, Any] = {
            "expression": selection.expression,
            "count": len(selection),
            "eligible": n_eligible,
            "share": round(len(selection) / n_eligible, 6) if n_eligible else 0.0,
            "withheld": selection.withheld,
            "excluded": selection.excluded,
            "include_unproven": selection.is_unproven_included,
            "as_of": to_iso(selection.as_of),
            "run_id": selection.run_id,
            "lag_seconds": round(lag / SECOND_US, 3),
        }
        return document if is_count else {**document, "members": selection.members}


def _open(identity: str) -> str | None:
    """The namespace of one of the shop's own numbers."""
    namespace = split_identity(identity)[0]
    return namespace if namespace in OPEN_NAMESPACES else None

"""People merged and parted by a person's decision: control records of the accepted log, which live and builds obey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import split_identity
from huaxiang.domain.ids import content_id, event_id
from huaxiang.domain.instants import now
from huaxiang.domain.links import UNLINKED
from huaxiang.interests.scrub import scrub
from huaxiang.live.step import Stepper
from huaxiang.project.lookup import rows_by
from huaxiang.project.naming import shown
from huaxiang.stores.base import Store, Update

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["CONTROL_SOURCE", "Control", "PersonChange", "Preview", "controls", "merge", "preview", "undo"]

CONTROL_SOURCE = "huaxiang.identity"
"""Source of control records in the accepted log."""
_NAMES = {"merge": "identity_linked", "undo": UNLINKED}
_LONGEST = 500
_PAGE = 20_000


@dataclass(frozen=True, slots=True)
class Control:
    """A decision about two identities.

    Attributes:
        merge_id: Event id of the control record, which the feed names as `merge:<id>` or `undo:<id>`.
        kind: `merge` or `undo`.
        a: `namespace:value`, the stronger one.
        b: The other.
        by: Who decided.
        at: The project's instant from which on it holds, µs.
        decided_at: The wall clock at the decision, µs.
    """

    merge_id: str
    kind: str
    a: str
    b: str
    reason: str
    by: str
    at: int
    decided_at: int


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person as a decision would make them.

    Attributes:
        identities: All of theirs, unmasked.
        tags: Keys of the tags they would hold, in whatever state.
        gained: Those of `tags` that none of the people whom they come from holds.
        lost: Tags that one of those people holds and they would not.
    """

    person_id: str
    identities: tuple[str, ...]
    tags: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would do.

    Attributes:
        kind: `merge` when the two are two people now, else `undo`.
        a: The identity that the first name means.
        b: The identity that the second name means.
        before: People concerned, by id, with their identities.
        after: The people whom they would become, by id.
    """

    kind: str
    a: str
    b: str
    before: dict[str, tuple[str, ...]]
    after: tuple[PersonChange, ...]


def merge(project: Project, a: str, b: str, *, reason: str, by: str, clock: int | None = None) -> Control:
    """Decides that two identities are one person, whatever the limits of their namespaces say.

    Live obeys when it comes to the record in the log, a build as of its instant or later. That instant is the
    project's own present, just after the newest event of the log, not the wall clock.

    Args:
        project: Built.
        a: `namespace:value`, a bare value that one identity has, or a person id, which means their strongest.
        b: The same.
        reason: 1 to 500 characters; personal data in it is masked.
        by: Who decides.
        clock: The wall clock, µs; now when None.

    Raises:
        UnknownName: Nobody has the name.
        UserError: A name means several identities, the two are one person already, or there is no reason.
        StorageError: The log cannot be written.
    """
    return _decide(project, "merge", (a, b), _Word(reason, by, now() if clock is None else clock))


def undo(project: Project, a: str, b: str, *, reason: str, by: str, clock: int | None = None) -> Control:
    """Decides that two identities are two people: of the merge that joined them, or of any other links.

    No link but a later merge of the two brings them together again, also none through a third identity. Arguments
    and errors are those of `merge`; it is an error that the two are two people already.
    """
    return _decide(project, "undo", (a, b), _Word(reason, by, now() if clock is None else clock))


def preview(project: Project, a: str, b: str) -> Preview:
    """What a merge of two people, or the undo of two identities of one person, would do now; nothing is written.

    It is the step that live would take, from what the current generation holds.

    Raises:
        UnknownName: Nobody has the name.
        UserError: A name means several identities, or both the same one.
    """
    store = project.store()
    try:
        pair = _pair(project, store, (a, b))
        kind = "merge" if len(_owners(store, pair)) > 1 else "undo"
        meta = store.meta()
        record = _record(kind, pair, _Word("preview", "preview", 0), at=meta.as_of + 1)
        update = Stepper(store, project.current_kit).step([(meta.log_seq + 1, record)], as_of=meta.as_of + 1)
        return _compared(store, update, kind, pair)
    finally:
        store.close()


def controls(project: Project) -> list[Control]:
    """Every decision that the accepted log holds, by the instant from which on it holds.

    Raises:
        ProjectMissing: There was no build.
    """
    rows = rows_by(project.lake(), "events", "source", [CONTROL_SOURCE], columns=["log_seq"])
    log = project.log()
    try:
        events = [event for row in rows for _, event in log.read(row["log_seq"] - 1, until=row["log_seq"])]
        after = int(project.manifest().get("log_seq") or 0)
        while page := log.read(after, limit=_PAGE):
            events += [event for _, event in page if event.source == CONTROL_SOURCE]
            after = page[-1][0]
    finally:
        log.close()
    return sorted(map(_control, events), key=lambda each: (each.at, each.merge_id))


@dataclass(frozen=True, slots=True)
class _Word:
    reason: str
    by: str
    clock: int


def _decide(project: Project, kind: str, names: tuple[str, str], word: _Word) -> Control:
    if not 1 <= len(word.reason.strip()) <= _LONGEST:
        raise UserError(f"{kind}: a reason has 1 to {_LONGEST} characters: say why, it is kept with the decision")
    store, log = project.store(), project.log()
    try:
        pair = _pair(project, store, names)
        is_one = len(_owners(store, pair)) == 1
        if is_one == (kind == "merge"):
            told = " and ".join(map(shown, pair))
            raise UserError(f"{told} are {'one person' if is_one else 'two people'} already: nothing to {kind}")
        at = max(store.meta().as_of, (log.newest_occurred_at() or 0) + 1)
        record = _record(kind, pair, word, at=at)
        log.append([record])
    finally:
        log.close()
        store.close()
    return _control(record)


def _record(kind: str, pair: tuple[str, str], word: _Word, *, at: int) -> AcceptedEvent:
    message = content_id(kind, *pair, at)
    return AcceptedEvent(
        event_id(CONTROL_SOURCE, message),
        CONTROL_SOURCE,
        message,
        _NAMES[kind],
        at,
        word.clock,
        list(pair),
        link_kind="merge" if kind == "merge" else "login",
        properties={"reason": scrub(word.reason.strip()), "by": word.by},
    )


def _control(event: AcceptedEvent) -> Control:
    kind = "undo" if event.name == UNLINKED else "merge"
    a, b = event.identities
    reason, by = (event.properties.get(name, "") for name in ("reason", "by"))
    return Control(event.event_id, kind, a, b, reason, by, event.occurred_at, event.received_at)


def _pair(project: Project, store: Store, names: tuple[str, str]) -> tuple[str, str]:
    """The two identities, the stronger one first."""
    ranks = {each.name: each.priority for each in project.config.identity.namespaces}

    def rank(identity: str) -> tuple[int, str]:
        return (ranks.get(split_identity(identity)[0], len(ranks) + 1), identity)

    a, b = (min(_meant(store, name.strip()), key=rank) for name in names)
    if a == b:
        raise UserError(f"both names mean {shown(a)}: give two identities, such as member_no:42 and mobile:139…")
    return (a, b) if rank(a) <= rank(b) else (b, a)


def _meant(store: Store, name: str) -> Sequence[str]:
    """The identity that a name means, or all of a person's when it is their id."""
    if store.identities([name]):
        return [name]
    people = store.people_of(name)
    rows = [row.identity for owned in store.identities_of(people).values() for row in owned]
    of_value = [each for each in rows if split_identity(each)[1] == name]
    if not rows:
        hint = "give an identity such as member_no:42, its bare value, or a person id"
        raise UnknownName("identity", shown(name), hint=hint)
    if len(of_value) > 1:
        known = ", ".join(shown(each) for each in sorted(of_value))
        raise UserError(f"{shown(name)!r} is the value of {len(of_value)} identities: give one of {known}")
    return of_value or rows


def _owners(store: Store, pair: Sequence[str]) -> set[str]:
    return {row.person_id for row in store.identities(pair).values()}


def _compared(store: Store, update: Update, kind: str, pair: tuple[str, str]) -> Preview:
    """The people before and after a step, beside each other."""
    moved = {row.identity: row.person_id for row in update.identities}
    old_owner = {name: row.person_id for name, row in store.identities({*moved, *pair}).items()}
    before = {
        person: tuple(row.identity for row in rows)
        for person, rows in sorted(store.identities_of(set(old_owner.values())).items())
    }
    held = {profile.person_id: {tag.tag_key for tag in profile.tags} for profile in store.profiles(list(before))}
    owner = {name: moved.get(name, person) for person, names in before.items() for name in names}
    came_from = {name: person for person, names in before.items() for name in names}
    after = []
    for profile in sorted(update.profiles, key=lambda each: each.person_id):
        own = tuple(sorted(name for name, person in owner.items() if person == profile.person_id))
        had: set[str] = set().union(*(held.get(came_from[name], set()) for name in own))
        tags = {tag.tag_key for tag in profile.tags}
        after.append(
            PersonChange(profile.person_id, own, *map(_keys, (tags, tags - had, had - tags))),
        )
    return Preview(kind, *pair, before, tuple(after))


def _keys(tags: set[str]) -> tuple[str, ...]:
    return tuple(sorted(tags))

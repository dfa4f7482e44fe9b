"""Webhooks and folders of a project as channels, and the part of the feed that each asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from huaxiang.channels.base import Channel, Entry, FeedSlice
from huaxiang.channels.dispatch import Outlet
from huaxiang.channels.folder import Folder
from huaxiang.channels.outbox import Outbox
from huaxiang.channels.webhook import Webhook
from huaxiang.domain.errors import OutOfRange, UserError
from huaxiang.domain.instants import to_iso
from huaxiang.project.feed_pages import BeyondTheFeed, feed_page
from huaxiang.project.outlet_tables import OutletConfig
from huaxiang.project.readable import Readable
from huaxiang.tags.catalogue import Catalogue

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["feed_slice", "forget_in_channels", "outbox_of", "outlets_of"]

_encode = msgspec.json.Encoder().encode


def outlets_of(project: Project, environment: Mapping[str, str] | None = None) -> list[Outlet]:
    """The configured webhooks and folders.

    Args:
        environment: Holds the secrets; that of the process when None.

    Raises:
        UserError: The environment variable of a secret is not set, or holds none that can be used.
    """
    known = os.environ if environment is None else environment
    return [
        Outlet(
            each.name,
            each.kind,
            _channel(project, each, known),
            each.target,
            partial(_is_asked_for, each),
            each.start == "beginning",
        )
        for each in project.config.outlets
    ]


def outbox_of(project: Project) -> Outbox:
    """The project's outbox.

    Raises:
        StorageError: It cannot be opened.
    """
    return Outbox(project.ledger / "outbox.sqlite")


def _channel(project: Project, outlet: OutletConfig, environment: Mapping[str, str]) -> Channel:
    if outlet.kind == "folder":
        return Folder(project.folder / outlet.target)
    secrets = [environment.get(each, "") for each in outlet.secret_envs]
    for name, secret in zip(outlet.secret_envs, secrets, strict=True):
        if not secret:
            raise UserError(f"webhook {outlet.name}: the environment variable {name} is not set: it holds the secret")
    try:
        return Webhook(outlet.target, secrets=secrets, timeout_seconds=outlet.timeout_seconds)
    except OutOfRange as error:
        raise UserError(f"webhook {outlet.name}: {' or '.join(outlet.secret_envs)}: {error}") from error


def _is_asked_for(outlet: OutletConfig, entry: Entry) -> bool:
    """Whether a webhook or folder asks for a change: by its tag, and by the purposes that the tag serves.

    >>> outlet = OutletConfig("a", "folder", "out", tags=("interest.*", "!interest.pet.*"), segments=("s0001",))
    >>> keys = ("interest.beauty", "interest.pet.cat", "segment.s0001", "flag.unpaid")
    >>> [_is_asked_for(outlet, Entry(1, "p", key, b"", frozenset())) for key in keys]
    [True, False, True, False]
    """
    asked = [each for each in outlet.tags if not each.startswith("!")]
    left_out = [each[1:] for each in outlet.tags if each.startswith("!")]
    asked += [f"segment.{each}" for each in outlet.segments]
    is_served = outlet.purpose is None or outlet.purpose in entry.purposes
    return is_served and (not asked or _meets(entry.tag_key, asked)) and not _meets(entry.tag_key, left_out)


def _meets(tag_key: str, patterns: Iterable[str]) -> bool:
    return any(tag_key.startswith(each[:-1]) if each.endswith("*") else tag_key == each for each in patterns)


def feed_slice(project: Readable, after: int) -> FeedSlice:
    """The outward feed after a sequence number, as channels read it; beyond its end it says that it was begun anew."""
    try:
        page = feed_page(project, after)
    except BeyondTheFeed as error:
        meta = project.store().meta()
        return FeedSlice([], error.end, is_end=True, as_of=to_iso(meta.as_of), run_id=meta.run_id, is_anew=True)
    entries = [_entry(each, project.catalogue()) for each in page.changes]
    return FeedSlice(entries, page.next, page.is_end, to_iso(page.as_of), page.run_id, page.withheld)


def _entry(change: dict[str, Any], catalogue: Catalogue) -> Entry:
    definition = catalogue.find(change["tag_key"])
    purposes = frozenset(() if definition is None else definition.purposes)
    return Entry(change["seq"], change["person_id"], change["tag_key"], _encode(change), purposes)


def forget_in_channels(project: Project, person_ids: Sequence[str]) -> int:
    """Removes what waits of people in the outbox, and what lies in folders; returns the number of changes."""
    path = project.ledger / "outbox.sqlite"
    gone = 0
    if path.exists():
        outbox = Outbox(path)
        try:
            gone = outbox.forget(person_ids)
        finally:
            outbox.close()
    folders = [project.folder / each.target for each in project.config.outlets if each.kind == "folder"]
    return gone + sum(Folder(each).forget(person_ids) for each in folders)

"""People forgotten in everything a project holds besides its sources: log, ledger, stores, lakes, models, cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.engines.lake import Lake
from huaxiang.ingest.cache import IngestCache
from huaxiang.project.lock import hold
from huaxiang.project.outlets import forget_in_channels
from huaxiang.project.receipts import note_forgotten, rows_of
from huaxiang.stores.base import Store

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["forget"]


def forget(project: Project, person_ids: Sequence[str]) -> dict[str, int]:
    """Removes people from every family that holds data of persons.

    The sources stay as they are: until their owner takes the people out, the next build reads them again. How many
    rows went is noted with each run, so that `check` still adds up.

    Args:
        project: Built.
        person_ids: Current ids.

    Returns:
        What was removed by family: rows of `lake`, events of `log`, people of `store`, entries of `ledger`,
        artefacts of `models`, files of `cache`, changes on their way out of `channels`.

    Raises:
        ProjectBusy: A build is running.
        StorageError: Something could not be written; the call may be repeated.
    """
    gone: Counter[str] = Counter()
    with hold(project.derived / "build.lock", purpose="build"):
        lakes = [Lake(path) for path in sorted((project.derived / "lake").glob("*/"))]
        stores = [project.generations.open(run_id) for run_id in project.generations.names()]
        log = project.log()
        try:
            identities = _identities(stores, person_ids)
            gone["log"] = log.forget(identities)
            for lake in lakes:
                gone["lake"] += _forget_in(lake, project, _ids_in_lake(lake, identities, person_ids))
            for store in stores:
                owners = {row.person_id for row in store.identities(identities).values()}
                gone["store"] += store.forget(sorted(owners.union(person_ids)))
        finally:
            log.close()
            for store in stores:
                store.close()
        gone["ledger"] = project.history.forget(person_ids)
        gone["channels"] = forget_in_channels(project, person_ids)
        gone["models"] = project.artefacts.forget(person_ids)
        gone["cache"] = IngestCache(project.derived / "cache" / "ingest").forget(person_ids)
    return dict(gone)


def _forget_in(lake: Lake, project: Project, person_ids: Sequence[str]) -> int:
    """Forgets in one lake and notes how many rows went, also of what went before a failure."""
    before = rows_of(lake)
    try:
        return lake.forget(person_ids)
    finally:
        note_forgotten(project.derived / "runs" / lake.root.name, before=before, after=rows_of(lake))


def _identities(stores: Sequence[Store], person_ids: Sequence[str]) -> list[str]:
    owned = [rows for store in stores for rows in store.identities_of(person_ids).values()]
    return sorted({row.identity for rows in owned for row in rows})


def _ids_in_lake(lake: Lake, identities: Sequence[str], person_ids: Sequence[str]) -> list[str]:
    """The people's ids in a generation, which may know them under other ids."""
    rows = lake.read("identities")
    owners = rows.filter(pc.is_in(rows["identity"], value_set=pa.array(identities, pa.string())))["person_id"]
    return sorted({*owners.to_pylist(), *person_ids})

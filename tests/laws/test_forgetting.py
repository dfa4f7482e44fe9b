"""Law 9: whatever holds data of persons can forget them, bytes included."""

from __future__ import annotations

import importlib
import pkgutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.laws.shops import held, usual_shop

import huaxiang
from huaxiang.channels.folder import Folder
from huaxiang.channels.outbox import Outbox
from huaxiang.channels.webhook import Webhook
from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import from_iso
from huaxiang.engines.lake import Lake
from huaxiang.ingest.cache import IngestCache
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.models.artefact import Artefact, Artefacts
from huaxiang.project.forgetting import forget
from huaxiang.project.ledger import Ledger
from huaxiang.project.opening import Project
from huaxiang.project.outlets import feed_slice, outbox_of
from huaxiang.stores.sqlite import SQLiteStore

FAMILIES = ("stores", "logs", "channels")
"""Families whose contract in base.py names `forget`; the lake, the artefacts, the ledger and the cache stand alone."""
WORDS = ("猫粮很好吃下次还要买的独特句子", "M00", "13912340000")


def texts_of(rows: object) -> Iterator[str]:
    if isinstance(rows, dict):
        for value in rows.values():
            yield from texts_of(value)
    elif isinstance(rows, list):
        for value in rows:
            yield from texts_of(value)
    elif rows is not None:
        yield str(rows)


def traces(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Files below a folder that hold one of the words: Parquet by its values, everything by its bytes."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            continue  # a side file of SQLite goes when its last connection is collected
        if path.suffix == ".parquet":
            values = "\n".join(texts_of(pq.read_table(path).to_pylist())).encode()
            body += values
        found += [f"{path.relative_to(folder)}: {word}" for word in words if word.encode() in body]
    return found


def remembered(folder: Path) -> Project:
    """A built shop where M00 wrote a sentence of their own, in a file and live, and was merged."""
    shop = usual_shop()
    shop.texts[0]["text"] = WORDS[0]
    project = shop.build(folder)
    outbox, part = outbox_of(project), feed_slice(project, 0)
    outbox.register("crm", address="x", position=0)
    outbox.fill("crm", part, part.entries)
    outbox.close()
    at = from_iso("2025-05-29T10:00:00Z")
    event = AcceptedEvent(
        event_id("app", "1"), "app", "1", "question_asked", at, at, ["member_no:M00", "cookie:ck-of-M00"]
    )
    event.text, event.text_kind = WORDS[0], "question"
    log = project.log()
    log.append([event])
    log.close()
    project.build()
    return project


def test_forget_leaves_no_byte_of_a_person_outside_the_sources(tmp_path: Path) -> None:
    project = remembered(tmp_path / "shop")
    person = project.store().people_of("member_no:M00")[0]
    others = {key: value for key, value in held(project).items() if key[0] != person}
    words = (*WORDS, person)
    assert {trace.split(": ")[1] for trace in traces(project.derived, words)} == set(words)
    assert traces(project.ledger, words)
    gone = forget(project, [person])
    assert traces(project.derived, words) == []
    assert traces(project.ledger, words) == []
    assert {"lake", "log", "store", "cache", "channels"} <= {family for family, n in gone.items() if n}
    assert held(project) == others


def test_forget_again_removes_nothing(tmp_path: Path) -> None:
    project = remembered(tmp_path / "shop")
    person = project.store().people_of("member_no:M00")[0]
    forget(project, [person])
    again = forget(project, [person])
    assert set(again.values()) == {0}


def test_the_lake_forgets_rows_and_keeps_those_of_others(small: Project, copy: Callable[[Project], Project]) -> None:
    lake = copy(small).lake()
    rows = lake.read("assignments")
    person = rows["person_id"][0].as_py()
    others = rows.num_rows - rows["person_id"].to_pylist().count(person)
    assert lake.forget([person]) > 10
    assert person not in "\n".join(texts_of(lake.read("identities").to_pylist()))
    assert lake.count("assignments") == others
    assert lake.count("items") == small.lake().count("items")
    named = set(lake.read("evidence")["evidence_id"].to_pylist())
    assert set(lake.read("assignments")["evidence_id"].to_pylist()) == named


def test_artefacts_hold_no_person_and_one_that_does_goes_whole(
    small: Project, copy: Callable[[Project], Project]
) -> None:
    project = copy(small)
    ids = [profile.person_id for profile in project.store().profiles()]
    assert project.artefacts.forget(ids) == 0
    arrays = {"names": np.array(ids[:1])}
    project.artefacts.save(Artefact("planted", "1", (), arrays, {}))
    project.artefacts.save(Artefact("told", "1", (), {}, {"who": ids[1]}))
    assert project.artefacts.forget(ids[2:]) == 0
    assert project.artefacts.forget(ids[:2]) == 2
    assert project.artefacts.versions("planted") == project.artefacts.versions("told") == []
    assert project.artefacts.versions("segments")


def test_the_cache_of_ingest_goes_whole(tmp_path: Path) -> None:
    cache = IngestCache(tmp_path / "cache")
    (tmp_path / "cache" / "parts").mkdir(parents=True)
    (tmp_path / "cache" / "parts" / "a").write_bytes(zlib.compress(b"M00"))
    assert cache.forget([]) == 0
    assert cache.forget(["p_1"]) == 1
    assert not (tmp_path / "cache").exists()


def contracts() -> list[str]:
    """Families that have a contract, of those that hold data of persons."""
    known = {module.name for module in pkgutil.iter_modules(huaxiang.__path__)}
    return [family for family in FAMILIES if family in known and _has_base(family)]


def _has_base(family: str) -> bool:
    package = importlib.import_module(f"huaxiang.{family}")
    return "base" in {module.name for module in pkgutil.iter_modules(package.__path__)}


@pytest.mark.parametrize("family", contracts())
def test_every_family_has_forget_in_its_contract(family: str) -> None:
    base = importlib.import_module(f"huaxiang.{family}.base")
    assert [name for name, value in vars(base).items() if isinstance(value, type) and hasattr(value, "forget")]


@pytest.mark.parametrize(
    "holder", [Artefacts, Folder, IngestCache, Lake, Ledger, Outbox, SQLiteLog, SQLiteStore, Webhook]
)
def test_every_holder_of_persons_can_forget(holder: type) -> None:
    assert callable(getattr(holder, "forget", None))

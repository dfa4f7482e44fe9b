"""Law 5: the gate stands before every way out; a way out that nobody placed, or one without the gate, is found."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from huaxiang.cli import listing
from huaxiang.cli.main import main
from huaxiang.console.site import add_console
from huaxiang.domain import tables
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import Change
from huaxiang.ingest.dialects.base import dialect, dialect_names
from huaxiang.project import export
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.stores.base import Meta
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.feed import changes_between

HOLDER = "member_no:M01"
PASSING = "fact.buyer"
PLANTED: Mapping[str, Mapping[str, Any]] = {
    "fact.repeat_buyer": {"state": "observation"},
    "behaviour.coupon_driven": {"state": "active", "threshold_milli": 900},
    "behaviour.night_active": {"state": "frozen"},
    "flag.hesitant": {},
    "flag.unpaid": {},
    "flag.re_viewing": {"purposes": ["service"]},
}
"""Keys with what the ledger says of their definitions; nobody holds them but whom we plant them on."""
OTHER_PURPOSE = "flag.re_viewing"
UNPROVEN = tuple(sorted(set(PLANTED) - {OTHER_PURPOSE}))
MARK = "planted-mark-of-"

INSIDE_COMMANDS = {
    "init": "reads raw files, writes a mapping",
    "person": "shows all tags with their state",
    "why": "shows all tags with their state",
    "why-not": "shows all tags with their state",
    "segments": "counts",
    "segments rename": "keeps a name",
    "report": "counts and sums; examples are masked identities",
    "interests": "counts",
    "journeys": "counts",
    "tags": "definitions and counts",
    "audience save": "keeps an expression",
    "audience list": "shows expressions",
    "audience tgi": "counts",
    "read": "no person of the shop",
    "rejects": "rows of sources",
    "check": "counts",
    "build": "counts",
    "serve": "its routes are walked",
    "live": "counts",
    "synonyms review": "words of texts, masked, with the categories suggested",
    "users add": "no person of the shop",
    "simulate": "no person of the shop",
    "demo": "its routes are walked",
    "evaluate": "figures",
    "bench": "figures",
}
INSIDE_ROUTES = {
    "/v1/people/{person}/tags/{tag}/why": "shows all tags with their state",
    "/weekly": "a page: counts, sums and medians; examples are masked identities",
    "/segments": "a page: counts and medians of segments",
    "/interests": "a page: counts, masked texts with their readings and state",
    "/live": "a page: it shows changes of all tags with their state, or those that pass",
    "/connect": "a page: keys, and the tags of test people with their state",
    "/people": "pages: they show all tags with their state",
    "/audiences": "a page: what it hands over is that of `audience`",
    "/data": "a page: sources and rejects",
    "/_nicegui": "what pages are made of",
    "/favicon": "a picture",
    "/v1/projects": "settings of an SDK",
    "/array": "settings of an SDK",
}
INTAKE = tuple(path for name in dialect_names() for path in dialect(name).PATHS)
PAGES = (
    "/",
    "/assets",
    "/login",
    "/logout",
    "/language/{chosen}",
    "/docs",
    "/openapi.json",
    "/healthz",
    "/v1/{rest:path}",
    "/readyz",
    "/metrics",
)


def plant(project: Project) -> Project:
    """Gives one person a tag of every kind that may not leave, in store and feed, and the ledger its states."""
    lines = [json.dumps({"key": key, **state}) for key, state in PLANTED.items() if state]
    (project.ledger / "tag-states.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    store = project.store()
    meta = store.meta()
    profile = store.profile(store.people_of(HOLDER)[0])
    assert profile is not None
    before = list(profile.tags)
    profile.tags = sorted([*before, *(_tag(key, meta) for key in PLANTED)], key=lambda tag: tag.tag_key)
    store.load("profiles", [profile])
    store.load("changes", _gained(profile.person_id, before, profile.tags, meta.as_of))
    store.close()
    return Project.open(project.folder)


def _tag(key: str, meta: Meta) -> HeldTag:
    return HeldTag(
        tag_key=key,
        definition_version=1,
        status={"fact.repeat_buyer": "observation", "behaviour.night_active": "frozen"}.get(key, "active"),
        score_milli=900,
        strength=None,
        stance=None,
        confidence_milli=500 if key == "behaviour.coupon_driven" else 1000,
        valid_from=meta.as_of + DAY_US if key == "flag.unpaid" else meta.as_of - 2 * HOUR_US,
        valid_until=meta.as_of - HOUR_US if key == "flag.hesitant" else None,
        model_id=None,
        evidence_id=f"{MARK}{key}",
        evidence_kind="event",
        references={"mark": f"{MARK}{key}"},
        level=None,
    )


def _gained(person: str, old: list[HeldTag], new: list[HeldTag], at: int) -> list[Change]:
    return changes_between(person, old, new, cause="user:test", at=at)


def leaks(text: str, *, allowed: tuple[str, ...] = (OTHER_PURPOSE,)) -> list[str]:
    """What a way out let out that it must not: planted keys, and the shop's own unproven interests and segments."""
    found = [key for key in PLANTED if key not in allowed and key in text]
    return found + [word for word in ("interest.", "segment.s", '"s0001"') if word in text]


def walk(project: Project, folder: Path) -> Iterator[str]:
    """Problems of every way out: tables, commands and routes, found by themselves."""
    yield from (f"{name}: nobody said whether it is a way out" for name in listing.COMMANDS if not _is_placed(name))
    with serving(project) as (app, client):
        yield from (f"{path}: nobody said whether it is a way out" for path in paths(app) if not _is_placed(path))
        for path in ROUTES.keys() & set(paths(app)):
            yield from (f"{path}: {problem}" for problem in ROUTES[path](client))
    for name in derived_tables():
        yield from _walk_table(project, name, folder)
    yield from _walk_gate(project)
    yield from _walk_audience(project, folder)
    yield from _walk_similar(project)
    yield from _walk_export(project, folder)


def derived_tables() -> list[str]:
    """Tables that rest on what was computed of persons: all derived ones but definitions and sums over people."""
    return [name for name, table in tables.TABLES.items() if table.is_derived and name not in ABOUT_NOBODY]


def _is_placed(name: str) -> bool:
    """Whether a command or path is walked, or known to be no way out."""
    if name.startswith("/"):
        return name in ROUTES or name in PAGES or name in INTAKE or name.startswith(tuple(INSIDE_ROUTES))
    return name in INSIDE_COMMANDS or name in {"audience", "audience similar", "export"}


ABOUT_NOBODY = frozenset({"tags", "segments", "transitions"})
HOLDS_TAGS = frozenset({"assignments", "evidence", "interests", "memberships", "tag_changes"})


def _walk_table(project: Project, name: str, folder: Path) -> Iterator[str]:
    path = folder / f"{name}.jsonl"
    document = export.export_table(project, name, path)
    yield from (f"export {name}: {leak}" for leak in leaks(path.read_text(encoding="utf-8")))
    if name in HOLDS_TAGS and not sum(document["withheld"].values()):
        yield f"export {name}: says nothing of what it withheld"


def _walk_audience(project: Project, folder: Path) -> Iterator[str]:
    for key in UNPROVEN:
        target = folder / f"{key}.jsonl"
        status, document = _said(["audience", f"tag({key})", str(project.folder), "--json"])
        if status or document["members"] or document["count"]:
            yield f"audience: {key} selected {document.get('count')}"
        if not sum(document["withheld"].values()):
            yield f"audience: {key}: says nothing of who was withheld"
        status, _ = _said(["audience", f"tag({key})", str(project.folder), "--to", str(target), "--json"])
        if target.exists() and target.read_text(encoding="utf-8").strip():
            yield f"audience --to: {key}"
        refused, _ = _said(["audience", f"tag({key})", str(project.folder), "--include-unproven", "--to", str(target)])
        if refused != 2:
            yield "audience --include-unproven --to is not refused"
    _, document = _said(["audience", f"tag({PASSING})", str(project.folder), "--json"])
    if not document["members"]:
        yield "audience: what passes is not selected"


def _walk_similar(project: Project) -> Iterator[str]:
    """Who holds what does not pass is no seed; who is in no audience is not given."""
    for key in UNPROVEN:
        status, _ = _said(["audience", "similar", f"tag({key})", str(project.folder), "--json"])
        if status != 2:
            yield f"audience similar: {key} is learned from"


def _walk_export(project: Project, folder: Path) -> Iterator[str]:
    path = folder / "export.jsonl"
    _, document = _said(["export", "assignments", str(project.folder), "--to", str(path), "--json"])
    text = path.read_text(encoding="utf-8")
    yield from (f"command export: {leak}" for leak in leaks(text))
    if PASSING not in text or len(document["withheld"]) < 3:
        yield "command export: what passes is missing, or what does not is not told apart"


def _said(words: list[str]) -> tuple[int, dict[str, Any]]:
    """Exit code of a command and the document it printed."""
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("sys.stdout.write", printed.append)
        patch.setattr("sys.stderr.write", len)
        status = main(words)
    text = "".join(printed).strip()
    return status, json.loads(text) if text.startswith("{") else {}


def paths(app: FastAPI) -> list[str]:
    """Paths of all routes, those of included routers too, whether the documentation names them or not."""

    def found(routes: Iterable[Any]) -> Iterator[str]:
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                yield from found(inner.routes)
            elif path := getattr(route, "path", None):
                yield path
            else:
                yield from found(getattr(getattr(route, "app", None), "routes", ()))

    return sorted(set(found(app.routes)))


@contextmanager
def serving(project: Project) -> Iterator[tuple[FastAPI, TestClient]]:
    app = create_app(project, worker=False)
    add_console(app)
    if PLANT_ROUTE:
        PLANT_ROUTE[-1](app)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)) as client:
        yield app, client


PLANT_ROUTE: list[Callable[[FastAPI], None]] = []


def _walk_portrait(client: TestClient) -> Iterator[str]:
    for purpose, allowed in (("recommend", ()), ("", (OTHER_PURPOSE,))):
        found = client.get(f"/v1/people/{HOLDER}", params={"purpose": purpose} if purpose else {})
        yield from leaks(found.text, allowed=allowed)
        document = found.json()
        shown = {tag["key"] for tag in document["tags"]}
        if PASSING not in shown or shown & (set(PLANTED) - set(allowed)):
            yield f"without {PASSING}, or with what was planted: {sorted(shown)}"
        expected = {"definition_not_active", "below_threshold", "expired", "not_yet"}
        if not expected | ({"purpose"} if purpose else set()) <= document["withheld"].keys():
            yield f"reasons are missing: {document['withheld']}"


def _walk_changes(client: TestClient) -> Iterator[str]:
    after, withheld, seen = 0, 0, ""
    while True:
        page = client.get("/v1/changes", params={"after": after, "limit": 200}).json()
        yield from leaks(json.dumps(page["changes"], ensure_ascii=False))
        after, withheld, seen = page["next"], withheld + page["withheld"], seen + json.dumps(page["changes"])
        if page["is_end"]:
            break
    if not withheld or PASSING not in seen:
        yield "says nothing of what it withheld, or withholds everything"


def _walk_count(client: TestClient) -> Iterator[str]:
    for key in UNPROVEN:
        document = client.post("/v1/audiences/count", json={"expression": f"tag({key})"}).json()
        if document["count"] or not sum(document["withheld"].values()):
            yield f"{key}: {document['count']} counted, {document['withheld']} withheld"


ROUTES: Mapping[str, Callable[[TestClient], Iterator[str]]] = {
    "/v1/people/{person}": _walk_portrait,
    "/v1/changes": _walk_changes,
    "/v1/audiences/count": _walk_count,
}


def _walk_gate(project: Project) -> Iterator[str]:
    store = project.store()
    profile = store.profile(store.people_of(HOLDER)[0])
    assert profile is not None
    passed = project.gate().filter(profile.tags, at=store.meta().as_of, purpose="recommend")
    yield from (f"gate: {tag.tag_key}" for tag in passed.tags if tag.tag_key in PLANTED)
    if sum(passed.withheld.values()) != len(profile.tags) - len(passed.tags):
        yield "gate: does not count what it withholds"


@pytest.fixture(scope="module")
def planted(small: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small shop with planted tags; the walk changes nothing in it."""
    return plant(Project.open(Path(shutil.copytree(small.folder, tmp_path_factory.mktemp("exits") / "店"))))


def test_nothing_unproven_leaves_by_any_way_out(planted: Project, tmp_path: Path) -> None:
    assert list(walk(planted, tmp_path)) == []


def test_ways_out_are_found_by_themselves(planted: Project) -> None:
    assert set(derived_tables()) >= HOLDS_TAGS
    with serving(planted) as (app, _):
        assert set(ROUTES) <= set(paths(app))
    assert {"audience", "export"} <= set(listing.COMMANDS)


def _ungated_table(patch: pytest.MonkeyPatch) -> None:
    everything = {"assignments": lambda project: (_rows(project.store()), {"none": 1})}
    patch.setattr(export, "_GATED", {**export._GATED, **everything})


def _rows(store: SQLiteStore) -> Any:
    found = [(profile.person_id, tag.tag_key) for profile in store.profiles() for tag in profile.tags]
    return export.pa.table({"person_id": [a for a, _ in found], "tag_key": [b for _, b in found]})


def _forgotten_table(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(export, "_DEPENDENT", {key: rule for key, rule in export._DEPENDENT.items() if key != "interests"})


def _gate_that_passes_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("huaxiang.tags.gate.Gate.reason", lambda self, tag, *, at, purpose=None: None)


def _new_command(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(listing.COMMANDS, "push", dataclasses.replace(listing.COMMANDS["check"]))


def _new_route(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        f"{__name__}.PLANT_ROUTE", [lambda app: app.add_api_route("/v1/segments/{segment}/people", lambda segment: [])]
    )


@pytest.mark.parametrize("fault", [_ungated_table, _forgotten_table, _gate_that_passes_all, _new_command, _new_route])
def test_a_way_out_without_the_gate_is_found(
    planted: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    fault(monkeypatch)
    assert next(walk(planted, tmp_path), None)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.laws.shops import usual_shop

from huaxiang.domain.errors import ProjectMissing, UserError
from huaxiang.domain.identities import NAMESPACES
from huaxiang.domain.profiles import IdentityRow, LinkRow
from huaxiang.domain.tags import State
from huaxiang.project.assembly import allowances_of, assemble, resolve_rows
from huaxiang.project.config import Config, Permission
from huaxiang.project.opening import Project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return usual_shop().build(tmp_path_factory.mktemp("assembly") / "shop")


def test_what_the_configuration_allows() -> None:
    config = Config(Path("huaxiang.toml"), allow=(Permission("health_care", "PIA-1", ("health", "pregnancy")),))
    (allowance,) = allowances_of(config)
    assert (allowance.purpose, allowance.assessment_id) == ("health_care", "PIA-1")
    assert allowance.branches == {"health", "pregnancy"}
    assert allowances_of(Config(Path("huaxiang.toml"))) == ()


def test_rows_of_the_store_are_resolved_as_in_a_build(built: Project) -> None:
    store = built.store()
    rows = [row for owned in store.identities_of([p.person_id for p in store.profiles()]).values() for row in owned]
    links = store.links_of([row.identity for row in rows])
    assert dict(resolve_rows(rows, links, NAMESPACES)) == {row.identity: row.person_id for row in rows}
    apart = resolve_rows([IdentityRow("member_no:1", 1, ""), IdentityRow("member_no:2", 2, "")], [], NAMESPACES)
    assert len(set(apart.values())) == 2
    link = LinkRow("cookie:c", "member_no:1", "login", 3, 800, None)
    joined = resolve_rows([IdentityRow("member_no:1", 1, ""), IdentityRow("cookie:c", 2, "")], [link], NAMESPACES)
    assert len(set(joined.values())) == 1


def test_a_kit_scores_with_the_models_of_its_run(built: Project) -> None:
    kit = built.kit(built.current_run())
    assert kit.run_id == built.current_run()
    names = [scorer.name for scorer in kit.scorers]
    assert names == ["abnormal", "features", "segments", "facts", "customers", "interests", "flags"]
    made = kit.catalogue.find("interest.beauty.foundation")
    assert made is not None
    assert made.state is State.OBSERVATION
    assert {"fact.buyer", "flag.hesitant", "segment.s0001"} <= {each.key for each in kit.catalogue.definitions()}


def test_a_run_older_than_a_model_asks_for_a_build(built: Project) -> None:
    versions = {name: built.current_run() for name in ("segments", "interests", "features")}
    with pytest.raises(ProjectMissing, match="no model of customers: run `huaxiang build`"):
        assemble(built.parts, versions, run_id=built.current_run())


def test_the_ledger_has_the_last_word_on_a_definition(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    (project.ledger / "tag-states.jsonl").write_text('{"key": "fact.buyer", "state": "frozen"}\n', encoding="utf-8")
    again = Project.open(project.folder)
    assert again.current_kit.catalogue["fact.buyer"].state is State.FROZEN
    again.build()
    assert {tag.status for p in again.store().profiles() for tag in p.tags if tag.tag_key == "fact.buyer"} == {"frozen"}


def test_a_model_whose_manifest_was_changed_scores_nobody_and_a_build_that_keeps_it_changes_nothing(
    tmp_path: Path,
) -> None:
    project = usual_shop().build(tmp_path / "shop")
    run = project.current_run()
    path = project.artefacts.folder / "segments" / run / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["inputs"][0] = "shoe_size"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    for scoring in (lambda: project.kit(run), lambda: project.build(keep_models=run)):
        with pytest.raises(UserError, match=f"model segments {run} cannot score: .*run `huaxiang build`"):
            scoring()
    assert Project.open(project.folder).current_run() == run
    project.build()
    assert project.kit(project.current_run()).run_id == project.current_run()

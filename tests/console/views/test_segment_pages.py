from __future__ import annotations

from pathlib import Path

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.segment_pages import pages_table, segment_pages
from huaxiang.console.views.segments import segment_board
from huaxiang.project.opening import Project


def test_a_page_says_size_money_and_orders_in_one_paragraph(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    pages = segment_pages(project)
    assert [page["id"] for page in pages] == [each["id"] for each in segment_board(project)["segments"]]
    for page in pages:
        assert page["name"] in page["text"]
        assert f"{page['n_people']:,} 人" in page["text"]
        assert page["n_buyers"] <= min(page["n_orders"], page["n_people"])
    assert sum(page["n_orders"] for page in pages) > 0


def test_examples_are_masked_and_of_people_of_the_segment(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    store = project.store()
    everybody = store.identities_of(profile.person_id for profile in store.profiles())
    plain = {row.identity.partition(":")[2] for rows in everybody.values() for row in rows}
    examples = [each for page in segment_pages(project) for each in page["examples"]]
    assert examples
    assert not plain & set(examples)
    assert all("*" in each for each in examples)


def test_a_row_a_segment_goes_to_a_file(demo_shop: Path) -> None:
    rows = pages_table(Spoken(Project.open(demo_shop), "en")).to_pylist()
    assert len(rows) == len(segment_pages(Project.open(demo_shop)))
    assert all("orders in 180 days" in row["text"] for row in rows)
    assert abs(sum(row["share"] for row in rows) - 1.0) < 1e-9

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.segments import segment_board
from huaxiang.project.opening import Project


def test_a_segment_lies_where_its_median_person_does(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    board = segment_board(project)
    each = board["segments"][0]
    axis = next(row for row in each["axes"] if row["feature"] == "orders_180d")
    rows = project.lake().read("memberships")
    rows = rows.filter(pc.and_(pc.equal(rows["rank"], 1), pc.equal(rows["segment_id"], each["id"])))
    features = project.lake().read("features")
    chosen = pc.is_in(features["person_id"], rows["person_id"].combine_chunks())
    own = features.filter(pc.and_(chosen, pc.equal(features["feature"], "orders_180d")))
    assert axis["value"] == float(np.median(own["value"].to_numpy()))
    assert 0.0 <= axis["rank"] <= 1.0


def test_how_the_segments_came_about_is_kept_with_the_build(demo_shop: Path) -> None:
    fit = segment_board(Project.open(demo_shop))["fit"]
    assert len(fit["lines"]) == len(segment_board(Project.open(demo_shop))["segments"])
    assert fit["n_sample"] == fit["n_people"] <= Project.open(demo_shop).store().count()
    assert 0.0 <= fit["outlier_share"] <= 0.06
    assert fit["explanation_en"].endswith(".")


def test_the_first_build_moved_nobody(demo_shop: Path) -> None:
    assert segment_board(Project.open(demo_shop))["moved"] == []


def test_labels_are_in_the_readers_language(demo_shop: Path) -> None:
    english = segment_board(Spoken(Project.open(demo_shop), "en"))
    words = [each["label"] for segment in english["segments"] for each in (*segment["axes"], *segment["leading"])]
    assert words
    assert all(word.isascii() for word in words)


def test_what_is_known_of_few_people_of_a_segment_is_no_axis(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    rows = project.lake().read("features")
    known = rows.filter(pc.and_(pc.equal(rows["feature"], "return_share"), pc.is_valid(rows["value"])))["person_id"]
    home = project.lake().read("memberships")
    home = home.filter(pc.equal(home["rank"], 1))
    for each in segment_board(project)["segments"]:
        own = home.filter(pc.equal(home["segment_id"], each["id"]))["person_id"]
        n_known = pc.sum(pc.is_in(own, known.combine_chunks())).as_py() or 0
        has_axis = "return_share" in {axis["feature"] for axis in each["axes"]}
        assert not has_axis or n_known >= each["n_people"] / 2

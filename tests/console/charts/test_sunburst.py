from __future__ import annotations

from huaxiang.console.charts.palette import BRANCHES, FAINT
from huaxiang.console.charts.sunburst import sunburst


def node(name, *, strength=1, is_proven=True, is_avoided=False, key=None, children=()):
    return {
        "name": name,
        "strength": strength,
        "is_proven": is_proven,
        "is_avoided": is_avoided,
        "key": key,
        "note": f"{name}!",
        "children": list(children),
    }


def parts_of(*tree):
    return sunburst(tree)["series"][0]["data"]


def test_size_is_strength_and_a_part_knows_its_tag():
    child = node("底妆", strength=2, key="interest.beauty.foundation")
    [made] = parts_of(node("美妆", strength=5, children=[child]))
    assert (made["value"], made["key"]) == (5, None)
    assert (made["children"][0]["value"], made["children"][0]["key"]) == (2, "interest.beauty.foundation")
    assert made["children"][0]["tooltip"] == {"formatter": "底妆!"}


def test_what_is_proven_is_plain_and_what_is_not_is_hatched_and_paler():
    proven, unproven = parts_of(node("美妆"), node("宠物", is_proven=False))
    assert proven["itemStyle"]["color"] == BRANCHES[0]
    assert "repeat" in unproven["itemStyle"][":color"]
    assert unproven["itemStyle"]["opacity"] < proven["itemStyle"]["opacity"]


def test_children_have_their_branchs_colour_and_what_is_avoided_has_none():
    [made] = parts_of(node("美妆", children=[node("底妆"), node("香水", is_avoided=True)]))
    assert [child["itemStyle"]["color"] for child in made["children"]] == [BRANCHES[0], FAINT]

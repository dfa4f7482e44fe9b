from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import huaxiang.console

HERE = Path(huaxiang.console.__file__).parent
FILES = sorted([*HERE.glob("pages/*.html"), *HERE.glob("assets/*")])


def test_the_page_and_its_assets_are_served(reader):
    page = reader.get("/")
    assert page.headers["content-type"].startswith("text/html")
    for path in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text):
        assert reader.get(path).status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_outside(path):
    found = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", path.read_text(encoding="utf-8"))
    assert [each for each in found if "w3.org/2000/svg" not in each and not each.endswith("w3.org")] == []


def test_every_word_of_the_page_has_chinese_and_english():
    words = (HERE / "assets" / "words.js").read_text(encoding="utf-8")
    known = dict(re.findall(r'(\w+): (\["[^\]]+"\])', words))
    assert all(len(json.loads(pair)) == 2 and all(json.loads(pair)) for pair in known.values())
    script = (HERE / "assets" / "console.js").read_text(encoding="utf-8")
    page = (HERE / "pages" / "overview.html").read_text(encoding="utf-8")
    used = set(re.findall(r'say\("(\w+)"\)', script)) | set(re.findall(r'data-(?:word|placeholder)="(\w+)"', page))
    assert used - set(known) == set()


def test_the_portrait_of_the_console_shows_every_tag_with_what_the_gate_does(reader, gate_world):
    tags = {tag["key"]: tag["withheld"] for tag in reader.get(f"/console/people/{gate_world['person']}").json()["tags"]}
    assert {key for key, reason in tags.items() if reason is None} == gate_world["passing"]
    assert {key for key, reason in tags.items() if reason is not None} == gate_world["withheld"]


def test_the_overview_adds_up(reader):
    document = reader.get("/console/overview").json()
    assert document["people"] == 30
    assert sum(each["n_people"] for each in document["segments"]) + document["outside"] == 30
    held = sum(state["holders"] for state in document["states"].values())
    assert document["passing"] + sum(document["withheld"].values()) == held
    assert reader.get("/console/words").json()["states"]["active"] == ["生效", "active"]


def test_nobody_is_told_in_one_line(reader):
    assert reader.get("/console/people/nobody").status_code == 404

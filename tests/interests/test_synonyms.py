"""Synonym groups: read from lines, checked against the tree, written as they were read."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.interests.synonyms import SynonymGroup, read_groups, write_group
from huaxiang.interests.taxonomy import load_taxonomy

TREE = load_taxonomy()
FILE = Path("synonyms.tsv")
SHIPPED = resources.files("huaxiang.interests").joinpath("lexicon/synonyms.tsv").read_text(encoding="utf-8")


def test_there_are_800_groups_and_a_third_need_their_context() -> None:
    groups = list(read_groups(SHIPPED, FILE, TREE))
    assert len(groups) >= 800
    assert sum(bool(group.terms) for group in groups) >= len(groups) / 3
    assert len({group.slug for group in groups}) == len(groups)


def test_what_needs_a_context_says_which() -> None:
    groups = [group for group in read_groups(SHIPPED, FILE, TREE) if group.terms]
    assert sum(bool(group.needs) for group in groups) >= 0.95 * len(groups)


def test_a_group_is_written_as_it_was_read() -> None:
    line = "cats\tpets.pet-owners.cat-owner\t猫主子|喵星人\t主子\t猫粮|@pets\t宫"
    (group,) = read_groups(line, FILE, TREE)
    assert group == SynonymGroup(
        "cats", "pets.pet-owners.cat-owner", ("猫主子", "喵星人"), ("主子",), ("猫粮", "@pets"), ("宫",)
    )
    assert write_group(group) == line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# a comment\n\na\tnowhere\tx", "synonyms.tsv:3: a: there is no category 'nowhere'"),
        ("a\tpets", "synonyms.tsv:1: a group has words"),
        ("a\tpets\tx\ty\tz\tw\tv", "synonyms.tsv:1: a group has words"),
    ],
)
def test_mistakes_are_named(text: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        list(read_groups(text, FILE, TREE))
    assert says in str(caught.value)

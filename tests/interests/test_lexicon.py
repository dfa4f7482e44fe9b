"""The shipped lexicon is big enough and consistent; edited files are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.interests.lexicon import Lexicon, load_lexicon
from huaxiang.interests.taxonomy import Taxonomy, load_taxonomy


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="module")
def lexicon(taxonomy: Taxonomy) -> Lexicon:
    return load_lexicon(taxonomy)


def test_shipped_lexicon_is_big_enough(lexicon: Lexicon) -> None:
    assert sum(entry.node is not None for entry in lexicon.entries.values()) >= 60_000
    assert len(lexicon.attributes) >= 120
    assert sum(entry.brand is not None for entry in lexicon.entries.values()) >= 5_000


def test_attributes_fit_first_levels_that_exist(taxonomy: Taxonomy, lexicon: Lexicon) -> None:
    firsts = {node.key for node in taxonomy if node.level == 1}
    assert all(group.firsts <= firsts for group in lexicon.attributes.values())
    assert all(group.opposite in {None, *lexicon.attributes} for group in lexicon.attributes.values())


def test_attribute_slugs_never_make_the_key_of_a_category(taxonomy: Taxonomy, lexicon: Lexicon) -> None:
    slugs = {node.slug for node in taxonomy if node.level > 1}
    assert not slugs & lexicon.attributes.keys()


def test_words_lead_to_categories_that_exist(taxonomy: Taxonomy, lexicon: Lexicon) -> None:
    nodes = {entry.node for entry in lexicon.entries.values() if entry.node is not None}
    assert nodes <= taxonomy.nodes.keys()


def test_an_attribute_inside_a_product_word_is_not_hidden(lexicon: Lexicon) -> None:
    assert lexicon.entries["口红"].node == "beauty.lip-makeup.lipstick"
    assert "哑光口红" not in lexicon.entries


def test_an_edited_file_replaces_the_shipped_one(taxonomy: Taxonomy, tmp_path: Path) -> None:
    (tmp_path / "products.tsv").write_text("beauty.foundation\t妈生皮神器|奶油肌神器\n", encoding="utf-8")
    assert load_lexicon(taxonomy, tmp_path).entries["妈生皮神器"].node == "beauty.foundation"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("products.tsv", "beauty.fundation\tx|y\n", "products.tsv:1: x: there is no category"),
        ("products.tsv", "# head\nx beauty\n", "products.tsv:2: expected 2 columns"),
        ("attributes.tsv", "a\t穷人款\tx\t\t*\t0\tx\n", "attributes.tsv:1: "),
        ("synonyms.tsv", "a\tnowhere\tx\n", "synonyms.tsv:1: a: there is no category"),
        ("cues.yaml", "negators: [不\n", "cues.yaml"),
    ],
)
def test_mistakes_are_named(taxonomy: Taxonomy, tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_lexicon(taxonomy, tmp_path)
    assert says in str(caught.value)

"""Synonyms are suggested where what people do and what the word is agree; nothing is on likeness alone."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from huaxiang.interests.discovery import Seen, Sign, discover, discover_with
from huaxiang.interests.lexicon import Entry, Lexicon
from huaxiang.interests.reader import Reader, load_reader

CATS, DRESSES = "pets.cat-food.dry-cat-food", "womenswear.dresses"
AROUND = ("喂", "带", "抱", "夸", "洗", "哄", "换", "找")


def cut(text: str) -> list[str]:
    """Characters, so that a word is what the counts make of them."""
    return list(text)


def lexicon(*known: str) -> Lexicon:
    entries = {word: Entry(word) for word in known}
    return Lexicon(entries, {}, {}, frozenset(), (), {}, {})


def text(number: int, words: str, *, targets: tuple[str, ...] = (), is_search: bool = False) -> Seen:
    return Seen(f"t{number}", f"p{number}", words, (), targets, is_search=is_search)


WORDS = map("".join, itertools.product(AROUND, "甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未"))
OTHERS = [text(100 + n, f"今天{words}回家", targets=(DRESSES,)) for n, words in enumerate(WORDS)]


def about(node: str, *, is_search: bool = False) -> list[Seen]:
    """Eight people who write of 瞄主, each in words of their own or alone in a search."""
    written = (
        ["瞄主"] * 8 if is_search else [f"{each}瞄主{other}" for each, other in zip(AROUND, AROUND[::-1], strict=True)]
    )
    return [text(n, words, targets=(node,), is_search=is_search) for n, words in enumerate(written)]


def like(node: str | None) -> object:
    return lambda _: (node, "encoder")


def test_where_it_leads_and_what_it_is_like_make_a_candidate() -> None:
    (found,) = discover([*about(CATS), *OTHERS], lexicon(), cut, like("pets.cat-food"))
    assert (found.term, found.node) == ("瞄主", "pets.cat-food")
    assert found.signs == (Sign("targets", 8, 8), Sign("likeness", 0, 0, "encoder"))
    assert found.text_ids == tuple(f"t{n}" for n in range(8))


@pytest.mark.parametrize("likely", [None, DRESSES])
def test_where_it_leads_alone_makes_none(likely: str | None) -> None:
    assert discover([*about(CATS), *OTHERS], lexicon(), cut, like(likely)) == []


def test_likeness_alone_makes_none() -> None:
    silent = [replace(each, targets=()) for each in about(CATS)]
    assert discover([*silent, *OTHERS], lexicon(), cut, like(CATS)) == []


def test_a_word_searched_alone_needs_no_likeness() -> None:
    (found,) = discover([*about(CATS, is_search=True), *OTHERS], lexicon(), cut, like(None))
    assert (found.node, found.signs) == (CATS, (Sign("targets", 8, 8), Sign("searched", 8, 8)))


def test_what_everybody_comes_to_is_no_sign() -> None:
    everybody = [replace(each, targets=(CATS,)) for each in OTHERS]
    assert discover([*about(CATS), *everybody], lexicon(), cut, like(CATS)) == []


def test_what_is_named_beside_the_word_counts_and_the_word_itself_does_not() -> None:
    own = [replace(each, targets=(), names=[(1, 3, CATS)]) for each in about(CATS)]
    beside = [replace(each, targets=(), names=[(0, 1, CATS)]) for each in about(CATS)]
    others = [replace(each, targets=(), names=[(0, 2, DRESSES)]) for each in OTHERS]
    assert discover([*own, *others], lexicon(), cut, like(CATS)) == []
    (found,) = discover([*beside, *others], lexicon(), cut, like(CATS))
    assert found.signs[0] == Sign("names", 8, 8)


def test_a_known_word_is_not_suggested() -> None:
    assert discover([*about(CATS), *OTHERS], lexicon("瞄主"), cut, like(CATS)) == []


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def test_a_sensitive_category_is_never_suggested(reader: Reader) -> None:
    node = next(
        key for key, node in reader.taxonomy.nodes.items() if node.sensitive == "health" and key.count(".") == 1
    )
    assert discover_with(reader, [*about(node, is_search=True), *OTHERS]) == []
    (found,) = discover_with(reader, [*about(CATS, is_search=True), *OTHERS])
    assert (found.term, found.node) == ("瞄主", CATS)


def test_categories_that_the_tree_does_not_have_count_for_the_nearest(reader: Reader) -> None:
    texts = [replace(each, targets=("pets.no-such-shelf",)) for each in about(CATS, is_search=True)]
    assert discover_with(reader, [*texts, *OTHERS]) == []
    texts = [replace(each, targets=("pets.cat-food.of-our-own",)) for each in about(CATS, is_search=True)]
    (found,) = discover_with(reader, [*texts, *OTHERS])
    assert found.node == "pets.cat-food"

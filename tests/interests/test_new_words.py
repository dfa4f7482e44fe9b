from __future__ import annotations

import itertools

from huaxiang.interests.new_words import Cut, find_new_words

AROUND = ("喂", "带", "抱", "夸", "洗", "哄", "换", "找")


def cuts(*texts: str) -> list[Cut]:
    """Each text is cut at its blanks, and written by a person of its own."""
    return [Cut(f"p{number}", text.split()) for number, text in enumerate(texts)]


def terms(texts: list[Cut], *, known: tuple[str, ...] = (), least_people: int = 3) -> list[str]:
    return [word.term for word in find_new_words(texts, known.__contains__, least_people=least_people)]


OTHERS = [f"今天 {a} {b} {c} 回家" for a, b, c in itertools.product(AROUND, "甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未")]
TALK = cuts(*(f"{each} 主子 大人 {other}" for each, other in zip(AROUND, reversed(AROUND), strict=True)), *OTHERS)


def test_what_holds_together_and_stands_free_is_a_word() -> None:
    assert terms(TALK) == ["主子大人"]


def test_a_known_word_is_not_new() -> None:
    assert terms(TALK, known=("主子大人", "主子", "大人")) == []


def test_what_one_person_repeats_is_no_word() -> None:
    alone = [Cut("p0", text.words) for text in TALK]
    assert find_new_words(alone, lambda _: False) == []


def test_what_always_stands_in_the_same_place_is_part_of_something_longer() -> None:
    fixed = cuts(*("老 主子 大人 家" for _ in AROUND), *OTHERS)
    assert "主子大人" not in terms(fixed)


def test_a_place_of_each_text_is_told_once() -> None:
    texts = cuts(*(f"{each} 主子 大人 和 主子 大人 {each}" for each in AROUND), *OTHERS)
    word = next(each for each in find_new_words(texts, lambda _: False) if each.term == "主子大人")
    assert word.places == [(number, 1, 5) for number in range(len(AROUND))]
    assert word.people == {f"p{number}" for number in range(len(AROUND))}


def test_signs_are_no_part_of_a_word() -> None:
    texts = cuts(*(f"{each} 主子 , 大人 {each}" for each in AROUND), *OTHERS)
    assert all("," not in term for term in terms(texts))

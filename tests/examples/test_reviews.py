"""Interests in real reviews, where the folder of real data is there."""

from __future__ import annotations

import pytest

from huaxiang.interests.reader import load_reader


def test_without_the_data_it_says_so_and_ends(example, monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setenv("HUAXIANG_DATA", str(tmp_path / "nothing"))
    assert example("reviews").main(100) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_file_of_reviews_is_counted_by_category(example, tmp_path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("\ufeffcat,label,review\n水果,1,苹果很新鲜\n水果,0,\n衣服,1,今天天气\n", encoding="utf-8")
    found = example("reviews").read_reviews(path, load_reader())
    assert {category: one.n_reviews for category, one in found.items()} == {"水果": 1, "衣服": 1}
    assert found["水果"].n_tagged == 1
    assert found["衣服"].n_tagged == 0


def test_most_real_reviews_of_a_category_give_an_interest(example) -> None:
    reviews = example("reviews")
    path = reviews.find_reviews()
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    found = reviews.read_reviews(path, load_reader(), n=1500)
    assert len(found) == 10
    total = sum(one.n_reviews for one in found.values())
    assert sum(one.n_tagged for one in found.values()) > 0.5 * total
    assert found["酒店"].tags.most_common(1)[0][0].startswith("生活服务-旅行")
    assert found["水果"].stances["prefer"] > found["水果"].stances["past"]

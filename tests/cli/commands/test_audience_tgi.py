from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

TGI = ("audience", "tgi")


def test_shares_and_tgi_agree_with_counts(ran: Callable[..., Any], wide: Path) -> None:
    document = ran(*TGI, "tag(fact.buyer)", wide, "--json").document
    eligible = ran("audience", "tag(fact.buyer)", wide, "--count", "--json").document
    assert (document["n"], document["n_against"]) == (eligible["count"], eligible["eligible"])
    own = next(each for each in document["shares"] if each["key"] == "fact.buyer")
    assert (own["n"], own["share"]) == (document["n"], 1.0)
    assert own["tgi"] == round(100 * document["n_against"] / own["n_against"])
    assert {"已购客户"} <= {each["label"] for each in document["shares"]}


def test_another_group_is_the_baseline(ran: Callable[..., Any], wide: Path, tmp_path: Path) -> None:
    path = tmp_path / "tgi.csv"
    document = ran(*TGI, "tag(fact.buyer)", wide, "--against", "not tag(fact.buyer)", "--to", path, "--json").document
    assert document["against"] == "not tag(fact.buyer)"
    assert document["rows"] == len(path.read_text(encoding="utf-8-sig").splitlines()) - 1 == len(document["shares"])
    assert "fact.buyer" not in {each["key"] for each in document["shares"]}


def test_words_tell_what_stands_out_or_that_there_are_too_few(ran: Callable[..., Any], wide: Path) -> None:
    assert "人群" in ran(*TGI, "tag(fact.buyer)", wide).out
    assert "不足 30 人" in ran(*TGI, "feature(orders_180d) > 1000", wide).out


def test_an_unknown_name_ends_with_2(ran: Callable[..., Any], wide: Path) -> None:
    done = ran(*TGI, "tag(fact.buyer)", wide, "--against", "tag(fact.bayer)")
    assert (done.code, "nearest: fact.buyer" in done.err) == (2, True)

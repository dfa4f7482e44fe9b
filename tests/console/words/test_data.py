from __future__ import annotations

from typing import get_args

from huaxiang.console.views.data import FileState
from huaxiang.console.words.data import WORDS
from huaxiang.ingest.mapping import PLANS


def test_every_table_and_every_state_of_a_file_has_a_name() -> None:
    wanted = [*(f"table_{each}" for each in PLANS), *(f"file_{each}" for each in get_args(FileState))]
    assert [each for each in wanted if each not in WORDS] == []


def test_both_languages_fill_the_same_places() -> None:
    places = {name: [word.count("{") for word in pair] for name, pair in WORDS.items()}
    assert {name: counts for name, counts in places.items() if counts[0] != counts[1]} == {}

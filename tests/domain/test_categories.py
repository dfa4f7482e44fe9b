from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.categories import padded, path_of

slugs = st.lists(st.sampled_from(["pet", "food", "dry"]), min_size=1, max_size=3, unique=True)


@given(slugs)
def test_padding_repeats_the_last_level_and_the_path_drops_it_again(path: list[str]) -> None:
    levels = padded(path)
    assert len(levels) == 3
    assert path_of(*(level or "" for level in levels)) == ".".join(path)


def test_no_category_has_no_levels_and_a_fourth_level_is_cut() -> None:
    assert padded([]) == (None, None, None)
    assert padded(["a", "b", "c", "d"]) == ("a", "b", "c")

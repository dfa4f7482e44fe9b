from __future__ import annotations

import pytest

from huaxiang.ingest.propose.apart import kept_apart
from huaxiang.ingest.propose.behaviours import meanings


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("view click", "product_viewed element_clicked"),
        ("impression detail", "product_impression product_viewed"),
        ("payment_card payment_done", "payment_card buy"),
        ("order pay", "order_placed buy"),
        ("home department", "page_viewed product_list_viewed"),
        ("cart Cart carts", "product_added product_added product_added"),
        ("pv cart fav buy", "product_viewed product_added product_favourited buy"),
    ],
)
def test_two_behaviours_of_a_column_have_two_names(words: str, names: str) -> None:
    found = kept_apart(meanings([(word, 10) for word in words.split()]))
    assert [each.name for each in found] == names.split()

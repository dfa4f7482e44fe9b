from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.around import Surroundings, new_source
from huaxiang.ingest.propose.seen import SeenTable


def test_a_new_source_knows_its_people_and_its_day(seen: Callable[..., SeenTable]) -> None:
    around = Surroundings({"user_id": ("u",)}, "2024-01-01", has_orders=False, has_items=False)
    new = new_source(seen("x", ["u"], [(1,)]), around)
    assert (new.people, new.day, new.map) == ({"user_id": ("u",)}, "2024-01-01", {})

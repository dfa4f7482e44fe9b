from __future__ import annotations

from tests.people_worlds import AS_OF, TODAY, ZONE, bought, event, people_of, viewed

from huaxiang.domain.instants import DAY_US
from huaxiang.segments.customers.aipl import AIPL, nearness_of


def near(*events, as_of: int = AS_OF):
    found = list(nearness_of(people_of(events, as_of=as_of)))
    return found[0] if found else None


def slug(*events) -> str | None:
    found = near(*events)
    return None if found is None else found.stage.slug


def test_the_four_stages_are_told_in_both_languages() -> None:
    assert [each.zh for each in AIPL] == ["认知人群", "兴趣人群", "购买人群", "忠诚人群"]
    assert all(each.text_zh and each.text_en for each in AIPL)


def test_who_came_by_is_aware_and_who_looked_thrice_or_carted_once_is_interested() -> None:
    assert slug(event("page_viewed", 2)) == "aware"
    assert slug(viewed(1), viewed(2)) == "aware"
    assert slug(viewed(1), viewed(2), event("products_searched", 3)) == "interested"
    assert slug(event("product_added", 29)) == "interested"


def test_who_was_not_seen_for_30_days_and_bought_nothing_has_no_stage() -> None:
    assert slug(event("product_added", 31)) is None
    assert slug(event("trait_set", 1, property="city", value="x")) is None
    assert slug() is None


def test_orders_that_were_kept_count_within_a_year_by_different_days() -> None:
    assert slug(bought("a", 300)) == "purchased"
    assert slug(bought("a", 300), viewed(1)) == "purchased"
    assert slug(bought("a", 10), bought("b", 10)) == "purchased"
    assert slug(bought("a", 10), bought("b", 20)) == "loyal"
    assert slug(bought("a", 10), bought("b", 400)) == "purchased"
    assert slug(bought("a", 400)) is None
    assert slug(bought("a", 400), viewed(1)) == "aware"
    assert slug(bought("a", 10), bought("b", 20), event("order_refunded", 5, order_id="b")) == "purchased"


def test_a_stage_ends_exactly_when_what_it_rests_on_leaves_its_window() -> None:
    loyal = near(bought("a", 10), bought("b", 20))
    assert loyal is not None
    assert loyal.until == ZONE.start_of_day(ZONE.local_day(AS_OF) - 20 + 365)
    for at, expected in ((loyal.until - 1, "loyal"), (loyal.until, "purchased")):
        later = near(bought("a", 10), bought("b", 20), as_of=at)
        assert later is not None
        assert later.stage.slug == expected
    assert loyal.since == ZONE.start_of_day(ZONE.local_day(AS_OF) - 10)
    interested = near(viewed(1), viewed(2), viewed(3))
    assert interested is not None
    assert (interested.since, interested.until) == ((TODAY - 3) * DAY_US, (TODAY - 3 + 30) * DAY_US)
    after = near(viewed(1), viewed(2), viewed(3), as_of=interested.until)
    assert after is not None
    assert after.stage.slug == "aware"


def test_a_person_alone_has_the_same_stage_as_in_a_batch() -> None:
    lives = [[viewed(1)], [bought("a", 3)], [], [viewed(1), viewed(2), viewed(3)]]
    together = {each.person: (each.stage, each.since, each.until) for each in nearness_of(people_of(*lives))}
    for at, life in enumerate(lives):
        alone = near(*life)
        assert together.get(at) == (None if alone is None else (alone.stage, alone.since, alone.until))

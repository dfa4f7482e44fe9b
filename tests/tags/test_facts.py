from __future__ import annotations

from tests.people_worlds import AS_OF, ZONE, bought, event, people_of

from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tags import Proposal, State
from huaxiang.tags.facts import FactScorer
from huaxiang.tags.scorer import Scored


def proposed(*events: object) -> dict[str, Proposal]:
    found = FactScorer().score(people_of(list(events)), Scored()).proposals  # type: ignore[arg-type]
    return {each.tag_key: each for each in found}


def midnight(days_ago: int) -> int:
    local = (ZONE.local_day(AS_OF) - days_ago) * DAY_US
    return local - ZONE.offset(local)


def test_one_paid_order_makes_a_buyer_since_the_day_of_payment() -> None:
    found = proposed(bought("o1", 10))
    assert set(found) == {"fact.buyer"}
    assert found["fact.buyer"].valid_from == midnight(10)
    assert found["fact.buyer"].evidence.references == {"n_orders": 1, "newest_order": "o1"}


def test_a_refunded_order_makes_nobody_a_buyer() -> None:
    assert proposed(bought("o1", 10), event("order_refunded", 5, order_id="o1", amount_minor=10_000)) == {}


def test_an_order_cancelled_after_it_was_paid_makes_nobody_a_buyer() -> None:
    assert proposed(bought("o1", 10), event("order_cancelled", 9, order_id="o1")) == {}
    assert "fact.buyer" in proposed(bought("o1", 10), event("order_cancelled", 9, order_id="o2"))


def test_orders_on_two_days_of_a_year_make_a_repeat_buyer_until_the_older_is_a_year_old() -> None:
    found = proposed(bought("o1", 100), bought("o2", 10), bought("o3", 10.1))
    assert found["fact.repeat_buyer"].evidence.references == {"n_order_days": 2, "newest_order": "o2"}
    assert found["fact.repeat_buyer"].valid_until == midnight(100 - 365)
    assert found["fact.repeat_buyer"].valid_from == midnight(10)


def test_two_orders_of_one_day_or_one_beyond_the_year_are_no_repetition() -> None:
    assert "fact.repeat_buyer" not in proposed(bought("o1", 10), bought("o2", 10.05))
    assert "fact.repeat_buyer" not in proposed(bought("o1", 366), bought("o2", 10))


def test_night_activity_needs_twenty_events_and_its_share() -> None:
    by_night = [event("product_viewed", number + 17.5 / 24, event_id=f"n{number}") for number in range(1, 9)]
    by_day = [event("product_viewed", number + 2 / 24, event_id=f"d{number}") for number in range(1, 13)]
    assert {each.local_hour for each in by_night} == {2}
    found = proposed(*by_night, *by_day)["behaviour.night_active"]
    assert found.score_milli == 400
    assert found.evidence.references == {"n_night_events": 8, "n_events": 20, "days": 90}
    assert "behaviour.night_active" not in proposed(*by_night[:7], *by_day, by_day[0])
    assert "behaviour.night_active" not in proposed(*by_night, *by_day[:11])


def test_coupons_on_nine_of_ten_orders_tell_who_is_driven_by_them() -> None:
    orders = [bought(f"o{number}", number + 1) for number in range(10)]
    used = [event("coupon_applied", n + 1, order_id=f"o{n}", coupon_id=f"q{n}") for n in range(9)]
    assert proposed(*orders, *used)["behaviour.coupon_driven"].score_milli == 900
    assert "behaviour.coupon_driven" not in proposed(*orders, *used[:8])
    assert "behaviour.coupon_driven" not in proposed(*orders[:4], *used[:4])


def test_exact_tags_are_active_as_shipped() -> None:
    definitions = FactScorer().definitions()
    assert {each.state for each in definitions} == {State.ACTIVE}
    assert {each.key for each in definitions} == {
        "fact.buyer",
        "fact.repeat_buyer",
        "behaviour.night_active",
        "behaviour.coupon_driven",
    }

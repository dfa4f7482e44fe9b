from __future__ import annotations

import pytest
from tests.laws.shops import usual_shop

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.project import feed_pages
from huaxiang.project.feed_pages import BeyondTheFeed, feed_page
from huaxiang.stores.sqlite import SQLiteStore


def happened(number, name, at):
    is_order = name == "order_completed"
    return AcceptedEvent(
        event_id("app", str(number)),
        "app",
        str(number),
        name,
        at,
        at,
        [f"member_no:M{number % 6:02d}"],
        item_id="i1",
        order_id=f"n{number}" if is_order else None,
        amount_minor=900 if is_order else None,
        currency="CNY" if is_order else None,
    )


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """A shop whose feed has moved on after the build, in steps of a few events and by timers; look, do not touch."""
    project = usual_shop().build(tmp_path_factory.mktemp("feed") / "店")
    log, newest = project.log(), project.store().meta().as_of
    names = ["product_viewed", "product_added", "order_completed"] * 12
    log.append([happened(number, name, newest + number * HOUR_US) for number, name in enumerate(names)])
    log.close()
    worker = project.worker(batch=5)
    worker.drain()
    worker.settle(newest + 90 * DAY_US)
    worker.store.close()
    return project


def read(project, *, limit):
    after, found = 0, []
    while True:
        page = feed_page(project, after, limit=limit)
        found.append(page)
        after = page.next
        if page.is_end:
            return found


def told(pages):
    return [each for page in pages for each in page.changes], sum(page.withheld for page in pages)


def test_profiles_undone_give_the_feed_that_replaying_everything_gives(moved, monkeypatch):
    near = told(read(moved, limit=40))
    asked = []
    monkeypatch.setattr(feed_pages, "_NEAR", 0)
    original = SQLiteStore.changes_of

    def noted(self, person_ids, *, until):
        asked.append(until)
        return original(self, person_ids, until=until)

    monkeypatch.setattr(SQLiteStore, "changes_of", noted)
    assert told(read(moved, limit=40)) == near
    assert len(asked) > 3
    assert near[1] > 0
    assert any(each["old"] is not None for each in near[0])


def test_at_the_end_the_feed_before_is_not_read(moved, monkeypatch):
    monkeypatch.setattr(SQLiteStore, "changes_of", None)
    pages = read(moved, limit=40)
    assert len(pages) > 3
    assert pages[-1].is_end


def test_while_somebody_writes_between_it_is_exact_all_the_same(moved, monkeypatch):
    expected = told(read(moved, limit=40))
    monkeypatch.setattr(feed_pages, "_is_alone", lambda store, meta: False)
    assert told(read(moved, limit=40)) == expected


def test_a_number_beyond_the_end_is_told_with_the_end(moved):
    end = read(moved, limit=1_000)[-1].next
    assert feed_page(moved, end).changes == []
    with pytest.raises(BeyondTheFeed, match="begun anew") as caught:
        feed_page(moved, end + 1)
    assert caught.value.end == end


def test_a_page_says_of_when_it_is(moved):
    head = feed_page(moved, 0).head()
    assert {"as_of", "run_id", "lag_seconds", "after", "next", "is_end", "withheld"} == head.keys()
    assert head["lag_seconds"] > 0

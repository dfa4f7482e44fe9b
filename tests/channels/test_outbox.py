from __future__ import annotations

import json

import pytest

from huaxiang.channels.outbox import Outbox
from huaxiang.domain.errors import StorageError


@pytest.fixture
def outbox(tmp_path):
    opened = Outbox(tmp_path / "台 账" / "outbox.sqlite")
    opened.register("crm", address="a", position=0)
    yield opened
    opened.close()


def filled(outbox, feed, name="crm"):
    while not (part := feed.read(outbox.state(name).position)).is_end:
        outbox.fill(name, part, part.entries)
    outbox.fill(name, part, part.entries)


def seqs(delivery):
    return [each["seq"] for each in json.loads(delivery.body)["changes"]]


def test_deliveries_come_in_order_and_each_change_once(outbox, feed):
    filled(outbox, feed)
    found = []
    while (delivery := outbox.take("crm", most=6)) is not None:
        found.append(delivery)
        outbox.delivered("crm", delivery, at=1.0)
    assert [seqs(each) for each in found] == [list(range(1, 7)), list(range(7, 13)), list(range(13, 19)), [19, 20]]
    assert len({each.delivery_id for each in found}) == 4
    state = outbox.state("crm")
    assert (state.position, state.n_waiting, state.n_delivered, state.n_withheld) == (20, 0, 20, 3)


def test_a_delivery_that_nobody_knows_the_end_of_is_the_same_again_after_a_restart(tmp_path, outbox, feed):
    filled(outbox, feed)
    first = outbox.take("crm", most=6)
    outbox.failed("crm", "500", at=1.0, next_at=2.0)
    outbox.close()
    again = Outbox(outbox.path)
    second = again.take("crm", most=100)
    assert (second.delivery_id, second.body, second.attempt) == (first.delivery_id, first.body, 2)
    again.close()


def test_what_was_taken_in_moves_the_position_with_it(outbox, feed):
    part = feed.read(0)
    outbox.fill("crm", part, part.entries[:2])
    state = outbox.state("crm")
    assert (state.position, state.n_waiting, state.n_filtered) == (7, 2, 5)
    with pytest.raises(StorageError):
        outbox.fill("crm", part, part.entries[:2])
    assert outbox.state("crm") == state


def test_a_delivery_is_no_larger_than_receivers_take(outbox, feed):
    part = feed.read(0)
    large = [
        type(each)(each.seq, each.person_id, each.tag_key, b'"%s"' % (b"x" * 100_000), each.purposes)
        for each in part.entries
    ]
    outbox.fill("crm", part, large)
    assert outbox.take("crm", most=100).n_changes == 2


def test_forgotten_people_are_taken_out_of_what_waits_and_of_what_is_under_way(outbox, feed):
    filled(outbox, feed)
    before = outbox.take("crm", most=6)
    assert outbox.forget(["p_1"]) == 4
    after = outbox.take("crm", most=6)
    assert after.delivery_id == before.delivery_id
    assert seqs(after) == [2, 3, 4, 5]
    assert b'"p_1"' not in outbox.path.read_bytes()
    outbox.forget(["p_2", "p_3", "p_4"])
    assert seqs(outbox.take("crm", most=6)) == [5]
    outbox.forget(["p_0"])
    assert outbox.take("crm", most=6) is None


def test_a_receiver_that_wants_no_more_is_asked_again_at_another_address(outbox):
    outbox.failed("crm", "410 Gone", at=1.0, next_at=9e9, is_gone=True)
    outbox.register("crm", address="a", position=0)
    assert outbox.state("crm").is_gone
    outbox.register("crm", address="b", position=0)
    state = outbox.state("crm")
    assert (state.is_gone, state.n_failures, state.next_at) == (False, 0, 0.0)


def test_a_feed_begun_anew_is_read_from_its_beginning_with_other_delivery_ids(outbox, feed):
    filled(outbox, feed)
    first = outbox.take("crm", most=6)
    assert not outbox.begin_anew("crm")
    while (delivery := outbox.take("crm", most=6)) is not None:
        outbox.delivered("crm", delivery, at=1.0)
    assert outbox.begin_anew("crm")
    filled(outbox, feed)
    again = outbox.take("crm", most=6)
    assert seqs(again) == seqs(first)
    assert again.delivery_id != first.delivery_id


def test_a_place_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "ledger").write_text("")
    with pytest.raises(StorageError, match="cannot open the outbox"):
        Outbox(tmp_path / "ledger" / "outbox.sqlite")

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from tests.channels.conftest import Feed

from huaxiang.channels import dispatch
from huaxiang.channels.dispatch import Dispatcher, Outlet, backoff_seconds
from huaxiang.channels.folder import Folder
from huaxiang.channels.outbox import Outbox
from huaxiang.channels.webhook import Webhook
from huaxiang.domain.signatures import is_signed


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(dispatch, "_FIRST_SECONDS", 0.02)
    monkeypatch.setattr(dispatch, "_IDLE_SECONDS", 0.05)
    monkeypatch.setattr(dispatch, "_AT_ONCE", 3)


def outlet(name, endpoint, *, start=True, wants=lambda entry: True, timeout=5.0):
    channel = Webhook(endpoint.url, secrets=["s"], timeout_seconds=timeout)
    return Outlet(name, "webhook", channel, endpoint.url, wants, start)


@pytest.fixture
def running(tmp_path):
    """Runs a dispatcher on one outbox until the test ends, or `stop` is called."""
    made = []

    def run(outlets, feed, **more):
        dispatcher = Dispatcher(outlets, Outbox(tmp_path / "outbox.sqlite"), feed.read, rng=random.Random(1), **more)
        thread = threading.Thread(target=dispatcher.run)
        thread.start()
        made.append((dispatcher, thread))
        return dispatcher

    yield run
    for dispatcher, thread in made:
        dispatcher.stop()
        thread.join(20)
        assert not thread.is_alive()
        dispatcher.close()


def test_everything_arrives_in_order_and_signed_and_so_does_what_comes_later(running, endpoint, feed, until):
    dispatcher = running([outlet("crm", endpoint)], feed)
    until(lambda: len(endpoint.seqs) == 20)
    feed.add(5)
    dispatcher.wake()
    until(lambda: len(endpoint.seqs) == 25)
    assert endpoint.seqs == list(range(1, 26))
    assert all(is_signed(headers, body, secret="s", at=time.time()) for headers, body in endpoint.requests)
    ids = [headers["webhook-id"] for headers, _ in endpoint.requests]
    assert ids == [document["id"] for document in endpoint.taken]
    assert len(set(ids)) == len(ids)
    assert dispatcher.states()["crm"]["state"] == "ok"


def test_a_new_channel_begins_with_what_happens_from_now_on(running, endpoint, feed, until):
    dispatcher = running([outlet("crm", endpoint, start=False)], feed)
    until(dispatcher.states)
    feed.add(2)
    dispatcher.wake()
    until(lambda: len(endpoint.seqs) == 2)
    assert endpoint.seqs == [21, 22]


def test_a_failed_delivery_comes_again_under_its_id_before_anything_else(running, endpoint, feed, until):
    endpoint.answer = lambda number, body: 500 if number in {2, 3, 4} else 200
    counted = []
    running([outlet("crm", endpoint)], feed, count=lambda *told: counted.append(told))
    until(lambda: len(endpoint.seqs) == 20)
    assert endpoint.seqs == list(range(1, 21))
    assert len({headers["webhook-id"] for headers, _ in endpoint.requests[1:5]}) == 1
    assert counted.count(("crm", "failed")) == 3


def test_a_receiver_is_not_asked_before_the_time_it_states(running, endpoint, feed, until):
    endpoint.answer = lambda number, body: (503, {"retry-after": "1"}) if number == 1 else 200
    began = time.monotonic()
    running([outlet("crm", endpoint)], feed)
    until(lambda: len(endpoint.seqs) == 20)
    assert time.monotonic() - began >= 1.0
    assert len(endpoint.requests) == 8


def test_410_ends_it_and_is_shown_and_nothing_is_lost_when_it_moves(running, endpoints, feed, until):
    first, second = endpoints(), endpoints()
    first.answer = lambda number, body: 410 if number == 2 else 200
    dispatcher = running([outlet("crm", first)], feed)
    until(lambda: dispatcher.states().get("crm", {}).get("state") == "gone")
    time.sleep(0.3)
    assert len(first.requests) == 2
    assert "410" in dispatcher.states()["crm"]["last_error"]
    dispatcher.stop()
    running([outlet("crm", second)], feed)
    until(lambda: len(second.seqs) == 17)
    assert first.seqs + second.seqs == list(range(1, 21))


def test_a_poison_channel_and_a_slow_one_hold_up_nobody(running, endpoints, tmp_path, feed, until):
    poison, slow, good = endpoints(), endpoints(), endpoints()
    poison.answer = lambda number, body: 500
    slow.answer = lambda number, body: time.sleep(0.6) or 200

    class Broken:
        def deliver(self, delivery, *, at):
            raise ValueError("a fault of ours")

        def close(self):
            """Holds nothing."""

    outlets = [
        outlet("poison", poison),
        outlet("slow", slow, timeout=0.2),
        Outlet("broken", "webhook", Broken(), "x", lambda entry: True, True),
        Outlet("files", "folder", Folder(tmp_path / "out"), "out", lambda entry: True, True),
        outlet("good", good),
    ]
    began = time.monotonic()
    dispatcher = running(outlets, feed)
    until(lambda: len(good.seqs) == 20 and dispatcher.states()["files"]["delivered"] == 20)
    assert time.monotonic() - began < 3
    assert good.seqs == list(range(1, 21))
    until(lambda: dispatcher.states()["slow"]["state"] == "failing")
    states = dispatcher.states()
    assert (states["poison"]["state"], states["good"]["state"]) == ("failing", "ok")
    assert states["poison"]["failures"] >= 1
    assert states["poison"]["waiting"] == 20
    assert "500" in states["poison"]["last_error"]


def test_an_endpoint_that_fails_for_an_hour_is_dead_and_is_tried_all_the_same(tmp_path, endpoint, feed):
    endpoint.answer = lambda number, body: 500
    clock = [1_000.0]
    dispatcher = Dispatcher(
        [outlet("crm", endpoint)], Outbox(tmp_path / "o"), feed.read, clock=lambda: clock[0], rng=random.Random(1)
    )
    (crm,) = dispatcher.outlets
    dispatcher.turn(crm)
    assert dispatcher.states()["crm"]["state"] == "failing"
    clock[0] += 4_000
    assert dispatcher.states()["crm"]["state"] == "dead"
    dispatcher.turn(crm)
    assert len(endpoint.requests) == 2
    endpoint.answer = lambda number, body: 200
    clock[0] += 4_000
    dispatcher.turn(crm)
    assert dispatcher.states()["crm"]["state"] == "ok"
    assert dispatcher.states()["crm"]["last_error"].startswith("500")
    dispatcher.close()


def test_a_channel_gets_what_it_asks_for_and_the_rest_is_counted(running, endpoint, until):
    feed = Feed(4, tag="fact.buyer")
    feed.add(3, tag="flag.unpaid")
    dispatcher = running([outlet("crm", endpoint, wants=lambda entry: entry.tag_key.startswith("flag."))], feed)
    until(lambda: len(endpoint.seqs) == 3)
    until(lambda: dispatcher.states()["crm"]["filtered"] == 4)
    assert endpoint.seqs == [5, 6, 7]


def test_a_receiver_that_is_away_for_long_does_not_fill_the_disk(tmp_path, endpoint, monkeypatch):
    monkeypatch.setattr(dispatch, "_ENOUGH", 30)
    endpoint.answer = lambda number, body: 500
    feed = Feed(500)
    dispatcher = Dispatcher([outlet("crm", endpoint)], Outbox(tmp_path / "o"), feed.read, clock=lambda: 1.0)
    for _ in range(50):
        dispatcher.turn(dispatcher.outlets[0])
    assert 30 <= dispatcher.states()["crm"]["waiting"] < 40
    dispatcher.close()


def test_pauses_double_up_to_an_hour(monkeypatch):
    monkeypatch.setattr(dispatch, "_FIRST_SECONDS", 1.0)
    pauses = [backoff_seconds(n, random.Random(n)) for n in range(1, 40)]
    assert 0.5 <= pauses[0] <= 1
    assert all(1_800 <= each <= 3_600 for each in pauses[13:])


WORKING = textwrap.dedent("""
    import sys
    from pathlib import Path
    from huaxiang.channels import dispatch
    from huaxiang.channels.dispatch import Dispatcher, Outlet
    from huaxiang.channels.outbox import Outbox
    from huaxiang.channels.webhook import Webhook
    sys.path.insert(0, sys.argv[3])
    from tests.channels.conftest import Feed
    dispatch._AT_ONCE = 3
    dispatch._FIRST_SECONDS = 0.01
    feed = Feed(int(sys.argv[4]))
    channel = Webhook(sys.argv[1], secrets=["s"])
    outlet = Outlet("crm", "webhook", channel, sys.argv[1], lambda entry: True, True)
    Dispatcher([outlet], Outbox(Path(sys.argv[2])), feed.read).run()
""")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("n", [30, pytest.param(150, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_loses_nothing_and_what_comes_twice_has_the_same_id(
    tmp_path, n, endpoint, until, pytestconfig
):
    rng = random.Random(7)
    words = [endpoint.url, str(tmp_path / "outbox.sqlite"), str(pytestconfig.rootpath), str(n)]
    command = [sys.executable, "-c", WORKING, *words]
    endpoint.answer = lambda number, body: time.sleep(0.004) or (500 if number % 11 == 0 else 200)
    n_kills = 0
    while len(set(endpoint.seqs)) < n:
        assert n_kills < 60
        process = subprocess.Popen(command)
        before = len(endpoint.requests)
        until(lambda before=before: len(endpoint.requests) > before + rng.randrange(12) or len(set(endpoint.seqs)) == n)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        n_kills += 1
    assert n_kills >= n // 15
    first = dict.fromkeys(document["id"] for document in endpoint.taken)
    bodies = {document["id"]: [each["seq"] for each in document["changes"]] for document in endpoint.taken}
    assert [seq for name in first for seq in bodies[name]] == list(range(1, n + 1))
    for headers, body in endpoint.requests:
        assert json.loads(body)["id"] == headers["webhook-id"]
        assert [each["seq"] for each in json.loads(body)["changes"]] == bodies[headers["webhook-id"]]

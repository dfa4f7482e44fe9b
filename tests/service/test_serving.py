"""Real processes: a server with its worker, posted to and read over HTTP, interrupted and killed."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
import uvicorn

from huaxiang.domain.errors import ProjectMissing, UserError
from huaxiang.project.opening import Project
from huaxiang.project.reading import person
from huaxiang.service import serving
from huaxiang.service.app import create_app
from huaxiang.service.serving import bind, serve

CODE = """import sys
from pathlib import Path
from huaxiang.service.serving import serve
sys.exit(serve(Path(sys.argv[1]), port=0))
"""
ORDER = {"event": "Order Completed", "userId": "M01", "properties": {"order_id": "n1", "total": 10}}


class Server:
    """A server of its own process on any free port."""

    def __init__(self, shop: Path) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", CODE, str(shop)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, f"no address: {line!r}"
        self.http = httpx.Client(base_url=found[0], timeout=30, trust_env=False)

    def end(self, how: signal.Signals) -> int:
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def server(shop):
    started = Server(shop)
    yield started
    started.end(signal.SIGKILL)


def until(condition, *, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def tags(server, who="M01"):
    return {tag["key"] for tag in server.http.get(f"/v1/people/{who}").json()["tags"]}


def workers_of(shop):
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if "worker_process" in line and str(shop) in line]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_accepted_event_is_readable_over_http_and_in_the_project_and_ctrl_c_ends_all(server, shop):
    assert server.http.get("/readyz").json()["checks"] == {"store": "ok", "log": "ok", "worker": "ok"}
    assert "fact.buyer" not in tags(server)
    assert server.http.post("/v1/track", json=ORDER).json()["events"][0]["verdict"] == "accepted"
    until(lambda: "fact.buyer" in tags(server))
    assert "fact.buyer" in {tag["key"] for tag in person(Project.open(shop), "M01")["tags"]}
    assert server.end(signal.SIGINT) == 130
    assert workers_of(shop) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_polite_end_leaves_no_worker_and_no_request_keeps_it_waiting(server, shop):
    host, _, port = str(server.http.base_url).removeprefix("http://").rstrip("/").partition(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        assert server.http.post("/v1/track", json=ORDER).json()["events"][0]["verdict"] == "accepted"
        start = time.monotonic()
        assert server.end(signal.SIGTERM) == 0
    assert time.monotonic() - start < 25
    assert workers_of(shop) == []
    assert Project.open(shop).log().last_seq() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_kill_after_the_answer_loses_nothing_and_counts_nothing_twice(shop):
    accepted = []
    for attempt in range(2):
        server = Server(shop)
        for step in range(20):
            body = {"messageId": f"{attempt}-{step}", "event": "Product Viewed", "userId": f"K{attempt}"}
            verdict = server.http.post("/v1/track", json=body).json()["events"][0]
            assert verdict["verdict"] == "accepted"
            accepted.append(body["messageId"])
        server.end(signal.SIGKILL)
    until(lambda: not workers_of(shop))
    project = Project.open(shop)
    assert [event.message_id for _, event in project.log().read(0)] == accepted
    worker = project.worker()
    worker.drain()
    worker.store.close()
    assert project.store().meta().log_seq == 40
    assert all(person(project, f"member_no:K{attempt}")["journey"]["steps"] for attempt in range(2))
    assert project.check()["difference"] == 0


def test_the_stream_gives_a_live_change_and_goes_on(server):
    seen: list[dict] = []

    def listen():
        headers = {"accept": "text/event-stream"}
        with server.http.stream("GET", "/v1/changes", headers=headers) as answer:
            opened.set()
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line[6:]))
                if any(each.get("tag_key") == "fact.buyer" for each in seen):
                    return

    opened = threading.Event()
    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    assert opened.wait(30)
    with httpx.Client(base_url=server.http.base_url, trust_env=False) as other:
        other.post("/v1/track", json=ORDER)
    listening.join(30)
    assert [(each["field"], each["old"]) for each in seen if each.get("tag_key") == "fact.buyer"] == [("*", None)]


@pytest.fixture
def streaming(shop, monkeypatch):
    """A service in a thread, which gives up a reader who takes nothing for 2 seconds."""
    monkeypatch.setattr(serving, "_DEAD_SECONDS", 2.0)
    listening = bind("127.0.0.1", 0)
    app = create_app(Project.open(shop), worker=False)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield app.state.service, listening.getsockname()
    server.should_exit = True
    thread.join(20)


def ask(address, *, buffer=None):
    """A connection that asked for the stream from the beginning and has read nothing of it."""
    opened = socket.socket()
    if buffer is not None:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    opened.connect(address)
    opened.sendall(b"GET /v1/changes?after=0 HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n")
    return opened


def test_many_readers_who_read_nothing_stop_nobody_and_leave_nothing(streaming):
    service, address = streaming
    idle = [ask(address, buffer=4096) for _ in range(100)]
    until(lambda: service.head.n_following == 100)
    assert service.pages.n_read < 10
    began = time.monotonic()
    with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}", trust_env=False, timeout=30) as http:
        assert http.get("/v1/people/M01").status_code == 200
        with http.stream("GET", "/v1/changes?after=0", headers={"accept": "text/event-stream"}) as answer:
            lines = answer.iter_lines()
            found = next(line for line in lines if line.startswith("event: change"))
    assert found
    assert time.monotonic() - began < 10
    for each in idle:
        each.close()
    until(lambda: service.head.n_following == 0)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="the system has no such option")
def test_a_reader_who_takes_nothing_for_long_is_given_up(streaming):
    service, address = streaming
    with ask(address, buffer=2304):
        until(lambda: service.head.n_following == 1)
        until(lambda: service.head.n_following == 0, seconds=60)


def test_a_taken_port_gives_way_to_the_next_free_one():
    with bind("127.0.0.1", 0) as taken:
        number = taken.getsockname()[1]
        with bind("127.0.0.1", number) as other:
            assert number < other.getsockname()[1] <= number + 50
            assert other.proto == socket.IPPROTO_TCP


def test_an_address_of_another_machine_and_a_project_never_built_are_told(tmp_path):
    with pytest.raises(UserError, match=r"cannot listen on 192\.0\.2\.1"):
        bind("192.0.2.1", 8080)
    with pytest.raises(ProjectMissing):
        serve(tmp_path)
    (tmp_path / "huaxiang.toml").write_text("version = 1\n")
    with pytest.raises(ProjectMissing, match="huaxiang build"):
        serve(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["huaxiang.toml"]

"""A running service on a project of its own: its address and a key are all that the real SDKs get of us."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from huaxiang.domain.errors import StorageError
from huaxiang.domain.events import AcceptedEvent
from huaxiang.logs.base import Log
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.keys import add_key
from huaxiang.service.pressure import Pressure
from huaxiang.service.serving import bind

HERE = Path(__file__).parent
NODE_SDKS = Path(os.environ.get("HUAXIANG_NODE_SDKS", Path(tempfile.gettempdir()) / "huaxiang-node-sdks"))
TOML = 'version = 1\n[project]\nname = "小店"\n'


@dataclass
class Exchange:
    """A request and its answer, as the wire had them."""

    path: str
    headers: dict[str, str]
    status: int = 0
    answered: bytes = b""

    @property
    def verdicts(self) -> list[str]:
        """The verdicts of the answer."""
        return [each["verdict"] for each in json.loads(self.answered)["events"]]


@dataclass
class Running:
    """A service on this machine: its address, its key, and what went over the wire."""

    url: str
    key: str
    service: Any
    exchanges: list[Exchange] = field(default_factory=list)

    def events(self) -> list[AcceptedEvent]:
        """What the accepted log holds, in order."""
        return [event for _, event in self.service.intake._log.read(0)]

    def settled(self, n_events: int, *, seconds: float = 20.0) -> list[AcceptedEvent]:
        """The log once it holds so many events."""
        deadline = time.monotonic() + seconds
        while len(self.events()) < n_events and time.monotonic() < deadline:
            time.sleep(0.02)
        found = self.events()
        assert len(found) == n_events, [(event.name, event.properties) for event in found]
        return found

    def is_busy_once(self) -> None:
        """The next request finds no room."""
        self.service.pressure = _BusyOnce(self.service.readings.project.ledger)

    def has_no_disk_once(self) -> None:
        """The next request finds a log that cannot be written."""
        self.service.intake._log = _FullOnce(self.service.intake._log)

    @property
    def statuses(self) -> list[int]:
        """Statuses of the answers, in order."""
        return [each.status for each in self.exchanges]


class _BusyOnce(Pressure):
    def __init__(self, ledger: Path) -> None:
        super().__init__(ledger, shortest=1.0, jitter=lambda: 0.0)
        self._is_first = True

    def retry_after(self) -> float | None:
        is_first, self._is_first = self._is_first, False
        return self.pause() if is_first else super().retry_after()


class _FullOnce:
    def __init__(self, log: Log) -> None:
        self._log = log
        self._is_first = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def append(self, *events: Any, **more: Any) -> Any:
        is_first, self._is_first = self._is_first, False
        if is_first:
            raise StorageError("no space left on device")
        return self._log.append(*events, **more)


class _Tapped:
    """Notes what goes over the wire."""

    def __init__(self, app: Any, exchanges: list[Exchange]) -> None:
        self._app, self._exchanges = app, exchanges

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        heads = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        seen = Exchange(scope["path"], heads)

        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
            else:
                seen.answered += message.get("body", b"")
                if not message.get("more_body"):
                    self._exchanges.append(seen)
            await send(message)

        await self._app(scope, receive, noted)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "huaxiang.toml").write_text(TOML, encoding="utf-8")
    key = add_key(folder / "ledger", "shop-app", scopes=["write"])
    app = create_app(Project.open(folder), worker=False)
    listening = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    running = Running(url, key, app.state.service)
    running.service.pressure = Pressure(folder / "ledger", shortest=1.0, jitter=lambda: 0.0)
    server = uvicorn.Server(uvicorn.Config(_Tapped(app, running.exchanges), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield running
    server.should_exit = True
    thread.join(20)
    listening.close()


def needs_node() -> None:
    """Skips a test where the SDKs of node are not there."""
    if shutil.which("node") is None or not (NODE_SDKS / "node_modules").is_dir():
        pytest.skip(f"needs node, and `npm ci` of tests/sdks/package-lock.json in {NODE_SDKS} (HUAXIANG_NODE_SDKS)")


@pytest.fixture
def node(running: Running) -> Callable[..., dict[str, Any]]:
    """Runs a script of this folder with the service's address and key; gives what it prints."""
    needs_node()

    def run(script: str, *arguments: str, **more: str) -> dict[str, Any]:
        done = subprocess.run(
            ["node", str(HERE / script), running.url, running.key, *arguments],
            env={**os.environ, "NODE_PATH": str(NODE_SDKS / "node_modules"), "NODE_NO_WARNINGS": "1", **more},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run

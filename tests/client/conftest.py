"""A service that answers from a list, and a real one on a free port."""

from __future__ import annotations

import importlib.util
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from huaxiang.client.attempts import Patience
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.serving import bind

_PATH = Path(__file__).parent.parent / "service" / "conftest.py"
_spec = importlib.util.spec_from_file_location("service_conftest_of_clients", _PATH)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
built_shop, shop = _module.built_shop, _module.shop


@pytest.fixture
def patience() -> Patience:
    return Patience(tries=4, seconds=60.0, rng=random.Random(1))


class Served:
    """A real service in a thread; `turns()` folds what was posted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listening = bind("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(Project.open(folder), worker=False)
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listening]}, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def turns(self) -> None:
        _module.settle(self.folder)

    def end(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)


@pytest.fixture
def served(shop: Path) -> Iterator[Served]:
    service = Served(shop)
    yield service
    service.end()

"""The small built shop of the service's tests, and a simulated shop of 200 people served for a browser."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.request import Request, urlopen

import pytest

from huaxiang.project.opening import Project
from huaxiang.simulate.parameters import read_parameters
from huaxiang.simulate.stage import simulate

_PATH = Path(__file__).parent.parent / "service" / "conftest.py"
_spec = importlib.util.spec_from_file_location("service_conftest", _PATH)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
built_shop = _module.built_shop

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
_MAIN = "import sys; from huaxiang.cli.main import main; sys.exit(main())"
_LINE = re.compile(r"(http://\S+)")


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated shop of 200 people, built; tests only read it."""
    folder = tmp_path_factory.mktemp("console") / "shop"
    simulate(folder, people=200, seed=7, parameters=read_parameters())
    Project.open(folder).build()
    return folder


@contextmanager
def serving() -> Iterator[Callable[..., str]]:
    """Serves a folder by `huaxiang serve` on any free port and gives its address; all end together."""
    running: list[subprocess.Popen[str]] = []

    def serve(folder: Path, *, worker: bool = False) -> str:
        command = [sys.executable, "-c", _MAIN, "serve", str(folder), "--port", "0"]
        command += [] if worker else ["--no-worker"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        running.append(process)
        said = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if found := _LINE.search(line):
                threading.Thread(target=process.stdout.read, daemon=True).start()
                return found.group(1)
        raise AssertionError(f"the service ended: {''.join(said)}")

    try:
        yield serve
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


@pytest.fixture(scope="session")
def serve_for_all() -> Iterator[Callable[..., str]]:
    """Serves a folder to all tests of this process."""
    with serving() as serve:
        yield serve


@pytest.fixture(scope="module")
def serve_shop() -> Iterator[Callable[..., str]]:
    """Serves a folder to the tests of one module."""
    with serving() as serve:
        yield serve


@pytest.fixture(scope="session")
def site(demo_shop: Path, serve_for_all: Callable[[Path], str]) -> str:
    """Address of the console on the simulated shop."""
    return serve_for_all(demo_shop)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, headless; the test is skipped with the reason where there is none.

    It lives for one module: while it does, its event loop runs in this thread and no other can.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


class Visitor:
    """A person at the browser: `page` is the page, `open` goes somewhere; what went wrong unseen is noted."""

    def __init__(self, context: Any, site: str) -> None:
        self.context, self.site = context, site
        self.faults: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda told: told.type == "error" and self.faults.append(f"console: {told.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        own = (self.site, self.site.replace("http:", "ws:"), "data:", "blob:")
        if not request.url.startswith(own):
            self.faults.append(f"asked another host: {request.url}")

    def open(self, path: str) -> Any:
        self.page.goto(f"{self.site}{path}")
        return self.page


@pytest.fixture
def visitors(browser: Any, site: str) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `visitors("zh")`, `visitors("en", width=390)`; none may have met a fault when the test ends."""
    made: list[Visitor] = []

    def visitor(language: str, *, width: int = 1440, at: str = site) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "huaxiang_language", "value": language, "url": at}])
        made.append(Visitor(context, at))
        return made[-1]

    yield visitor
    faults = [fault for each in made for fault in each.faults]
    for each in made:
        each.context.close()
    assert faults == []


def _as_demo(shop: Path, folder: Path) -> Path:
    """A copy of a shop that is open on its own machine, as the demo is."""
    copied = Path(shutil.copytree(shop, folder / "shop"))
    (copied / "truth").mkdir()
    (copied / "truth" / "personas.parquet").touch()
    return copied


@pytest.fixture(scope="session")
def corner(built_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of thirty people that needs no password; tests only add saved audiences."""
    return _as_demo(built_shop, tmp_path_factory.mktemp("corner"))


@pytest.fixture(scope="session")
def corner_site(corner: Path, serve_for_all: Callable[[Path], str]) -> str:
    """Address of the console on it."""
    return serve_for_all(corner)


@dataclass(frozen=True)
class Moving:
    """A shop that is served with its worker: `at` is its address, `folder` where it lies."""

    at: str
    folder: Path

    def post(self, name: str, **fields: Any) -> dict[str, Any]:
        """Posts one event and gives its verdict."""
        event = {"event": name, "messageId": token_hex(8), **fields}
        asked = Request(f"{self.at}/v1/track", json.dumps(event).encode(), {"content-type": "application/json"})
        with urlopen(asked, timeout=20) as answer:
            return dict(json.load(answer)["events"][0])


@pytest.fixture(scope="session")
def moving(built_shop: Path, serve_for_all: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Moving:
    """The shop of thirty people, open on its own machine, whose tags move with what is posted."""
    folder = _as_demo(built_shop, tmp_path_factory.mktemp("moving"))
    served = Moving(serve_for_all(folder, worker=True), folder)
    served.post("Product Viewed", userId="M00", properties={"product_id": "i1"})
    return served


@pytest.fixture
def own_corner(built_shop: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return _as_demo(built_shop, tmp_path)


@pytest.fixture
def unbuilt_shop(tmp_path: Path) -> Path:
    """The shop of thirty people with its sources and without a build, open on its own machine."""
    folder = Path(_module.write_shop(tmp_path / "unbuilt"))
    (folder / "truth").mkdir()
    (folder / "truth" / "personas.parquet").touch()
    return folder

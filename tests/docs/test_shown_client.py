"""The code of the client's page, run against a real service of a small shop whose worker works beside it."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.reading import Page, pages_of

from huaxiang.service.worker_process import Turns

_PATH = Path(__file__).parent.parent / "client" / "conftest.py"
_spec = importlib.util.spec_from_file_location("client_conftest_of_docs", _PATH)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
built_shop, shop, served = _module.built_shop, _module.shop, _module.served
SHOWN = "http://127.0.0.1:8080"


@pytest.fixture
def worked(served, shop: Path) -> Iterator[str]:
    """The address of a service whose events are folded as they come."""
    stopping = threading.Event()

    def work() -> None:
        turns = Turns(shop)
        while not stopping.wait(0.02):
            turns.turn()

    worker = threading.Thread(target=work)
    worker.start()
    yield served.url
    stopping.set()
    worker.join()


def run(page: Page, url: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": "page"}
    for block in page.blocks:
        if block.language == "python":
            assert "Client(" not in block.text or SHOWN in block.text
            exec(compile(block.text.replace(SHOWN, url), block.place, "exec"), names)
    return names


def test_the_code_of_the_clients_page_does_what_the_page_says(worked: str) -> None:
    names = run(pages_of("en")["client.md"], worked)
    assert names["last"]
    assert names["portraits"]

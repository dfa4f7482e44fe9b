"""Settings of all tests: hypothesis measures no time; under CI its own profile draws the same examples each time. A
PostgreSQL server for those that ask for one."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings
from tests.postgres_server import PostgresServer, lacking_postgres

settings.register_profile("untimed", deadline=None)
if not os.environ.get("CI"):
    settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a script, where Ctrl-C is ignored and every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

RUN_ONCE = (
    *("tests/audiences/", "tests/build/", "tests/channels/", "tests/client/", "tests/console/", "tests/docs/"),
    *("tests/evaluate/", "tests/examples/", "tests/faults/", "tests/laws/", "tests/project/", "tests/sdks/"),
    *("tests/service/", "tests/stores/", "tests/live/test_parity.py"),
)
"""Where services, servers and real senders run, or a whole shop is built again and again: once, on one Python."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that one Python of several need run."""
    for item in items:
        if item.nodeid.startswith(RUN_ONCE):
            item.add_marker("processes")


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    """A test that runs a command in this very process may not leave its handlers to the next."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        if signal.getsignal(number) is not handler and handler is not None:
            signal.signal(number, handler)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session's own; skips where none can be started."""
    lacking = lacking_postgres()
    if lacking is not None:
        pytest.skip(lacking)
    server = PostgresServer()
    yield server
    server.remove()

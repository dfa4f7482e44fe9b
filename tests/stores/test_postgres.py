"""What PostgreSQL alone can do to a store: be gone, come back, be read while it is taken away."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator

import pytest
from tests.postgres_server import PostgresServer, lacking_postgres

from huaxiang.domain.errors import StorageError
from huaxiang.domain.profiles import Profile
from huaxiang.domain.tags import Change
from huaxiang.stores.base import Meta, Update

pytestmark = pytest.mark.skipif(lacking_postgres() is not None, reason=lacking_postgres() or "")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server that may be stopped."""
    made = PostgresServer()
    yield made
    made.remove()


@pytest.fixture
def running(server: PostgresServer) -> Iterator[PostgresServer]:
    """The server, running again afterwards."""
    yield server
    server.stop()
    server.start()


def opened(server: PostgresServer, schema: str):  # type: ignore[no-untyped-def]
    from huaxiang.stores.postgres import PostgresStore

    return PostgresStore(server.dsn, schema)


@pytest.fixture
def schema() -> str:
    return f"s_{secrets.token_hex(6)}"


def a_step(seq: int) -> Update:
    profile = Profile(f"p_{seq}", seq, "run", 9, [], {}, [], {}, {})
    return Update(seq, seq, profiles=[profile], changes=[Change(0, f"p_{seq}", "flag.a", "*", None, 1, "timer", 1)])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_store_goes_on_when_the_server_is_back(running: PostgresServer, schema: str, how: signal.Signals) -> None:
    store = opened(running, schema)
    store.apply(a_step(1))
    running.stop(how)
    for call in (
        store.meta,
        lambda: store.profile("p_1"),
        lambda: store.apply(a_step(2)),
        lambda: list(store.profiles()),
    ):
        with pytest.raises(StorageError, match="PostgreSQL schema") as told:
            call()
        assert "\n" not in str(told.value)
    running.start()
    store.apply(a_step(2))
    assert (store.meta().log_seq, store.count(), store.meta().feed_seq) == (2, 2, 2)


def test_a_read_does_not_notice_a_restart_between(running: PostgresServer, schema: str) -> None:
    store = opened(running, schema)
    store.apply(a_step(1))
    running.stop()
    running.start()
    assert store.count() == 1
    running.stop()
    running.start()
    store.apply(a_step(2))
    assert store.count() == 2


def test_an_instant_that_was_held_is_lost_with_the_server(running: PostgresServer, schema: str) -> None:
    store = opened(running, schema)
    store.hold()
    running.stop(signal.SIGQUIT)
    running.start()
    for _ in range(2):
        with pytest.raises(StorageError):
            store.count()


def test_a_transaction_that_lost_its_server_writes_nothing(running: PostgresServer, schema: str) -> None:
    store = opened(running, schema)
    store.apply(a_step(1))

    def sealed() -> None:
        with store.seal():
            running.stop(signal.SIGQUIT)
            running.start()
            store.count()

    with pytest.raises(StorageError):
        sealed()
    store.apply(a_step(2))
    assert store.count() == 2


def test_a_closed_store_says_so(server: PostgresServer, schema: str) -> None:
    store = opened(server, schema)
    store.close()
    with pytest.raises(StorageError, match="is closed"):
        store.meta()


def test_a_database_that_does_not_keep_chinese_is_refused(server: PostgresServer, schema: str) -> None:
    import psycopg

    from huaxiang.stores.postgres import PostgresStore

    with psycopg.connect(server.dsn, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {schema} ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(StorageError, match="LATIN1: make one with ENCODING 'UTF8'"):
        PostgresStore(server.dsn.replace("dbname=postgres", f"dbname={schema}"), schema)


def test_a_generation_that_is_read_is_pruned_later(server: PostgresServer, schema: str) -> None:
    from huaxiang.stores.postgres_schemas import PostgresGenerations

    generations = PostgresGenerations(server.dsn, schema)
    for run in ("r1", "r2"):
        generations.open(run).finish(Meta(run, 1, 1, 0), {})
    generations.switch("r2")
    reader = generations.open("r1")
    reader.hold()
    generations.prune(keep=1)
    assert (generations.names(), reader.count()) == (["r1", "r2"], 0)
    reader.close()
    generations.prune(keep=1)
    assert generations.names() == ["r2"]


def test_generations_are_found_again_when_the_server_is_back(running: PostgresServer, schema: str) -> None:
    from huaxiang.stores.postgres_schemas import PostgresGenerations

    generations = PostgresGenerations(running.dsn, schema)
    generations.open("r1").close()
    generations.switch("r1")
    running.stop()
    with pytest.raises(StorageError):
        generations.current()
    running.start()
    assert generations.current() == "r1"

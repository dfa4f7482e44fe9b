"""Serving: binds a free port, runs the application until Ctrl-C, and leaves no process behind."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
import threading
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from huaxiang.domain.errors import UserError
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.lines import tell_as_json
from huaxiang.service.state import Service

__all__ = ["INTERRUPTED", "bind", "run_app", "serve"]

INTERRUPTED = 130
_TRIES = 50
_WORKER_SECONDS = 60.0
_GRACE_SECONDS = 2
_DEAD_SECONDS = 60.0
_SWITCH_SECONDS = 0.0005
"""How long a thread that computes keeps the interpreter from others: at the usual 5 ms a read beside intake, which
gives it back at every step of a query, would wait for tens of them."""
_TAKEN = frozenset({errno.EADDRINUSE, errno.EACCES})


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8080, worker: bool = True) -> int:
    """Serves a built project until it is told to end; prints the address once it can be used.

    Args:
        port: The first to try; 0 takes any.
        worker: Whether to run the live worker as a child.

    Returns:
        130 after Ctrl-C, 0 when it ended otherwise.

    Raises:
        ProjectMissing: There is no project, or it was never built.
        UserError: No port is free, or the address is not of this machine.
    """
    project = Project.open(folder)
    project.current_run()
    return run_app(create_app(project, worker=worker), name=project.config.project.name, host=host, port=port)


def run_app(app: FastAPI, *, name: str, host: str, port: int) -> int:
    """Runs an application made by `create_app`; see `serve`."""
    tell_as_json()
    listening = bind(host, port)
    taken = listening.getsockname()[1]
    if port not in {0, taken}:
        _say(f"port {port} is taken, using {taken}")
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    sys.setswitchinterval(_SWITCH_SECONDS)
    _end_well_when_told()
    try:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_run(server, app.state.service, listening, f"{name}: http://{shown}:{taken}"))
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        listening.close()
    return 0


def _end_well_when_told() -> None:
    """SIGTERM, which the server raises again once it has shut down, then ends nothing any more."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: None)


async def _run(server: uvicorn.Server, service: Service, listening: socket.socket, line: str) -> None:
    announcing = asyncio.create_task(_announce(server, service, line))
    try:
        await server.serve(sockets=[listening])
    finally:
        announcing.cancel()


async def _announce(server: uvicorn.Server, service: Service, line: str) -> None:
    """Says the address when the server answers and the worker has given its first sign of life."""
    waited = 0.0
    while not server.started or (service.worker is not None and not service.worker.is_well):
        await asyncio.sleep(0.05)
        waited += 0.05
        if waited > _WORKER_SECONDS:
            _say("the worker has not started yet; events are taken in and wait")
            break
    _say(f"{line}  (Ctrl-C)")


def bind(host: str, port: int) -> socket.socket:
    """A socket on the first free port from `port` on.

    Raises:
        UserError: None of 50 is free, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + _TRIES, 65_536)) if port else [0]:
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _drop_the_dead(listening)
        try:
            listening.bind((host, candidate))
            listening.listen(1)
        except OSError as error:
            listening.close()
            if error.errno not in _TAKEN:
                raise UserError(f"cannot listen on {host}: {error.strerror or error}") from error
        else:
            return listening
    raise UserError(f"no port from {port} to {port + _TRIES - 1} is free on {host}: give another --port")


def _drop_the_dead(listening: socket.socket) -> None:
    """Lets the system end connections to peers that are gone, or that take nothing for a minute: a stream has no end.

    What is set here holds for every connection that is taken; a system that lacks an option goes without.
    """
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    options = {
        "TCP_USER_TIMEOUT": round(1000 * _DEAD_SECONDS),
        "TCP_KEEPIDLE": 30,
        "TCP_KEEPINTVL": 10,
        "TCP_KEEPCNT": 3,
    }
    for name, value in options.items():
        if hasattr(socket, name):
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()

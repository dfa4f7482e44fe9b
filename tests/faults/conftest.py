"""The small shop of the service's tests, and a server in a thread for clients that use sockets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from tests.service.conftest import built_shop, client, local, shop

from huaxiang.project.opening import Project
from huaxiang.service.app import create_app

__all__ = ["built_shop", "client", "shop"]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Callable[[Path, int], None]]:
    """Puts a folder with its files on a file system of some megabytes."""
    mount, umount, mounted = shutil.which("mount"), shutil.which("umount"), []
    if sys.platform != "linux" or os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("a small file system needs root on Linux")

    def put(folder: Path, n_mb: int) -> None:
        kept = Path(shutil.move(folder, tmp_path / "kept"))
        folder.mkdir()
        made = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={n_mb}m", "tmpfs", str(folder)], check=False)
        if made.returncode:
            pytest.skip("a small file system cannot be mounted here")
        mounted.append(folder)
        shutil.copytree(kept, folder, dirs_exist_ok=True)

    yield put
    for folder in mounted:
        subprocess.run([umount, "--lazy", str(folder)], check=True)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int, Any]]:
    """Host, port and service of an application without worker, served over real sockets by a thread."""
    app = create_app(Project.open(folder), worker=False)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < end, "it did not start"
        time.sleep(0.02)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield host, port, app.state.service
    finally:
        server.should_exit = server.force_exit = True
        thread.join(30)


@pytest.fixture
def local_client() -> Callable[..., Any]:
    """Makes a client on this machine of any application."""
    return local

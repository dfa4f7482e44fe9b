"""A PostgreSQL server of the tests' own: a temporary cluster on a unix socket, ended by its process id."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

__all__ = ["PostgresServer", "lacking_postgres"]

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "10s",
}


def _programs() -> Path | None:
    """Folder of initdb and postgres: Debian's newest, else that of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    usual = shutil.which("initdb")
    paths = [path.parent for path in found] or ([Path(usual).parent] if usual else [])
    return paths[-1] if paths else None


def _user() -> str | None:
    """Whom the server runs as: it refuses root."""
    if os.name != "posix" or os.getuid():
        return getpass.getuser()
    import pwd

    return "postgres" if any(each.pw_name == "postgres" for each in pwd.getpwall()) else None


def lacking_postgres() -> str | None:
    """Why no server can be started here; None when it can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed: pip install 'huaxiang[postgres]'"
    if sys.platform == "win32" or _programs() is None:
        return "PostgreSQL is not installed: apt-get install postgresql"
    return None if _user() else "root cannot run PostgreSQL, and there is no user postgres"


class PostgresServer:
    """A cluster in a folder of its own, with a database in UTF-8."""

    def __init__(self) -> None:
        programs = _programs()
        assert programs is not None
        self._programs = programs
        self._as = {"user": _user()} if os.getuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="huaxiang-pg-"))
        if self._as:
            shutil.chown(self.folder, self._as["user"])
        self.data = self.folder / "data"
        words = ["-D", self.data, "-U", "huaxiang", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run("initdb", *words)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def dsn(self) -> str:
        """How to reach it."""
        return f"host={self.folder} user=huaxiang dbname=postgres"

    def _run(self, program: str, *words: object) -> None:
        command = [str(self._programs / program), *map(str, words)]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._as)  # type: ignore[call-overload]

    def start(self) -> None:
        """Starts it and waits until it answers."""
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [self._programs / "postgres", "-D", self.data, "-k", self.folder, *settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as)  # type: ignore[call-overload]
        until = time.monotonic() + 30
        ready = [self._programs / "pg_isready", "-q", "-h", self.folder]
        while subprocess.run(ready, check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text(errors="replace"))
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it: SIGINT lets sessions roll back, SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def remove(self) -> None:
        """Ends it and takes its folder away."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

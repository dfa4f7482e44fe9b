"""Commands as processes, and what a project looks like from outside."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

__all__ = ["command", "one_line", "outside", "run", "start"]

_IGNORED = ("cache", "spill", "build.lock")


def command(*words: object) -> list[str]:
    """The words of a process that runs `huaxiang`."""
    return [
        sys.executable,
        "-c",
        "import sys; from huaxiang.cli.main import main; sys.exit(main())",
        *(str(word) for word in words),
    ]


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """`huaxiang` with these words, ended."""
    return subprocess.run(command(*words), capture_output=True, text=True, check=False)


def start(*words: object) -> subprocess.Popen[str]:
    """`huaxiang` with these words, running."""
    return subprocess.Popen(command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    """Waits until the process says a word on stderr."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if word in line:
            return
    raise AssertionError(f"ended without saying {word!r}: {''.join(said)}")


def one_line(stderr: str) -> str:
    """The error a command ended with: one line beside its progress, and no traceback."""
    lines = [line for line in stderr.splitlines() if line and not line.startswith("· ")]
    assert "Traceback" not in stderr, stderr
    assert len(lines) == 1, stderr
    return lines[0]


def outside(folder: Path) -> dict[str, str]:
    """Hash of every file of a project but the cache, scratch, the lock, and what SQLite keeps beside a database."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name.startswith(tuple(f".huaxiang/{each}" for each in _IGNORED)) or name.endswith(("-wal", "-shm")):
            continue
        found[name] = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    return found

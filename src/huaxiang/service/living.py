"""The live worker without intake, API and console: it folds what others append, until it is told to end."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from huaxiang.domain.errors import UserError
from huaxiang.project.lock import hold
from huaxiang.project.opening import Project
from huaxiang.service.lines import tell_as_json
from huaxiang.service.serving import INTERRUPTED
from huaxiang.service.worker_child import WorkerChild

__all__ = ["live"]

_LOOK_SECONDS = 0.1


def live(folder: Path, *, workers: int = 1) -> int:
    """Keeps the worker of a built project running; says so on stdout once it works.

    Returns:
        130 after Ctrl-C, 0 after SIGTERM.

    Raises:
        ProjectMissing: There is no project, or it was never built.
        ProjectBusy: Another worker works on it.
        UserError: More than one worker was asked for.
    """
    if workers != 1:
        raise UserError(f"--workers {workers}: one worker folds a project; several, by range of person, come later")
    project = Project.open(folder)
    project.current_run()
    with hold(folder / ".huaxiang" / "worker.lock", purpose="worker"):
        pass
    tell_as_json()
    ended = threading.Event()
    child = WorkerChild(folder)
    before = signal.signal(signal.SIGTERM, _setting(ended))
    try:
        child.start()
        _announce(child, ended, project.config.project.name)
        while not ended.wait(_LOOK_SECONDS):
            pass
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        child.stop()
        signal.signal(signal.SIGTERM, before)
    return 0


def _setting(ended: threading.Event) -> Callable[[int, FrameType | None], None]:
    def note(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    return note


def _announce(child: WorkerChild, ended: threading.Event, name: str) -> None:
    """Says that it works when the worker has given its first sign of life."""
    while not child.is_well:
        if ended.wait(_LOOK_SECONDS):
            return
    sys.stdout.write(f"{name}: the worker folds what is accepted  (Ctrl-C)\n")
    sys.stdout.flush()

"""Opens a page in the person's browser once the server answers, where there is a browser to see."""

from __future__ import annotations

import socket
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping

__all__ = ["has_screen", "open_when_ready"]

_SECONDS = 60.0
_PAUSE = 0.1


def has_screen(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a browser window can be seen: not on a Linux without display, nor on a build machine.

    >>> has_screen({"DISPLAY": ":0"}, "linux"), has_screen({}, "linux"), has_screen({}, "darwin")
    (True, False, True)
    """
    if environ.get("CI") or environ.get("SSH_CONNECTION"):
        return False
    return platform in {"darwin", "win32"} or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_when_ready(
    host: str, port: int, *, seconds: float = _SECONDS, show: Callable[[str], object] = webbrowser.open
) -> threading.Thread:
    """Waits in a thread of its own until the address answers, then shows its page; gives the thread.

    Nothing is shown when it does not answer within so many seconds.
    """
    thread = threading.Thread(target=_wait_and_show, args=(host, port, seconds, show), daemon=True)
    thread.start()
    return thread


def _wait_and_show(host: str, port: int, seconds: float, show: Callable[[str], object]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection((host, port), timeout=1.0).close()
        except OSError:
            time.sleep(_PAUSE)
        else:
            show(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")
            return

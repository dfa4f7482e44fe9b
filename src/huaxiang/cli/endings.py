"""How every command ends: its exit code and, when it failed, one line on stderr and never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from types import FrameType

from huaxiang.domain.errors import HuaxiangError, UserError

__all__ = ["INTERRUPTED", "Stopped", "end"]

INTERRUPTED = 130
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT}) if hasattr(errno, "EDQUOT") else frozenset({errno.ENOSPC})


class Stopped(Exception):
    """Ctrl-C ended what runs until Ctrl-C, such as a server: its work is kept, and nothing was cut short."""


def end(command: Callable[[], object]) -> int:
    """Runs a command and returns its exit code; what went wrong stands in one line on stderr.

    With HUAXIANG_DEBUG=1 the traceback is shown instead.
    """
    heard: list[int] = []
    _listen(heard)
    try:
        code = command()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _interrupted()
    except Stopped:
        return _stopped()
    except BrokenPipeError:
        return _nobody_reads()
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):
            return _nobody_reads()
        raise
    except Exception as error:
        if os.environ.get("HUAXIANG_DEBUG") == "1":
            traceback.print_exc()
        return _interrupted() if heard else _failed(error)
    return _ended_with(code)


def _ended_with(code: object) -> int:
    if code == INTERRUPTED:
        return _interrupted()
    return code if isinstance(code, int) else 0


def _listen(heard: list[int]) -> None:
    """Notes Ctrl-C before it becomes an exception: a library in the middle of its work may turn it into its own."""

    def note(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        signal.default_int_handler(number, frame)

    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, note)


def _nobody_reads() -> int:
    """Whoever read our output went away, such as `head`: nothing is left to say."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _stopped() -> int:
    _say("stopped: what was accepted is kept; start it again at any time")
    return INTERRUPTED


def _interrupted() -> int:
    _say("interrupted: nothing was changed; the project is as before")
    return INTERRUPTED


def _failed(error: Exception) -> int:
    if type(error).__name__ in {"Abort", "InterruptException"}:
        return _interrupted()
    if isinstance(error, UserError):
        _say(f"error: {error}")
        return error.exit_code
    usage = getattr(error, "format_message", None)
    if usage is not None:
        _say(f"error: {usage()}; see `--help`")
        return 2
    if isinstance(error, OSError) and error.errno is not None:
        _say(f"error: {_of_system(error)}")
        return 2
    _say(f"error: {_kind(error)}: {error}; the details are in {_log(error)}")
    return 1


def _kind(error: Exception) -> str:
    return "internal" if isinstance(error, HuaxiangError) else f"unexpected {type(error).__name__}"


def _of_system(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    if error.errno in _DISK_FULL:
        return f"{place}the disk is full: free some space and run it again"
    return f"{place}{error.strerror or error}"


def _log(error: Exception) -> str:
    """Path of a file with the traceback."""
    handle, path = tempfile.mkstemp(prefix="huaxiang-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    return path


def _say(line: str) -> None:
    print(" ".join(line.split()), file=sys.stderr)  # noqa: T201

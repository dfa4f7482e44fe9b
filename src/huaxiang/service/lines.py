"""What the service and its worker tell: one JSON document a line on stderr, with nothing of any person in it."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

import structlog

from huaxiang.live.faults import place_of

__all__ = ["tell_as_json"]

_TEXTS_OF = "uvicorn"


class _Lines(logging.Handler):
    """What libraries log: level, place and kind of error.

    Their texts are left out, as an error's text may quote an event; those of the server are fixed, and stay.
    """

    def emit(self, record: logging.LogRecord) -> None:
        document: dict[str, Any] = {
            "event": "library",
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            document["fault"] = place_of(error)
        elif record.name.startswith(_TEXTS_OF):
            document["text"] = str(record.msg)
        sys.stderr.write(json.dumps(document) + "\n")
        sys.stderr.flush()


class _Told:
    """Writes a line to stderr, whatever that is by then."""

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = exception = msg


def tell_as_json() -> None:
    """From now on structlog and logging write JSON lines to stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: _Told(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Lines()]
    root.setLevel(logging.WARNING)
    for name in (_TEXTS_OF, f"{_TEXTS_OF}.error"):
        server = logging.getLogger(name)
        server.handlers[:], server.propagate = [], True
        server.setLevel(logging.WARNING)

"""Settings of all tests: hypothesis measures no time; under CI its own profile draws the same examples each time."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
if not os.environ.get("CI"):
    settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a script, where Ctrl-C is ignored and every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

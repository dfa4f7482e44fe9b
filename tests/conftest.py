"""Settings of all tests: hypothesis measures no time; under CI its own profile draws the same examples each time."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
if not os.environ.get("CI"):
    settings.load_profile("untimed")

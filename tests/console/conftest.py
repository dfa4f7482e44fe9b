"""The small built shop of the service's tests with the console on it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_PATH = Path(__file__).parent.parent / "service" / "conftest.py"
_spec = importlib.util.spec_from_file_location("service_conftest", _PATH)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
built_shop, reader, gate_world = _module.built_shop, _module.reader, _module.gate_world

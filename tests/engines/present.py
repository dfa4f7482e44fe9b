"""What an engine lacks on this machine: suites skip with the reason."""

from __future__ import annotations

import importlib
import os
import shutil

__all__ = ["lacking"]


def lacking(name: str) -> str | None:
    """The reason why an engine cannot run here, None when it can."""
    try:
        importlib.import_module(f"huaxiang.engines.{name}")
    except ModuleNotFoundError as error:
        return f"{error.name} is not installed: it comes with the extra {name}"
    if name == "spark" and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "there is no Java"
    return None

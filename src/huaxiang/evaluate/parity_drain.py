"""A worker process that may be killed at any time: drains the log of a project in batches of one size."""

from __future__ import annotations

import sys
from pathlib import Path

from huaxiang.project.opening import Project

if __name__ == "__main__":
    worker = Project.open(Path(sys.argv[1])).worker(batch=int(sys.argv[2]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while worker.step():
        sys.stdout.write("step\n")
        sys.stdout.flush()

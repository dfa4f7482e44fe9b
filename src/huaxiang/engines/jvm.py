"""The JVM that Spark runs in: started quietly for a session, and ended with it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway

from huaxiang.domain.errors import UserError
from huaxiang.engines.base import Limits

__all__ = ["aside", "cause_of", "running"]

Made = TypeVar("Made")

_SETTINGS = {
    "spark.app.name": "huaxiang",
    "spark.executorEnv.MKL_NUM_THREADS": "1",
    "spark.executorEnv.OMP_NUM_THREADS": "1",
    "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_FAULT = re.compile(
    r"^(?:Caused by: |: |.* in thread .* )?((?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception): \S.*)$", re.MULTILINE
)
_LOGGED = re.compile(r" ERROR \w+: (.+)$", re.MULTILINE)


@contextmanager
def running(limits: Limits) -> Iterator[SparkContext]:
    """The Spark that this process has, else one of our own, whose JVM ends with it.

    Raises:
        UserError: There is no Java, or Spark could not be started.
    """
    if SparkContext._active_spark_context is not None:  # noqa: SLF001
        yield SparkContext.getOrCreate()
        return
    # Spark parts a list of folders at commas.
    place = None if "," in str(limits.spill) else limits.spill
    scratch = Path(tempfile.mkdtemp(prefix="spark-", dir=place))
    try:
        with _started(limits, scratch) as context:
            yield context
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _started(limits: Limits, scratch: Path) -> Iterator[SparkContext]:
    _look_for_java()
    path = scratch / "spark.log"
    with path.open("w", encoding="utf-8") as log:
        gateway = None
        try:
            try:
                gateway = aside(partial(_launch, limits, log), stop=lambda made: _end(made.result()))
                context = aside(partial(_open, gateway, limits, scratch), stop=lambda made: made.result().stop())
            except Exception as error:
                raise UserError(f"Spark did not start: {_reason(error, path)}") from error
            try:
                yield context
            finally:
                context.stop()
        finally:
            if gateway is not None:
                _end(gateway)


def _look_for_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=None if home is None else str(Path(home) / "bin")) is None:
        where = "on PATH" if home is None else f"in JAVA_HOME={home}"
        raise UserError(f"the engine spark needs Java, and there is none {where}: install Java 17")


def _launch(limits: Limits, log: Any) -> Any:
    """A JVM; what it prints goes to the log, because stdout belongs to whoever called us."""
    conf = SparkConf(loadDefaults=False)
    conf.setAll(list(_SETTINGS.items()))
    # In another locale Java cannot name a file whose path has Chinese in it. The memory is Spark's lowest default.
    heap = f"{max(limits.memory_mb // 3, 1024)}m"
    with _environment(LC_ALL="C.UTF-8", SPARK_DRIVER_MEMORY=heap):
        return launch_gateway(conf, {"stdout": log, "stderr": log})


def _open(gateway: Any, limits: Limits, scratch: Path) -> SparkContext:
    """A context on the master that Spark's own settings name, else on as many threads as we may use."""
    conf = SparkConf(loadDefaults=False)
    conf.setAll(list(_SETTINGS.items()))
    master = gateway.jvm.java.lang.System.getProperty("spark.master") or "local[*]"
    python = os.environ.get("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        conf.setMaster(f"local[{limits.threads}]" if master == "local[*]" else master)
        conf.set("spark.driver.bindAddress", "127.0.0.1").set("spark.driver.host", "127.0.0.1")
        conf.set("spark.local.dir", str(scratch))
        python = sys.executable
    with _environment(PYSPARK_PYTHON=python):
        return SparkContext(gateway=gateway, conf=conf)


def _reason(error: Exception, log: Path) -> str:
    """What the JVM complained of before it ended, else the error's own cause."""
    text, cause = log.read_text(encoding="utf-8", errors="replace"), cause_of(error)
    lines = text.strip().splitlines() if "JAVA_GATEWAY_EXITED" in cause else []
    said = str((_FAULT.findall(text) or _LOGGED.findall(text) or lines or [cause])[-1])
    return f"{said}; install Java 17" if "UnsupportedClassVersion" in said else said


def _end(gateway: Any) -> None:
    """Ends the JVM, unless it was there before us; the next session starts another."""
    gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001
    if gateway.proc is not None:
        gateway.proc.stdin.close()
        gateway.proc.wait()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def aside(call: Callable[[], Made], *, stop: Callable[[Future[Made]], object]) -> Made:
    """What a call gives in another thread, stopped by Ctrl-C: Py4J prints a traceback of what it interrupts."""
    pool = ThreadPoolExecutor(1)
    made = pool.submit(call)
    try:
        return made.result()
    except KeyboardInterrupt:
        stop(made)
        raise
    finally:
        pool.shutdown(wait=False)


def cause_of(error: Exception) -> str:
    """The last fault that a message of many lines names, or its last line."""
    text = str(error)
    return str((_FAULT.findall(text) or text.strip().splitlines() or [type(error).__name__])[-1])

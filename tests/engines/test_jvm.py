from __future__ import annotations

import os
from pathlib import Path

import pytest

from huaxiang.domain.errors import UserError
from huaxiang.engines.base import Limits

pytest.importorskip("pyspark", reason="pyspark is not installed: it comes with the extra spark")

from huaxiang.engines.jvm import cause_of, running

OF_A_TASK = """An error occurred while calling o52.parquet.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 3.0 failed 1 times
\tat org.apache.spark.scheduler.DAGScheduler.abortStage(DAGScheduler.scala:2935)
Caused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "worker.py", line 1, in main
ValueError: 7 is no day

\tat org.apache.spark.api.python.BasePythonRunner.handlePythonException(PythonRunner.scala:581)
"""
OF_A_WORKER = """An error occurred while calling z:org.apache.spark.api.python.PythonRDD.collectAndServe.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 1 in stage 0.0 failed 1 times
Caused by: org.apache.spark.SparkException: Python worker exited unexpectedly (crashed).
\tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.read(PythonRunner.scala:595)
Caused by: java.io.EOFException
"""
OF_A_DISK = """[TASK_WRITE_FAILED] Task failed while writing rows to file:/shop/parts.partial.
Caused by: java.io.IOException: No space left on device
"""
OF_A_MASTER = "26/11/11 12:00:00 ERROR StandaloneSchedulerBackend: Application has been killed. Reason: no master"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (OF_A_TASK, "ValueError: 7 is no day"),
        (OF_A_WORKER, "org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)."),
        (OF_A_DISK, "java.io.IOException: No space left on device"),
        ("first\nlast", "last"),
        ("", "RuntimeError"),
    ],
    ids=["task", "worker", "disk", "else", "nothing"],
)
def test_the_cause_is_one_line_of_what_spark_says(text: str, line: str) -> None:
    assert cause_of(RuntimeError(text)) == line


@pytest.fixture
def limits(tmp_path: Path) -> Limits:
    (tmp_path / "spill").mkdir()
    return Limits(1, 512, tmp_path / "spill")


def told(limits: Limits) -> str:
    """The one line that a Spark which does not start ends with; nothing is left of it."""
    before = dict(os.environ)
    with pytest.raises(UserError) as error, running(limits):
        pass
    assert list(limits.spill.iterdir()) == []
    assert dict(os.environ) == before
    assert "\n" not in str(error.value)
    return str(error.value)


def java_that_says(folder: Path, words: str) -> Path:
    """A JAVA_HOME whose Java says something and fails."""
    java = folder / "jdk" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 1\n")
    java.chmod(0o755)
    return folder / "jdk"


def test_without_java_it_says_what_to_install(limits: Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    line = told(limits)
    assert f"there is none in JAVA_HOME={tmp_path / 'nowhere'}: install Java 17" in line
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "there is none on PATH: install Java 17" in told(limits)


@pytest.mark.skipif(os.name == "nt", reason="the Java of the test is a shell script")
def test_a_java_that_is_too_old_or_a_master_that_is_none_is_told_in_its_own_words(
    limits: Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fault = "java.lang.UnsupportedClassVersionError: Main needs class file version 61.0"
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path, f'Exception in thread "main" {fault}')))
    assert told(limits) == f"Spark did not start: {fault}; install Java 17"
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path / "another", OF_A_MASTER)))
    assert told(limits) == "Spark did not start: Application has been killed. Reason: no master"
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path / "full", "Could not reserve enough space")))
    assert told(limits).startswith("Spark did not start: ")
    assert capfd.readouterr() == ("", "")

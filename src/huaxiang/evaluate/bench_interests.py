"""Speed and size of reading: texts a second on one core by level, beside jieba and the encoder on every text."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Collection
from importlib.metadata import version
from typing import Any

from huaxiang.evaluate.figures import Beside, Figure, choose_keys, document, machine
from huaxiang.evaluate.interest_work import texts_of
from huaxiang.evaluate.measured import CommandFailed, Measured, measure

__all__ = ["KEYS", "run"]

KEYS = ("texts_per_second_fast", "texts_per_second_full", "peak_mb")
_N_FAST, _N_FULL = 20_000, 3_000
_WORK = "huaxiang.evaluate.interest_work"


def run(
    *,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    n_fast: int = _N_FAST,
    n_full: int = _N_FULL,
) -> dict[str, Any]:
    """The figures, each level in a fresh process of one core; peak_mb is the larger of both."""
    keys = choose_keys(KEYS, only)
    on = machine()
    done: dict[str, Measured] = {}
    figures = [_figure(key, done, progress, n_fast, n_full) for key in keys]
    beside = _beside(done, progress, n_full) if only is None else []
    texts = f"{n_fast:,} texts fast, {n_full:,} full, of 12 to 30 characters, no two alike: {texts_of(10)[1]}"
    return document("interests", figures, data={"texts": texts}, measured_on=on, beside=beside)


def _figure(key: str, done: dict[str, Measured], progress: Callable[[str], None], n_fast: int, n_full: int) -> Figure:
    unit = "MB" if key == "peak_mb" else "texts/s"
    try:
        if key != "peak_mb":
            level = key.rsplit("_", 1)[1]
            return Figure(
                key, float(_work(level, n_fast if level == "fast" else n_full, done, progress).last_line), unit
            )
        both = (_work("fast", n_fast, done, progress), _work("full", n_full, done, progress))
        return Figure(key, max(round(each.peak_mb or 0) for each in both), unit)
    except CommandFailed as error:
        return Figure(key, None, unit, reason=str(error))


def _work(name: str, n: int, done: dict[str, Measured], progress: Callable[[str], None]) -> Measured:
    if name not in done:
        progress(f"measuring {name}, {n:,} texts")
        done[name] = measure([sys.executable, "-m", _WORK, name, str(n)])
    return done[name]


def _beside(done: dict[str, Measured], progress: Callable[[str], None], n: int) -> list[Beside]:
    """The peers on as many texts as `full` has."""
    ours = {f"{level}_texts_per_second": float(done[level].last_line) for level in ("fast", "full") if level in done}
    rows = []
    for name, peer, package, what in (
        ("jieba", "jieba.posseg + scikit-learn", "jieba", "words with parts of speech and one label of two"),
        ("encoder", "multilingual-e5-small int8", "onnxruntime", "a vector of every text, no tag"),
    ):
        if importlib.util.find_spec(package) is None:
            rows.append(Beside(peer, None, what, reason=f"{package} is not installed: pip install {package}"))
            continue
        try:
            taken = _work(name, n, done, progress)
        except CommandFailed as error:
            rows.append(Beside(peer, None, what, reason=str(error)))
            continue
        said = {"texts_per_second": float(taken.last_line)}
        rows.append(Beside(peer, version(package), what, taken.seconds, taken.peak_mb, figures=said, ours_figures=ours))
    return rows

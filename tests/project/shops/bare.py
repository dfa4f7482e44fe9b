"""The same shops without the names of their columns: the first line of every delimited file is gone."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from tests.project.shops import contests, languages, lessons, logs, receipts
from tests.project.shops.base import Rng, Truth

__all__ = ["SHAPES"]

Shape = Callable[[Path, Rng], Truth]


def _bare(shape: Shape) -> Shape:
    def without_headers(folder: Path, rng: Rng) -> Truth:
        truth = shape(folder, rng)
        for path in sorted(folder.iterdir()):
            packed = path.suffix == ".gz"
            content = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
            rest = content.partition(b"\n")[2]
            path.write_bytes(gzip.compress(rest) if packed else rest)
        return truth

    return without_headers


SHAPES: dict[str, Shape] = {
    f"bare_{name}": _bare(shape)
    for name, shape in {
        "mobile": logs.mobile,
        "cosmetics": logs.cosmetics,
        "goods_first": contests.goods_first,
        "jd_consumers": logs.jd_consumers,
        "gifts": receipts.gifts_csv,
        "supermarket": receipts.supermarket_merged,
        "superstore": receipts.superstore,
        "groceries": lessons.groceries,
        "japanese": languages.japanese,
        "german": languages.german,
        "french": languages.french,
    }.items()
}

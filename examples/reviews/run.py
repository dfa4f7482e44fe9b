"""Interests in 50,000 real reviews, with stage 3 as a plain library: no project, no person.

Run it with `python examples/reviews/run.py [N]` to read about N reviews, evenly chosen; all unless given. They are
read from the folder of real data: `HUAXIANG_DATA`, else shared/data beside the project.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from huaxiang.interests.reader import Reader, load_reader

__all__ = ["Found", "find_reviews", "main", "read_reviews"]

HERE = Path(__file__).parent


@dataclass(slots=True)
class Found:
    """What the reviews of one category say: their number, those with a tag, tags and stances by number."""

    n_reviews: int = 0
    n_tagged: int = 0
    tags: Counter[str] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)


def find_reviews() -> Path:
    """Where online_shopping_10_cats.csv lies, whether or not it is there."""
    folder = os.environ.get("HUAXIANG_DATA") or HERE.parents[2] / "shared" / "data"
    return Path(folder) / "online_shopping_10_cats" / "online_shopping_10_cats.csv"


def read_reviews(path: Path, reader: Reader, *, n: int | None = None) -> dict[str, Found]:
    """What about `n` reviews say, by category; the category is the context, as the item's title is in a shop."""
    found: dict[str, Found] = {}
    for category, text in _reviews(path, n):
        reading = reader.read(text, context=category, kind="review")
        one = found.setdefault(category, Found())
        one.n_reviews += 1
        one.n_tagged += bool(reading.tags)
        one.tags.update({tag.label for tag in reading.tags})
        one.stances.update(tag.stance for tag in reading.tags)
    return found


def _reviews(path: Path, n: int | None) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["cat"], row["review"]) for row in csv.DictReader(file) if row["review"]]
    yield from rows if n is None else rows[:: max(1, len(rows) // n)]


def main(n: int | None) -> int:
    """Reads the reviews and prints a table; returns the exit status."""
    path = find_reviews()
    if not path.is_file():
        print(
            f"{path}: no such file; set HUAXIANG_DATA to the folder that has online_shopping_10_cats", file=sys.stderr
        )
        return 2 if "HUAXIANG_DATA" in os.environ else 0
    reader = load_reader()
    start = time.perf_counter()
    found = read_reviews(path, reader, n=n)
    seconds = time.perf_counter() - start
    for category, one in found.items():
        most = "  ".join(f"{label} {times}" for label, times in one.tags.most_common(4))
        stances = " ".join(f"{stance} {times}" for stance, times in one.stances.most_common())
        print(f"{category}: {one.n_reviews:,} reviews, {one.n_tagged / one.n_reviews:.0%} with a tag ({stances})")
        print(f"    {most}")
    n_read = sum(one.n_reviews for one in found.values())
    print(f"{n_read:,} reviews in {seconds:.1f} s, {n_read / seconds:,.0f} a second on one core")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else None))

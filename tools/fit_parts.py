"""Fits `interests/lexicon/parts.npz`, the model of the parts of searches, and tells how it does on searches left out.

The searches in tools/training were written for it by somebody who knows neither lexicon nor truth sets.

    python tools/fit_parts.py
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from marked_searches import Marked, read_marked

from huaxiang.interests.chain import Chain
from huaxiang.interests.chain_fit import Example, fit_chain
from huaxiang.interests.lexicon import Entry, Lexicon
from huaxiang.interests.mentions import Finder
from huaxiang.interests.normalise import normalise
from huaxiang.interests.parts import FOLLOWERS, LABELS, features_of, parts_of, product_pairs
from huaxiang.interests.reader import load_reader

ROOT = Path(__file__).resolve().parent.parent
SEARCHES = ROOT / "tools/training/searches.txt"
TARGET = ROOT / "src/huaxiang/interests/lexicon/parts.npz"
PENALTY, N_POORER, DROPPED_FIFTHS = 4.0, 2, 2


def load_searches() -> list[Marked]:
    """The searches whose normal form is as long as they are."""
    lines = SEARCHES.read_text(encoding="utf-8").splitlines()
    found = [read_marked(line) for line in dict.fromkeys(lines) if line.strip()]
    return [each for each in found if each.text and len(normalise(each.text).text) == len(each.text)]


def example_of(search: Marked, finder: Finder, pairs: Collection[str]) -> Example:
    """A search as a finder sees it."""
    text = normalise(search.text).text
    return Example(features_of(text, finder.find(text, is_search=True), finder.boundaries(text), pairs), search.labels)


def poorer(lexicon: Lexicon, number: int) -> Lexicon:
    """The lexicon without about two fifths of its products and brands: what most searches of a real shop meet."""

    def is_kept(entry: Entry) -> bool:
        is_thing = entry.node is not None or entry.brand is not None
        return not is_thing or zlib.crc32(f"{number}{entry.term}".encode()) % 5 >= DROPPED_FIFTHS

    entries = {term: entry for term, entry in lexicon.entries.items() if is_kept(entry)}
    return replace(lexicon, entries=entries)


def judge(chain: Chain, examples: list[Example]) -> dict[str, float]:
    """Share of searches whose part is exactly right, by part."""
    right = dict.fromkeys(("entity", "head", "brand", "fits"), 0)
    for example in examples:
        said, true = parts_of(chain.tag(example.rows)), parts_of(example.labels)
        for name in right:
            right[name] += getattr(said, name) == getattr(true, name)
    return {name: round(count / len(examples), 3) for name, count in right.items()}


def main() -> None:
    """Fits on four fifths, judges on the rest, fits on all and writes."""
    reader = load_reader()
    lexicons = [reader.lexicon, *(poorer(reader.lexicon, number) for number in range(N_POORER))]
    views = [(Finder(reader.taxonomy, lexicon), product_pairs(lexicon)) for lexicon in lexicons]
    searches = load_searches()
    seen = [[example_of(search, *view) for view in views] for search in searches]
    order = random.Random(7).sample(range(len(seen)), len(seen))  # noqa: S311
    cut = len(order) // 5
    kept = [example for i in order[cut:] for example in seen[i]]
    chain = fit_chain(kept, labels=LABELS, allowed=FOLLOWERS, penalty=PENALTY, least=6)
    figures = {
        "left_out": cut,
        "whole_lexicon": judge(chain, [seen[i][0] for i in order[:cut]]),
        "poorer_lexicon": judge(chain, [seen[i][1] for i in order[:cut]]),
    }
    print(json.dumps(figures))
    chain = fit_chain(
        [example for each in seen for example in each],
        labels=LABELS,
        allowed=FOLLOWERS,
        penalty=PENALTY,
        least=6,
        meta=figures,
    )
    chain.save(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {len(chain.features)} features, {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

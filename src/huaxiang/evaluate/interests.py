"""Truth of reading: the golden sets of searches, intents and synonyms, at both levels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from huaxiang.evaluate.discoveries import hidden_words, reviews_missing
from huaxiang.evaluate.figures import Figure, choose_keys, document, machine
from huaxiang.evaluate.gold import Gold, gold_missing, read_gold
from huaxiang.evaluate.gold_scores import PARTS, intent_score, search_scores, synonym_score
from huaxiang.interests.levels import encoder_for
from huaxiang.interests.reader import Reader, load_reader

__all__ = ["KEYS", "run"]

KEYS = ("gold_queries", "gold_modifiers", "gold_intents", "gold_synonyms", "synonyms_found")
_SETS = {"gold_queries": "searches", "gold_intents": "intents", "gold_synonyms": "synonyms"}
_DATA = {
    "gold_queries": "real searches labelled by two readers and a third where they differed: mean of the shares whose "
    "product phrase, head, brand and three levels are exactly right",
    "gold_intents": "users' lines of real service chats and texts written for it, two readers: share right",
    "gold_synonyms": "sentences written for it: share whose word leads to the category meant, or to none in a trap",
    "synonyms_found": "words of the lexicon hidden from the reader: share that discovery finds again in 40,000 real "
    "reviews; synonyms_found_right: share of those at the right second level",
    "parts": "dev: looked at while the reader was made; held: only counted. The value is of held, at the level told",
}


@dataclass(slots=True)
class _Truth:
    progress: Callable[[str], None]
    readers: dict[str, Reader | None] = field(default_factory=dict)
    absent: str | None = None

    def reader(self, level: str) -> Reader | None:
        """The reader of a level, None where there is no encoder."""
        if level not in self.readers:
            encoder, lacking = encoder_for(level, progress=self.progress)
            self.absent = lacking or self.absent
            self.readers[level] = None if lacking else load_reader(encoder)
        return self.readers[level]

    def figures(self, key: str) -> list[Figure]:
        """The figure of a key at the best level there is, and those of all parts and levels."""
        if key == "gold_modifiers":
            return [Figure(key, None, "share", reason="labelled in tests/golden/modifiers.jsonl; nothing reads it yet")]
        if key == "synonyms_found":
            return self.found(key)
        name = _SETS[key]
        why = gold_missing(name)
        if why is not None:
            return [Figure(key, None, "share", reason=why)]
        found: list[Figure] = []
        best = Figure(key, None, "share", reason="the texts it is about are not there: set HUAXIANG_DATA")
        for level in ("fast", "full"):
            reader = self.reader(level)
            if reader is None:
                continue
            for part in ("dev", "held"):
                self.progress(f"{key}, {level}, {part}")
                gold, _ = read_gold(name, part=part)
                scores = _scores(key, gold, reader) if gold else {}
                found += [
                    Figure(f"{key}_{part}_{level}{_tail(each)}", round(value, 3), "share")
                    for each, value in scores.items()
                ]
                if part == "held" and "" in scores:
                    best = Figure(key, round(scores[""], 3), "share", against_version=f"{len(gold)} texts, {level}")
        return [best, *found]

    def found(self, key: str) -> list[Figure]:
        """What discovery finds again of hidden words, and how much of that is right."""
        why = reviews_missing()
        if why is not None:
            return [Figure(key, None, "share", reason=why)]
        found = hidden_words(progress=self.progress)
        if not found.hidden:
            return [Figure(key, None, "share", reason="no word of the lexicon stands in enough of the reviews")]
        back = round(found.found / found.hidden, 3)
        share = Figure(key, back, "share", against_version=f"{found.hidden} words")
        right = round(found.right / found.found, 3) if found.found else None
        return [share, Figure(f"{key}_right", right, "share", reason=None if found.found else "none was found")]


def _tail(part: str) -> str:
    return f"_{part}" if part else ""


def _scores(key: str, gold: Sequence[Gold], reader: Reader) -> dict[str, float]:
    """Scores by part, "" the whole."""

    def read(each: Gold) -> Any:
        return reader.read(each.text, kind=each.kind, context=each.context)

    if key == "gold_intents":
        return {"": intent_score(gold, read)}
    if key == "gold_synonyms":
        return {"": synonym_score(gold, read)}
    scores = search_scores(gold, read, reader.taxonomy)
    return {"": scores["all"], **{part: scores[part] for part in PARTS if part in scores}}


def run(*, only: Collection[str] | None = None, progress: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """The figures; each golden set also by part and level."""
    keys = choose_keys(KEYS, only)
    on = machine()
    truth = _Truth(progress)
    figures = [figure for key in keys for figure in truth.figures(key)]
    data = _DATA | ({"full": truth.absent} if truth.absent else {})
    return document("interests", figures, data=data, measured_on=on)

"""The review list: words that the reader hung into the tree by likeness alone, for a person to accept or refuse."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.ids import content_id
from huaxiang.domain.instants import now, to_iso
from huaxiang.interests.normalise import normalise
from huaxiang.interests.scrub import scrub
from huaxiang.interests.synonyms import SynonymGroup, write_group
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.project.opening import Project
from huaxiang.project.readable import Readable

__all__ = ["Candidate", "decide_review", "review_rows"]

LEDGER_FILE = "reviews.jsonl"
OWN_GROUPS = "synonyms.tsv"
_GUESSED = ("linear", "encoder")
_LEAST_PEOPLE, _MOST_EXAMPLES, _LONGEST = 2, 3, 20
_SHARED = 0.6
_REASON = {"zh": "{} 条文本读作此类", "en": "{} texts were read so"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that no lexicon has, and the category that most of its texts were read at.

    Attributes:
        id: Of word and category.
        kind: product: a word for things.
        term: The word, as it is normalised.
        path: Key of the category.
        reason: Why it is suggested, as a sentence.
        n_texts: Texts that it stands in.
        examples: Some of them, personal data masked.
    """

    id: str
    kind: Literal["product"]
    term: str
    path: str
    reason: str
    n_texts: int
    examples: tuple[str, ...]


def review_rows(readable: Readable) -> list[Candidate]:
    """What waits for a person's word in the current run, the most frequent first.

    A word is suggested when at least two people wrote it, when six in ten of its texts were read at one category by the
    linear level or the encoder, and when nobody decided on it before. What one person alone writes may be about them.
    """
    lake = readable.lake()
    readings = lake.read("interests").select(["person_id", "text_id", "tag_key", "start", "end", "level"])
    guessed = readings.filter(pc.is_in(readings["level"], pa.array(_GUESSED)))
    if not guessed.num_rows:
        return []
    texts = lake.read("texts").select(["text_id", "text"])
    texts = texts.filter(pc.is_in(texts["text_id"], guessed["text_id"].combine_chunks()))
    by_id = dict(zip(texts["text_id"].to_pylist(), texts["text"].to_pylist(), strict=True))
    decided = {row["id"] for row in _decisions(readable.folder)}
    found = _candidates(guessed.to_pylist(), by_id, readable.taxonomy())
    told = _REASON[readable.config.project.language]
    return [replace(each, reason=told.format(each.reason)) for each in found if each.id not in decided]


def _candidates(guessed: Iterable[dict[str, Any]], texts: dict[str, str], taxonomy: Taxonomy | None) -> list[Candidate]:
    places: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    people: dict[str, set[str]] = defaultdict(set)
    for row in guessed:
        text = texts.get(row["text_id"])
        if text is None:
            continue
        term = normalise(text[row["start"] : row["end"]]).text.strip()
        node = _category(row["tag_key"].removeprefix("interest."), taxonomy)
        if 1 < len(term) <= _LONGEST and node is not None:
            places[term][node].add(row["text_id"])
            people[term].add(row["person_id"])
    found = []
    for term, by_node in places.items():
        node, ids = max(by_node.items(), key=lambda pair: (len(pair[1]), pair[0]))
        n_texts = len(set().union(*by_node.values()))
        if len(people[term]) >= _LEAST_PEOPLE and len(ids) >= _SHARED * n_texts:
            examples = tuple(scrub(texts[text_id]) for text_id in sorted(ids)[:_MOST_EXAMPLES])
            reason = f"{len(ids)}/{n_texts}"
            found.append(Candidate(content_id(term, node), "product", term, node, reason, n_texts, examples))
    return sorted(found, key=lambda each: (-each.n_texts, each.term))


def _category(path: str, taxonomy: Taxonomy | None) -> str | None:
    """The category of a tag's path, without the attribute at its end."""
    while path and taxonomy is not None and path not in taxonomy.nodes:
        path = path.rpartition(".")[0]
    return path or None


def _decisions(folder: Path) -> list[dict[str, Any]]:
    path = folder / "ledger" / LEDGER_FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [json.loads(line) for line in lines if line.strip()]


def decide_review(project: Project, row: str, *, is_accepted: bool, by: str) -> Candidate:
    """Writes down what a person decided; an accepted word stands in synonyms.tsv and counts at the next read.

    Args:
        row: Id of a candidate, or its word.

    Returns:
        The candidate, which waits no more.

    Raises:
        UnknownName: Nothing of that id or word waits, or the tree does not have its category any more.
    """
    waiting = review_rows(project)
    found = next((each for each in waiting if row in (each.id, each.term)), None)
    if found is None:
        raise UnknownName("word for review", row, [each.term for each in waiting])
    tree = project.reading.taxonomy
    if found.path not in tree.nodes:
        raise UnknownName("category", found.path, tree.nodes)
    ledger = project.folder / "ledger" / LEDGER_FILE
    ledger.parent.mkdir(parents=True, exist_ok=True)
    if is_accepted:
        group = SynonymGroup(f"own-{found.id[:8]}", found.path, (found.term,), (), (), ())
        with (project.folder / OWN_GROUPS).open("a", encoding="utf-8") as file:
            file.write(f"{write_group(group)}\n")
    decision = {"id": found.id, "kind": found.kind, "term": found.term, "path": found.path, "is_accepted": is_accepted}
    with ledger.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**decision, "by": by, "at": to_iso(now())}, ensure_ascii=False) + "\n")
    return found

"""The review list: words hung into the tree by likeness, and candidates for synonyms, for a person to decide on."""

from __future__ import annotations

import itertools
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
from huaxiang.engines.lake import Lake
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
_SIGNS = {
    "targets": {
        "zh": "{n}/{of} 人由它走到或评的是此类商品",
        "en": "for {n} of {of} people it led to, or was said of, such goods",
    },
    "names": {"zh": "{n}/{of} 人同句提到此类", "en": "{n} of {of} people named such goods beside it"},
    "searched": {"zh": "{n}/{of} 人单独搜过它", "en": "{n} of {of} people searched for it alone"},
    "likeness": {"zh": "{level}与此类的词相近", "en": "it is like words of the category by {level}"},
}
_LIKE_BY = {"linear": {"zh": "字面", "en": "its characters"}, "encoder": {"zh": "意思", "en": "its meaning"}}
_JOINED = {"zh": ";", "en": "; "}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that no lexicon has, and the category that most of its texts were read at.

    Attributes:
        id: Of word and category.
        kind: product: a word for things that texts were read by; synonym: one that signs speak for.
        term: The word, as it is normalised.
        path: Key of the category.
        reason: Why it is suggested, as a sentence.
        n_texts: Texts that it stands in.
        examples: Some of them, personal data masked.
    """

    id: str
    kind: Literal["product", "synonym"]
    term: str
    path: str
    reason: str
    n_texts: int
    examples: tuple[str, ...]


def review_rows(readable: Readable) -> list[Candidate]:
    """What waits for a person's word in the current run, the most frequent first.

    A word is suggested when at least two people wrote it, when six in ten of its texts were read at one category by the
    linear level or the encoder, and when nobody decided on it before. What one person alone writes may be about them.
    A candidate for a synonym is what the build found (table `discoveries`), if so many people are still there.
    """
    rows = _guessed(readable)
    known = {row.term for row in rows}
    rows += [row for row in _discovered(readable) if row.term not in known]
    decided = {row["id"] for row in _decisions(readable.folder)}
    waiting = [row for row in rows if row.id not in decided]
    return sorted(waiting, key=lambda row: (-row.n_texts, row.term))


def _discovered(readable: Readable) -> list[Candidate]:
    """The words of table `discoveries`, with the texts that are still there."""
    lake, language = readable.lake(), readable.config.project.language
    rows = lake.read("discoveries")
    if not rows.num_rows:
        return []
    texts = _texts(lake, rows["text_id"])
    by_word: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows.to_pylist():
        if row["text_id"] in texts:
            by_word[row["term"], row["category"], row["signs"]].append(row["text_id"])
    found = []
    for (term, path, signs), ids in by_word.items():
        if len({texts[text_id][0] for text_id in ids}) >= _LEAST_PEOPLE:
            examples = _examples(term, (texts[text_id][1] for text_id in ids))
            reason = _JOINED[language].join(_told(each, language) for each in json.loads(signs))
            found.append(Candidate(content_id(term, path), "synonym", term, path, reason, len(ids), examples))
    return found


def _told(sign: dict[str, Any], language: str) -> str:
    """A sign in words."""
    level = _LIKE_BY[sign["level"]][language] if sign.get("level") else ""
    return _SIGNS[sign["kind"]][language].format(**{**sign, "level": level})


def _texts(lake: Lake, ids: pa.ChunkedArray) -> dict[str, tuple[str, str]]:
    """Writer and text of some texts."""
    texts = lake.read("texts").select(["text_id", "person_id", "text"])
    texts = texts.filter(pc.is_in(texts["text_id"], ids.combine_chunks()))
    columns = (texts[name].to_pylist() for name in ("text_id", "person_id", "text"))
    return {text_id: (person, text) for text_id, person, text in zip(*columns, strict=True)}


def _guessed(readable: Readable) -> list[Candidate]:
    """The words that texts were read by without any lexicon having them."""
    lake = readable.lake()
    readings = lake.read("interests").select(["person_id", "text_id", "tag_key", "start", "end", "level"])
    guessed = readings.filter(pc.is_in(readings["level"], pa.array(_GUESSED)))
    if not guessed.num_rows:
        return []
    by_id = {text_id: text for text_id, (_, text) in _texts(lake, guessed["text_id"]).items()}
    found = _candidates(guessed.to_pylist(), by_id, readable.taxonomy())
    told = _REASON[readable.config.project.language]
    return [replace(each, reason=told.format(each.reason)) for each in found]


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
            examples = _examples(term, (texts[text_id] for text_id in sorted(ids)))
            reason = f"{len(ids)}/{n_texts}"
            found.append(Candidate(content_id(term, node), "product", term, node, reason, n_texts, examples))
    return found


def _examples(term: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Some of a word's texts, each once, masked: those that say more than the word itself."""
    longer = (text for text in dict.fromkeys(texts) if normalise(text).text.strip() != term)
    return tuple(scrub(text) for text in itertools.islice(longer, _MOST_EXAMPLES))


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

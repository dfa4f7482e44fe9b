"""Scores of a reader on the golden sets: searches by their parts, intents, synonyms with traps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from huaxiang.evaluate.gold import Gold
from huaxiang.interests.readings import Reading, Tag
from huaxiang.interests.taxonomy import Taxonomy

__all__ = ["PARTS", "Read", "intent_score", "search_scores", "synonym_score"]

PARTS = ("entity", "head", "brand", "level_1", "level_2", "level_3")
Read = Callable[[Gold], Reading]


def search_scores(gold: Sequence[Gold], read: Read, taxonomy: Taxonomy) -> dict[str, float]:
    """Share of searches whose part is exactly right, by part of PARTS, and `all`, the mean of the parts.

    A search without a product asks for no product phrase. A level counts where the label has one: of a search that
    two readers could hang no deeper than the second level, the third does not.
    """
    right, asked = Counter[str](), Counter[str]()
    for each in gold:
        reading = read(each)
        said = _said(reading.tags)
        for name, wanted in _wanted(each, taxonomy).items():
            asked[name] += 1
            right[name] += said.get(name) in wanted
    shares = {name: right[name] / asked[name] for name in PARTS if asked[name]}
    return {**shares, "all": sum(shares.values()) / len(shares)} if shares else {}


def _said(tags: Sequence[Tag]) -> dict[str, object]:
    """The parts that a reading of a search names: those of the tag with a product phrase, else of a brand alone."""
    tag = next((tag for tag in tags if any(role == "head" for role, *_ in tag.spans)), None)
    if tag is None:
        brand = next(((tag.start, tag.end) for tag in tags if tag.brand is not None), None)
        return {"brand": brand}
    spans = {role: (start, end) for role, start, end in tag.spans}
    levels = tag.node.split(".")
    found: dict[str, object] = {"entity": (tag.start, tag.end), "head": spans["head"], "brand": spans.get("brand")}
    return found | {f"level_{depth + 1}": ".".join(levels[: depth + 1]) for depth in range(len(levels))}


def _wanted(gold: Gold, taxonomy: Taxonomy) -> dict[str, set[object]]:
    """What is right for each part; the categories that the label holds equally right all are."""
    labels = gold.labels
    wanted: dict[str, set[object]] = {
        name: {None if labels[name] is None else tuple(labels[name])} for name in ("entity", "head", "brand")
    }
    if labels["node"] is not None:
        for node in (labels["node"], *labels["also"]):
            parts = taxonomy.node(node).key.split(".")
            for depth in range(min(len(parts), labels["node"].count(".") + 1)):
                wanted.setdefault(f"level_{depth + 1}", set()).add(".".join(parts[: depth + 1]))
    return wanted


def intent_score(gold: Sequence[Gold], read: Read) -> float:
    """Share of texts whose intent is the label."""
    right = (read(each).intent.label in (each.labels["intent"], *each.labels.get("also", ())) for each in gold)
    return sum(right) / len(gold)


def synonym_score(gold: Sequence[Gold], read: Read) -> float:
    """Share of sentences in which the word at the label's place leads to its category, or to none where it is a trap.

    A category is right when it is the label, above it or below it, and not a first level alone.
    """
    return sum(_is_meant(read(each).tags, each) for each in gold) / len(gold)


def _is_meant(tags: Sequence[Tag], gold: Gold) -> bool:
    start, end = gold.labels["term"]
    nodes = {tag.node for tag in tags if any(at < end and start < stop for at, stop in tag.places)}
    if gold.labels["node"] is None:
        return not nodes
    return any(_agree(node, meant) for node in nodes for meant in (gold.labels["node"], *gold.labels["also"]))


def _agree(node: str, meant: str) -> bool:
    parts, others = node.split("."), meant.split(".")
    depth = min(len(parts), len(others))
    return parts[:depth] == others[:depth] and (depth > 1 or len(others) == 1)

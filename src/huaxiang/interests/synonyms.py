"""Synonyms and slang: groups of words for one category, some of which need the right words around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from huaxiang.domain.errors import ConfigurationError, nearest
from huaxiang.interests.normalise import normalise
from huaxiang.interests.taxonomy import Taxonomy

__all__ = ["COLUMNS", "SynonymGroup", "read_groups", "write_group"]

COLUMNS = ("group", "category", "certain", "terms", "needs", "never")
_MARK = "|"


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words that mean the category `node`.

    Attributes:
        slug: Name of the group.
        node: Key of the category meant.
        certain: Words that mean it wherever they stand.
        terms: Words that mean it when one of `needs` stands in the text or its context, none of `never` does.
        needs: Words that speak for it; `@pets` is any word of that first level; none: nothing is needed.
        never: Words that speak against it.
    """

    slug: str
    node: str
    certain: tuple[str, ...]
    terms: tuple[str, ...]
    needs: tuple[str, ...]
    never: tuple[str, ...]


def read_groups(text: str, path: Path, taxonomy: Taxonomy, *, is_shipped: bool = False) -> Iterator[SynonymGroup]:
    """The groups of a file: a line each, six columns separated by tabs, words separated by bars.

    Args:
        is_shipped: Groups of categories that an edited tree does not have are passed over.

    Raises:
        ConfigurationError: A line has another shape, no word, or names no category of the tree.
    """
    for number, line in enumerate(normalise(text).text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [*line.split("\t"), *[""] * len(COLUMNS)]
        slug, node, *lists = cells[: len(COLUMNS)]
        words = [tuple(_words(cell)) for cell in lists]
        if line.count("\t") >= len(COLUMNS) or not (words[0] or words[1]):
            names = ", ".join(COLUMNS)
            raise ConfigurationError(
                f"a group has words, in columns separated by tabs: {names}", path=path, line=number
            )
        if node not in taxonomy.nodes and is_shipped:
            continue
        if node not in taxonomy.nodes:
            close = ", ".join(nearest(node, taxonomy.nodes)) or "see taxonomy.yaml"
            raise ConfigurationError(
                f"{slug}: there is no category {node!r} (nearest: {close})", path=path, line=number
            )
        yield SynonymGroup(slug, node, *words)


def _words(cell: str) -> Iterator[str]:
    return (spelt for word in cell.split(_MARK) if (spelt := word.strip()))


def write_group(group: SynonymGroup) -> str:
    """The line of a group, without its end."""
    lists = (group.certain, group.terms, group.needs, group.never)
    return "\t".join([group.slug, group.node, *(_MARK.join(words) for words in lists)]).rstrip("\t")

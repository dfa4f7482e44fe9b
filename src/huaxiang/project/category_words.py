"""Labels of the categories of a built project: of the category tree, and of the shop's own."""

from __future__ import annotations

from collections.abc import Callable

from huaxiang.project.readable import Readable

__all__ = ["category_words"]


def category_words(project: Readable) -> Callable[[str], tuple[str, str]]:
    """Chinese and English label of a first-level slug; the slug itself where nobody knows it."""
    own, taxonomy = next(iter(project.store().table("labels")), {}), project.taxonomy()

    def words(slug: str) -> tuple[str, str]:
        node = None if taxonomy is None else taxonomy.nodes.get(slug)
        return (node.zh, node.en) if node is not None else (own.get(slug, slug),) * 2

    return words

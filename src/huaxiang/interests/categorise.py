"""A shop's own category labels hung into the category tree."""

from __future__ import annotations

from huaxiang.domain.categories import Levels, padded
from huaxiang.domain.ids import category_slug
from huaxiang.interests.taxonomy import Taxonomy

__all__ = ["Categoriser"]


class Categoriser:
    """Turns labels as the shop has them into slugs, and remembers the labels of slugs the tree does not have."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._answers: dict[Levels, Levels] = {}
        self.labels: dict[str, str] = {}

    def __call__(self, levels: Levels) -> Levels:
        """Three slugs of three labels; all None when there is no label at all.

        The deepest label that the tree knows decides; labels below it become slugs of their own under it. Labels
        that the tree does not know at all keep the shop's own path.
        """
        if levels not in self._answers:
            self._answers[levels] = self._find(levels)
        return self._answers[levels]

    def _find(self, levels: Levels) -> Levels:
        labels = [label for label in levels if label]
        for depth in range(len(labels), 0, -1):
            key = self._taxonomy.find(labels[depth - 1])
            if key is not None:
                return self._path(key.split("."), labels[depth:])
        return self._path([], labels)

    def _path(self, known: list[str], rest: list[str]) -> Levels:
        slugs = list(known)
        for label in rest[: 3 - len(slugs)]:
            slug = category_slug(label)
            slugs.append(f"{slug}-own" if slugs and slug == slugs[-1] else slug)
            self.labels.setdefault(".".join(slugs), label)
        return padded(slugs)

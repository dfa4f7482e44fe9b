"""The category of an item that the shop gives none, from the product its title names."""

from __future__ import annotations

from huaxiang.domain.categories import Levels, padded
from huaxiang.interests.lexicon import Lexicon
from huaxiang.interests.mentions import Mention, finder_of
from huaxiang.interests.normalise import normalise
from huaxiang.interests.taxonomy import Taxonomy

__all__ = ["TitleCategoriser"]

_MANNERS = ("味", "口味", "风味", "香", "色", "同款", "专用", "适用", "伴侣")


class TitleCategoriser:
    """Turns titles into the slugs of the product they name; what is sensitive or unknown stays without category.

    A flavour or colour (鸡肉味, 咖啡色) is no product, nor is the first of two that touch (口红收纳盒 is a box).
    """

    def __init__(self, taxonomy: Taxonomy, lexicon: Lexicon) -> None:
        self._taxonomy, self._finder = taxonomy, finder_of(taxonomy, lexicon)

    def __call__(self, title: str) -> Levels:
        """Three slugs, None from where the title says no more; of equally good words the last one is the product."""
        text = normalise(title).text
        found = [m for m in self._finder.find(text) if m.node is not None and not m.is_people]
        heads = {m.start for m in found}
        mentions = [m for m in found if m.end not in heads and not text.startswith(_MANNERS, m.end)]
        if not mentions:
            mentions = self._inside_brands(text)
        if not mentions:
            return (None, None, None)
        best = max(mentions, key=lambda m: (m.rank, m.node.count(".") if m.node else 0, m.start))
        parts = best.node.split(".") if best.node else []
        if any(self._is_sensitive(".".join(parts[:depth])) for depth in range(1, len(parts) + 1)):
            return (None, None, None)
        return padded(parts[:3])

    def _inside_brands(self, text: str) -> list[Mention]:
        """Products that end the names of brands: 皇家猫粮 sells cat food."""
        brands = [m for m in self._finder.find(text) if m.brand is not None]
        ends = [self._finder.find(text[at : m.end]) for m in brands for at in range(m.start + 1, m.end - 1)]
        return [m for found in ends for m in found if m.node is not None and m.start == 0 and not m.is_people]

    def _is_sensitive(self, key: str) -> bool:
        node = self._taxonomy.nodes.get(key)
        return node is not None and node.sensitive is not None

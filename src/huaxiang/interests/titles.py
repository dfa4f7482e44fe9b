"""The category of an item that the shop gives none, from the product its title names."""

from __future__ import annotations

from huaxiang.domain.categories import Levels, padded
from huaxiang.interests.lexicon import Lexicon
from huaxiang.interests.mentions import Finder
from huaxiang.interests.normalise import normalise
from huaxiang.interests.taxonomy import Taxonomy

__all__ = ["TitleCategoriser"]


class TitleCategoriser:
    """Turns titles into the slugs of the product they name; what is sensitive or unknown stays without category."""

    def __init__(self, taxonomy: Taxonomy, lexicon: Lexicon) -> None:
        self._taxonomy, self._finder = taxonomy, Finder(taxonomy, lexicon)

    def __call__(self, title: str) -> Levels:
        """Three slugs, None from where the title says no more; of equally good words the last one is the product."""
        mentions = [m for m in self._finder.find(normalise(title).text) if m.node is not None and not m.is_people]
        if not mentions:
            return (None, None, None)
        best = max(mentions, key=lambda m: (m.rank, m.node.count(".") if m.node else 0, m.start))
        parts = best.node.split(".") if best.node else []
        if any(self._is_sensitive(".".join(parts[:depth])) for depth in range(1, len(parts) + 1)):
            return (None, None, None)
        return padded(parts[:3])

    def _is_sensitive(self, key: str) -> bool:
        node = self._taxonomy.nodes.get(key)
        return node is not None and node.sensitive is not None

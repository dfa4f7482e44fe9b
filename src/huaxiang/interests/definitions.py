"""Definitions of interest tags: made on demand, since every node of the tree and every attribute may become one."""

from __future__ import annotations

from collections.abc import Mapping

from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.interests.lexicon import AttributeGroup
from huaxiang.interests.taxonomy import Taxonomy

__all__ = ["InterestDefinitions", "branch_of"]

PREFIX = "interest."


def branch_of(taxonomy: Taxonomy, path: str) -> str | None:
    """The sensitive branch that a dotted path lies on, None when it lies on none or names no node of the tree."""
    parts = path.split(".")
    for depth in range(len(parts), 0, -1):
        node = taxonomy.nodes.get(".".join(parts[:depth]))
        if node is not None:
            return node.sensitive
    return None


class InterestDefinitions:
    """Makes the definition of any key `interest.<path>[.<attribute>]`."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        attributes: Mapping[str, AttributeGroup],
        labels: Mapping[str, str],
        *,
        state: State,
        threshold_milli: int,
    ) -> None:
        """Binds the tree, the attributes and the labels of the shop's own categories by dotted path.

        Args:
            state: State of the family: active when its calibration reaches the threshold.
            threshold_milli: Confidence needed to pass the gate.
        """
        self._taxonomy, self._attributes, self._labels = taxonomy, attributes, labels
        self._state, self._threshold = state, threshold_milli

    def __call__(self, key: str) -> TagDefinition | None:
        """The definition of a key; None when it names no category that anyone knows."""
        if not key.startswith(PREFIX):
            return None
        path = key.removeprefix(PREFIX)
        node, attribute = self._split(path)
        if node is None:
            return None
        branch = branch_of(self._taxonomy, node)
        zh = "-".join(self.path_labels(node)) + (f"-{attribute.zh}" if attribute else "")
        en = " / ".join(self.path_labels(node, english=True)) + (f": {attribute.en}" if attribute else "")
        return TagDefinition(
            key=key,
            kind=Kind.INTEREST,
            label_zh=zh,
            label_en=en,
            definition_text=_TEXT.format(label=zh),
            level="L4" if branch else "L2",
            state=self._state,
            threshold_milli=self._threshold,
            half_life_days=30,
            branches=frozenset({branch} if branch else ()),
            reason="calibrated in this build"
            if self._state is State.ACTIVE
            else "no calibration reaches the threshold",
        )

    def _split(self, path: str) -> tuple[str | None, AttributeGroup | None]:
        if self._is_category(path):
            return path, None
        head, _, last = path.rpartition(".")
        attribute = self._attributes.get(last)
        return (head, attribute) if attribute is not None and self._is_category(head) else (None, None)

    def _is_category(self, path: str) -> bool:
        return path in self._taxonomy.nodes or path in self._labels

    def path_labels(self, path: str, *, english: bool = False) -> list[str]:
        """Labels from the first level down; a label of the shop's own stands as it is in both languages."""
        parts = path.split(".")
        labels = []
        for depth in range(1, len(parts) + 1):
            prefix = ".".join(parts[:depth])
            node = self._taxonomy.nodes.get(prefix)
            if node is None:
                labels.append(self._labels.get(prefix, parts[depth - 1]))
            else:
                labels.append(node.en if english else node.zh)
        return labels


_TEXT = "在评价、搜索、提问或聊天中表达,或 90 天内至少 2 天浏览、加购、收藏、购买:{label}(半衰期 30 天)"

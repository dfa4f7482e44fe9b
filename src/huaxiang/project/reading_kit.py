"""The parts that read texts and categories, made from the project's taxonomy and lexicon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from huaxiang.interests.categorise import Categoriser
from huaxiang.interests.lexicon import Lexicon, load_lexicon
from huaxiang.interests.reader import Reader
from huaxiang.interests.taxonomy import Taxonomy, load_taxonomy
from huaxiang.interests.texts import text_reader
from huaxiang.tags.kit import ReadText

__all__ = ["ReadingKit"]


@dataclass(frozen=True)
class ReadingKit:
    """Taxonomy, lexicon and reader of a project folder, loaded once when first asked for."""

    folder: Path
    allowed_branches: frozenset[str]

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The project's `taxonomy.yaml`, else the shipped tree."""
        own = self.folder / "taxonomy.yaml"
        return load_taxonomy(own if own.exists() else None)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The shipped lexicon over the taxonomy."""
        return load_lexicon(self.taxonomy)

    @cached_property
    def reader(self) -> Reader:
        """The reader of texts."""
        return Reader(self.taxonomy, self.lexicon)

    @cached_property
    def read_text(self) -> ReadText:
        """The reader as the folds take it, without what may not be computed."""
        return text_reader(self.reader, allowed_branches=self.allowed_branches)

    @cached_property
    def categorise(self) -> Categoriser:
        """The shop's own category labels hung into the tree."""
        return Categoriser(self.taxonomy)

    def category_label(self, slug: str) -> tuple[str, str]:
        """Chinese and English label of a first-level slug."""
        node = self.taxonomy.nodes.get(slug)
        if node is not None:
            return node.zh, node.en
        label = self.categorise.labels.get(slug, slug)
        return label, label

"""The parts that read texts and categories, made from the project's taxonomy and lexicon."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path

import structlog

from huaxiang.domain.ids import content_id
from huaxiang.domain.readings import TextReading
from huaxiang.interests.categorise import Categoriser
from huaxiang.interests.discovery import Discovery, Seen, discover_with
from huaxiang.interests.levels import encoder_for
from huaxiang.interests.lexicon import Lexicon, load_lexicon
from huaxiang.interests.reader import Reader
from huaxiang.interests.taxonomy import Taxonomy, load_taxonomy
from huaxiang.interests.texts import text_reader
from huaxiang.interests.titles import TitleCategoriser
from huaxiang.tags.kit import ReadText

__all__ = ["ReadingKit"]


@dataclass(frozen=True)
class ReadingKit:
    """Taxonomy, lexicon and reader of a project folder, loaded once when first asked for.

    Attributes:
        allowed_branches: Sensitive branches that the project may compute.
        dropped: Readings on other sensitive branches so far, by branch: they were not kept.
        level: fast or full.
        encoder: What `full` reads with: e5_small, or a model of Hugging Face by name or folder.
    """

    folder: Path
    allowed_branches: frozenset[str]
    dropped: Counter[str] = field(default_factory=Counter)
    level: str = "fast"
    encoder: str = "e5_small"
    _readers: list[Reader] = field(default_factory=list, init=False, repr=False, compare=False)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The project's `taxonomy.yaml`, else the shipped tree."""
        own = self.folder / "taxonomy.yaml"
        return load_taxonomy(own if own.exists() else None)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The shipped lexicon over the taxonomy, with the groups of the project's `synonyms.tsv`."""
        return load_lexicon(self.taxonomy, synonyms=self.folder / "synonyms.tsv")

    @property
    def reader(self) -> Reader:
        """The reader of texts, opened once; the log is told what `open_reader` tells."""
        return self.open_reader(_log)

    def open_reader(self, progress: Callable[[str], None]) -> Reader:
        """The reader of texts, opened once; without the encoder that its level asks for it reads `fast`.

        Args:
            progress: Told why there is no encoder, and that something is fitted on it first.
        """
        if not self._readers:
            encoder, lacking = encoder_for(self.level, self.encoder, progress=progress)
            if lacking is not None:
                progress(lacking)
            self._readers.append(Reader(self.taxonomy, self.lexicon, encoder))
        return self._readers[0]

    def read_text(self, text: str, kind: str, context: str | None) -> Sequence[TextReading]:
        """A text as the folds take it, without what may not be computed; who reads none never loads the words."""
        return self._read_text(text, kind, context)

    @cached_property
    def _read_text(self) -> ReadText:
        return text_reader(self.reader, allowed_branches=self.allowed_branches, dropped=self.dropped)

    def discover(self, texts: Sequence[Seen]) -> list[Discovery]:
        """Words of texts that could be synonyms."""
        return discover_with(self.reader, texts)

    @cached_property
    def categorise(self) -> Categoriser:
        """The shop's own category labels hung into the tree."""
        return Categoriser(self.taxonomy)

    @cached_property
    def categorise_title(self) -> TitleCategoriser:
        """The category of an item without one, from its title."""
        return TitleCategoriser(self.taxonomy, self.lexicon)

    def is_sensitive(self, slug: str) -> bool:
        """Whether a first-level slug is a sensitive branch."""
        node = self.taxonomy.nodes.get(slug)
        return node is not None and node.sensitive is not None

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Hashes of category tree and lexicon, for the manifests of models."""
        tree = [(node.key, node.zh, node.en, sorted(node.aliases), node.sensitive) for node in self.taxonomy]
        files = sorted(resources.files("huaxiang.interests").joinpath("lexicon").iterdir(), key=lambda each: each.name)
        words = [(each.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in files if each.is_file()]
        return {"taxonomy": content_id(tree), "lexicon": content_id(words)}

    def category_label(self, slug: str) -> tuple[str, str]:
        """Chinese and English label of a first-level slug."""
        node = self.taxonomy.nodes.get(slug)
        if node is not None:
            return node.zh, node.en
        label = self.categorise.labels.get(slug, slug)
        return label, label


def _log(line: str) -> None:
    structlog.get_logger("huaxiang.interests").warning("encoder", told=line)

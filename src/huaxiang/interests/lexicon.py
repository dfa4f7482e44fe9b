"""The lexicon: what each surface form can be (product, brand, attribute, stance word, synonym), from edited files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from huaxiang.domain.errors import ConfigurationError, nearest
from huaxiang.interests.normalise import normalise
from huaxiang.interests.synonyms import SynonymGroup, read_groups
from huaxiang.interests.taxonomy import Taxonomy, load_taxonomy, read_banned_words

__all__ = ["AttributeGroup", "Brand", "Entry", "Lexicon", "Sense", "Senses", "load_attributes", "load_lexicon"]

_ROOT = resources.files("huaxiang.interests").joinpath("lexicon")
_ATTRIBUTE_COLUMNS = 7
MARKS = (
    "negators", "absences", "not_negators", "complaint_adverbs", "past", "now_negated", "now", "contrast", "instead",
    "others", "for_other", "self_words", "questions", "generic_heads", "search_only", "ignored",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AttributeGroup:
    """One way in which things differ: `zh` is its label, `firsts` the first levels it fits (empty: all)."""

    slug: str
    zh: str
    en: str
    opposite: str | None
    firsts: frozenset[str]
    valence: int
    forms: tuple[str, ...]

    def fits(self, first: str) -> bool:
        """Whether the attribute says something about things of that first level."""
        return not self.firsts or first in self.firsts


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand and the first levels it is known for, the likeliest first.

    Attributes:
        main: The category below a first level that its name alone stands for (nike: sports shoes), None without one.
    """

    name: str
    firsts: tuple[str, ...]
    main: str | None = None


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of an ambiguous word: the category, and the words that speak for it."""

    node: str
    cues: tuple[str, ...]
    is_brand: bool


@dataclass(frozen=True, slots=True)
class Senses:
    """The meanings of one ambiguous word; `default` is taken when no cue decides, None for no meaning then."""

    choices: tuple[Sense, ...]
    default: str | None


@dataclass(slots=True)
class Entry:
    """Everything one surface form can be; `rank` is how exactly it names `node` (3 name, 2 alias, 1 product word).

    `others` are further categories that have the word too: what stands around it decides.
    """

    term: str
    node: str | None = None
    rank: int = 0
    others: tuple[str, ...] = ()
    brand: Brand | None = None
    attributes: tuple[AttributeGroup, ...] = ()
    senses: Senses | None = None
    synonyms: tuple[SynonymGroup, ...] = ()
    polarity: int = 0
    level: int = 0
    intensity: int = 0
    marks: frozenset[str] = frozenset()

    @property
    def says_anything(self) -> bool:
        """Whether the form is anything at all."""
        is_thing = self.node is not None or self.brand is not None or self.senses is not None
        return is_thing or bool(self.attributes or self.synonyms or self.marks) or self._feels

    @property
    def _feels(self) -> bool:
        return bool(self.polarity or self.level or self.intensity)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All surface forms in normalised spelling, the attribute groups, and the tables of cues."""

    entries: Mapping[str, Entry]
    attributes: Mapping[str, AttributeGroup]
    sensitive: Mapping[str, tuple[str, ...]]
    clause_breaks: frozenset[str]
    other_verbs: tuple[str, ...]
    suffixes: Mapping[str, str]
    audiences: Mapping[str, tuple[tuple[str, str], ...]]

    def attribute(self, slug: str) -> AttributeGroup | None:
        """The attribute group of a slug; None when there is none."""
        return self.attributes.get(slug)

    def product_terms(self) -> Iterator[str]:
        """The forms that name products or brands: what a segmenter must keep whole."""
        return (term for term, entry in self.entries.items() if entry.node or entry.brand or entry.synonyms)


@dataclass
class _LexiconReader:
    """Collects entries file by file, checking each line against the tree."""

    taxonomy: Taxonomy
    folder: Path | None
    entries: dict[str, Entry] = field(default_factory=dict)

    def is_own(self, name: str) -> bool:
        return self.folder is not None and (self.folder / name).is_file()

    def text(self, name: str) -> tuple[str, Path]:
        if self.folder is not None and self.is_own(name):
            return (self.folder / name).read_text(encoding="utf-8"), self.folder / name
        return _ROOT.joinpath(name).read_text(encoding="utf-8"), Path(name)

    def entry(self, term: str) -> Entry:
        return self.spelt_entry(normalise(str(term)).text)

    def spelt_entry(self, spelt: str) -> Entry:
        found = self.entries.get(spelt)
        if found is None:
            found = self.entries[spelt] = Entry(spelt)
        return found

    def rows(self, name: str, columns: int, *, is_spelt: bool = False) -> Iterator[list[str]]:
        """The lines of a table with their number; `is_spelt`: normalised, all at once, for that is much quicker."""
        text, path = self.text(name)
        if is_spelt:
            text = normalise(text).text
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if len(cells) != columns:
                message = f"expected {columns} columns separated by tabs, found {len(cells)}"
                raise ConfigurationError(message, path=path, line=number)
            yield [*cells, str(number)]

    def document(self, name: str) -> Any:
        text, path = self.text(name)
        try:
            return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        except yaml.MarkedYAMLError as error:
            line = None if error.problem_mark is None else error.problem_mark.line + 1
            raise ConfigurationError(f"not valid YAML: {error.problem}", path=path, line=line) from None

    def has_node(self, key: str, *, place: str, file: str, line: int | None = None) -> bool:
        """Whether the tree has a category; in a file of a person's own a missing one is a mistake."""
        if key in self.taxonomy.nodes:
            return True
        if not self.is_own(file):
            return False
        close = ", ".join(nearest(key, self.taxonomy.nodes)) or "see taxonomy.yaml"
        message = f"{place}: there is no category {key!r} (nearest: {close})"
        raise ConfigurationError(message, path=Path(file), line=line)

    def read_categories(self) -> None:
        for node in self.taxonomy:
            for rank, names in ((3, (node.zh,)), (2, node.aliases)):
                for name in names:
                    entry = self.entry(name)
                    if entry.node is None or (entry.rank < rank and entry.node != node.key):
                        entry.node, entry.rank = node.key, rank

    def read_products(self) -> None:
        for key, terms, number in self.rows("products.tsv", 2, is_spelt=True):
            if not self.has_node(key, place=terms.split("|", 1)[0], file="products.tsv", line=int(number)):
                continue
            for term in terms.split("|"):
                entry = self.spelt_entry(term)
                if entry.node is None:
                    entry.node, entry.rank = key, 1
                elif key != entry.node and key not in entry.others:
                    entry.others = (*entry.others, key)

    def read_brands(self) -> None:
        for name, places, others, _ in self.rows("brands.tsv", 3):
            known = [place for place in places.split(",") if place in self.taxonomy.nodes]
            firsts = dict.fromkeys(place.split(".", 1)[0] for place in known)
            brand = Brand(name, tuple(firsts), next((place for place in known if "." in place), None))
            for term in (name, *filter(None, others.split("|"))):
                self.entry(term).brand = brand

    def read_attributes(self) -> dict[str, AttributeGroup]:
        groups: dict[str, AttributeGroup] = {}
        banned = read_banned_words()
        for slug, zh, en, opposite, firsts, valence, forms, number in self.rows("attributes.tsv", _ATTRIBUTE_COLUMNS):
            if any(word in zh for word in banned) or slug in groups:
                message = f"attribute {slug!r} ({zh}) is banned or stands twice"
                raise ConfigurationError(message, path=Path("attributes.tsv"), line=int(number))
            fits = frozenset() if firsts == "*" else frozenset(firsts.split(","))
            groups[slug] = AttributeGroup(slug, zh, en, opposite or None, fits, int(valence), tuple(forms.split()))
        for group in groups.values():
            for form in group.forms:
                entry = self.entry(form)
                entry.attributes = (*entry.attributes, group)
        return groups

    def drop_compounds(self) -> None:
        """A product word that says an attribute (卡粉), hides one (哑光 + 口红) or an owner (送 + 闺蜜) is none."""
        firsts = {term for term, entry in self.entries.items() if entry.attributes or "for_other" in entry.marks}
        for term, entry in self.entries.items():
            if entry.rank != 1 or entry.node is None or entry.brand:
                continue
            if entry.attributes or self._is_compound(term, entry.node, firsts):
                entry.node, entry.rank, entry.others = None, 0, ()

    def _is_compound(self, term: str, node: str, firsts: Collection[str]) -> bool:
        for cut in range(1, len(term)):
            if term[:cut] not in firsts or (right := self.entries.get(term[cut:])) is None:
                continue
            left = self.entries[term[:cut]]
            if "for_other" in left.marks and "others" in right.marks:
                return True
            if cut > 1 and len(term) - cut > 1 and left.attributes and right.node == node:
                return any(group.fits(node.split(".", 1)[0]) for group in left.attributes)
        return False

    def drop_empty(self) -> None:
        """Forms that say nothing any more must not cover their parts."""
        for term in [term for term, entry in self.entries.items() if not entry.says_anything]:
            del self.entries[term]

    def read_suffixes(self) -> dict[str, str]:
        return {
            suffix: key
            for suffix, key, number in self.rows("suffixes.tsv", 2)
            if self.has_node(key, place=suffix, file="suffixes.tsv", line=int(number))
        }

    def read_audiences(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For each attribute the (category, category then) pairs, the deepest category first."""
        pairs: dict[str, list[tuple[str, str]]] = {}
        for key, slug, target, number in self.rows("audiences.tsv", 3):
            line = int(number)
            if all(self.has_node(node, place=slug, file="audiences.tsv", line=line) for node in (key, target)):
                pairs.setdefault(slug, []).append((key, target))
        return {slug: tuple(sorted(rows, key=lambda row: -row[0].count("."))) for slug, rows in pairs.items()}

    def read_cues(self) -> tuple[frozenset[str], tuple[str, ...]]:
        cues = self.document("cues.yaml")
        for polarity, name in ((1, "likes"), (-1, "dislikes")):
            for level, terms in cues[name].items():
                for term in terms:
                    entry = self.entry(term)
                    entry.polarity, entry.level = polarity, int(level)
        for term, intensity in cues["intensifiers"].items():
            self.entry(term).intensity = int(intensity)
        for mark in MARKS:
            for term in cues[mark]:
                entry = self.entry(term)
                entry.marks |= {mark}
        return frozenset(cues["clause_breaks"]), tuple(cues["other_verbs"])

    def read_senses(self) -> None:
        for row in self.document("ambiguous.yaml"):
            term = row["term"]
            choices = tuple(
                Sense(
                    sense["node"],
                    tuple(normalise(str(cue)).text for cue in sense["cues"]),
                    bool(sense.get("brand", False)),
                )
                for sense in row["senses"]
                if self.has_node(sense["node"], place=term, file="ambiguous.yaml")
            )
            if choices:
                default = row.get("default")
                self.entry(term).senses = Senses(choices, default if default in self.taxonomy.nodes else None)

    def read_synonyms(self) -> None:
        text, path = self.text("synonyms.tsv")
        self.add_groups(read_groups(text, path, self.taxonomy, is_shipped=not self.is_own("synonyms.tsv")))

    def add_groups(self, groups: Iterable[SynonymGroup]) -> None:
        for group in groups:
            for term in group.certain:
                entry = self.spelt_entry(term)
                if entry.node is None or entry.rank < 2:
                    entry.node, entry.rank = group.node, 2
            for term in group.terms:
                entry = self.spelt_entry(term)
                entry.synonyms = (*entry.synonyms, group)


def load_lexicon(taxonomy: Taxonomy, folder: Path | None = None, *, synonyms: Path | None = None) -> Lexicon:
    """The lexicon hung on a tree: the shipped files, each replaced by one of the same name in `folder`.

    Args:
        synonyms: A file of further groups, such as the project's own.

    Raises:
        ConfigurationError: A file is wrong; the message names file and line or entry.
    """
    has_own = synonyms is not None and synonyms.is_file()
    if folder is None and not has_own and taxonomy is load_taxonomy():
        return _shipped()
    return _read(taxonomy, folder, synonyms if has_own else None)


@cache
def load_attributes() -> Mapping[str, AttributeGroup]:
    """The shipped attribute groups by slug, without the words around them: names of tags need no more."""
    return MappingProxyType(_LexiconReader(load_taxonomy(), None).read_attributes())


@cache
def _shipped() -> Lexicon:
    """The shipped lexicon on the shipped tree, read once in a process."""
    return _read(load_taxonomy(), None, None)


def _read(taxonomy: Taxonomy, folder: Path | None, synonyms: Path | None) -> Lexicon:
    reader = _LexiconReader(taxonomy, folder)
    reader.read_categories()
    reader.read_products()
    reader.read_brands()
    groups = reader.read_attributes()
    breaks, other_verbs = reader.read_cues()
    reader.drop_compounds()
    reader.read_senses()
    reader.read_synonyms()
    if synonyms is not None:
        reader.add_groups(read_groups(synonyms.read_text(encoding="utf-8"), synonyms, taxonomy))
    sensitive = {kind: tuple(_spelt(terms)) for kind, terms in reader.document("sensitive.yaml").items()}
    for kind_terms in sensitive.values():
        for term in kind_terms:
            reader.entry(term).marks |= {"ignored"}
    reader.drop_empty()
    reader.entries.pop("", None)
    return Lexicon(
        MappingProxyType(reader.entries), MappingProxyType(groups),
        MappingProxyType(sensitive), breaks, other_verbs,
        MappingProxyType(reader.read_suffixes()), MappingProxyType(reader.read_audiences()),
    )  # fmt: skip


def _spelt(terms: Iterable[Any]) -> Iterator[str]:
    return (normalise(str(term)).text for term in terms)

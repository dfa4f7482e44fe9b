"""The three-level category tree: reading it, finding a shop's own labels in it, tag keys and labels made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import yaml

from huaxiang.domain.errors import ConfigurationError, UnknownName

__all__ = ["SENSITIVE_KINDS", "STANCE_WORDS", "Node", "Taxonomy", "load_taxonomy", "read_banned_words"]

SENSITIVE_KINDS = ("health", "pregnancy", "minors", "religion", "politics", "finance", "location")
STANCE_WORDS = MappingProxyType({"prefer": "偏好", "avoid": "回避", "neutral": "关注", "past": "曾偏好"})
_LEVELS = 3
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SEPARATORS = re.compile(r"\s*(?:>>|>|/|›|»|\||→|--|-|\\|::|,|，|、)\s*")
_NODE_FIELDS = ("slug", "zh", "en", "aliases", "sensitive", "people", "children")


@dataclass(frozen=True, slots=True)
class Node:
    """One category: `key` is the dotted path of slugs, `level` 1 to 3, `labels` the Chinese names from the top.

    `is_people`: it names a group of people, of which no attribute is said.
    """

    key: str
    slug: str
    zh: str
    en: str
    level: int
    parent: str | None
    aliases: tuple[str, ...]
    sensitive: str | None
    labels: tuple[str, ...]
    is_people: bool = False


def fold_label(label: str) -> str:
    """A label as names are compared: NFKC, lower case, no blanks at either end.

    >>> fold_label(" ＢＢ霜 ")
    'bb霜'
    """
    return unicodedata.normalize("NFKC", label).strip().lower()


@dataclass(frozen=True)
class Taxonomy:
    """A checked tree: `nodes` by key in file order, `names` from folded name, alias, English name or key to key."""

    nodes: Mapping[str, Node]
    names: Mapping[str, str]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __len__(self) -> int:
        return len(self.nodes)

    def node(self, key: str) -> Node:
        """The category of a key such as `beauty.foundation`.

        Raises:
            UnknownName: The tree has no such key.
        """
        found = self.nodes.get(key)
        if found is None:
            raise UnknownName("category", key, self.nodes)
        return found

    def path_labels(self, key: str) -> tuple[str, ...]:
        """The Chinese names from the first level down to the category."""
        return self.node(key).labels

    def find(self, label: str) -> str | None:
        """The key of a shop's own label (Chinese, English, slug, key, or a path of them); None when unknown."""
        folded = fold_label(label)
        if not folded:
            return None
        exact = self.names.get(folded) or self._unique_slugs.get(folded)
        if exact is not None:
            return exact
        if folded.startswith("interest."):
            return self.find(folded.removeprefix("interest."))
        parts = [part for part in _SEPARATORS.split(folded) if part]
        if len(parts) > 1:
            return next((key for part in reversed(parts) if (key := self._find_part(part)) is not None), None)
        return None

    def tag_key(self, key: str, attribute: str | None = None) -> str:
        """The tag key of a category, or of an attribute preferred in it.

        >>> load_taxonomy().tag_key("beauty.foundation", "texture-light")
        'interest.beauty.foundation.texture-light'
        """
        node = self.node(key)
        return f"interest.{node.key}" if attribute is None else f"interest.{node.key}.{attribute}"

    def label(self, key: str, attribute: str | None = None, *, stance: str = "prefer") -> str:
        """What a reader sees: the path, and how the person stands to the attribute (its Chinese label).

        >>> load_taxonomy().label("beauty.foundation", "轻薄型")
        '美妆-底妆-偏好轻薄型'
        """
        path = "-".join(self.path_labels(key))
        if attribute is not None:
            return f"{path}-{STANCE_WORDS[stance]}{attribute}"
        return {"avoid": f"{path}-回避", "past": f"{path}-曾感兴趣"}.get(stance, path)

    def sensitive_kind(self, key: str) -> str | None:
        """The kind of sensitive branch the category lies in, None when it lies in none."""
        return self.node(key).sensitive

    def is_sensitive(self, key: str) -> bool:
        """Whether the category lies in a branch that is not computed without consent."""
        return self.node(key).sensitive is not None

    def ancestor(self, key: str, level: int) -> str:
        """The key cut to at most `level` levels."""
        return ".".join(key.split(".")[:level])

    def _find_part(self, part: str) -> str | None:
        return self.names.get(part) or self._unique_slugs.get(part)

    @cached_property
    def _unique_slugs(self) -> Mapping[str, str]:
        """Slugs that one category alone has."""
        seen: dict[str, str | None] = {}
        for node in self:
            seen[node.slug] = None if node.slug in seen else node.key
        return {slug: key for slug, key in seen.items() if key is not None}


class _TreeReader:
    """Walks a composed YAML document so that every complaint has its line."""

    def __init__(self, path: Path, banned: tuple[str, ...]) -> None:
        self.path, self.banned = path, banned
        self.nodes: dict[str, Node] = {}
        self.names: dict[str, str] = {}
        self.english: dict[str, str] = {}

    def fail(self, message: str, at: yaml.Node) -> ConfigurationError:
        return ConfigurationError(message, path=self.path, line=at.start_mark.line + 1)

    def fields(self, at: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        if not isinstance(at, yaml.MappingNode):
            raise self.fail("expected an entry with slug, zh and en", at)
        fields: dict[str, yaml.Node] = {}
        for name, value in at.value:
            if name.value not in known:
                raise self.fail(f"unknown field {name.value!r} (it has: {', '.join(known)})", name)
            if name.value in fields:
                raise self.fail(f"field {name.value!r} stands twice", name)
            fields[name.value] = value
        return fields

    def text(self, fields: dict[str, yaml.Node], name: str, at: yaml.Node) -> str:
        value = fields.get(name)
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise self.fail(f"category needs a text in {name!r}", value or at)
        return str(value.value.strip())

    def texts(self, at: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
        if at is None:
            return []
        if not isinstance(at, yaml.SequenceNode):
            raise self.fail("aliases must be a list, such as [粉底, 粉霜]", at)
        return [(str(item.value).strip(), item) for item in at.value]

    def read_nodes(self, at: yaml.Node, parent: Node | None) -> None:
        if not isinstance(at, yaml.SequenceNode):
            raise self.fail("categories and children must be lists", at)
        for item in at.value:
            self.read_node(item, parent)

    def read_node(self, at: yaml.Node, parent: Node | None) -> None:
        level = 1 if parent is None else parent.level + 1
        if level > _LEVELS:
            raise self.fail(f"categories have {_LEVELS} levels at most: move this entry up", at)
        fields = self.fields(at, _NODE_FIELDS)
        node = self.make_node(fields, parent, at)
        self.claim(node, fields)
        if "children" in fields:
            self.read_nodes(fields["children"], node)

    def make_node(self, fields: dict[str, yaml.Node], parent: Node | None, at: yaml.Node) -> Node:
        slug, zh = self.text(fields, "slug", at), self.text(fields, "zh", at)
        if not _SLUG.match(slug):
            raise self.fail(f"slug {slug!r} may have only a-z, 0-9 and single hyphens", fields["slug"])
        key = slug if parent is None else f"{parent.key}.{slug}"
        if key in self.nodes:
            raise self.fail(f"category {key!r} stands twice: rename one", fields["slug"])
        return Node(
            key=key, slug=slug, zh=zh, en=self.text(fields, "en", at),
            level=1 if parent is None else parent.level + 1,
            parent=None if parent is None else parent.key,
            aliases=tuple(alias for alias, _ in self.texts(fields.get("aliases"))),
            sensitive=self.sensitive(fields.get("sensitive"), parent),
            labels=(zh,) if parent is None else (*parent.labels, zh),
            is_people=self.is_true(fields.get("people")) or (parent is not None and parent.is_people),
        )  # fmt: skip

    def is_true(self, at: yaml.Node | None) -> bool:
        if at is not None and at.value not in {"true", "false"}:
            raise self.fail("people must be true or false", at)
        return at is not None and at.value == "true"

    def sensitive(self, at: yaml.Node | None, parent: Node | None) -> str | None:
        if at is None:
            return None if parent is None else parent.sensitive
        if at.value not in SENSITIVE_KINDS:
            raise self.fail(f"unknown kind of sensitive {at.value!r} (it has: {', '.join(SENSITIVE_KINDS)})", at)
        return str(at.value)

    def claim(self, node: Node, fields: dict[str, yaml.Node]) -> None:
        self.nodes[node.key] = node
        for name, place in [(node.zh, fields["zh"]), *self.texts(fields.get("aliases"))]:
            bad = next((word for word in self.banned if word in name), None)
            if bad is not None:
                raise self.fail(f"{name!r} holds the banned word {bad!r}: choose another name", place)
            other = self.names.setdefault(fold_label(name), node.key)
            if not name or other != node.key or (place is fields["zh"] and "-" in name):
                raise self.fail(f"name {name!r} of {node.key} is empty, holds a hyphen or is taken by {other}", place)
        other = self.english.setdefault(fold_label(node.en), node.key)
        if other != node.key:
            raise self.fail(f"English name {node.en!r} is taken by {other}", fields["en"])


def read_banned_words() -> tuple[str, ...]:
    """Words that no category or attribute may be called, from the shipped list."""
    text = resources.files("huaxiang.interests").joinpath("lexicon/banned.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """The checked tree of a file, or the shipped tree without one.

    Raises:
        ConfigurationError: The file is missing or wrong; the message names file and line.
    """
    if path is None:
        return _shipped()
    return _parse(_read_text(path), path)


@cache
def _shipped() -> Taxonomy:
    """The shipped tree, read once in a process."""
    text = resources.files("huaxiang.interests").joinpath("taxonomy/taxonomy.yaml").read_text(encoding="utf-8")
    return _parse(text, Path("taxonomy.yaml"))


def _parse(text: str, path: Path) -> Taxonomy:
    reader = _TreeReader(path, read_banned_words())
    reader.read_nodes(_categories(text, reader), None)
    if not reader.nodes:
        raise ConfigurationError("there is no category in it", path=path)
    names = {**{key: key for key in reader.nodes}, **reader.english, **reader.names}
    return Taxonomy(MappingProxyType(reader.nodes), MappingProxyType(names))


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError("there is no such file: name an existing taxonomy", path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot be read as UTF-8 text ({error})", path=path) from None


def _categories(text: str, reader: _TreeReader) -> yaml.Node:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        raise ConfigurationError(f"not valid YAML: {error.problem}", path=reader.path, line=line) from None
    except yaml.YAMLError as error:
        raise ConfigurationError(f"not valid YAML: {error}", path=reader.path) from None
    if document is None:
        raise ConfigurationError("the file is empty: it needs a list under `categories`", path=reader.path)
    fields = reader.fields(document, ("version", "categories"))
    if "categories" not in fields:
        raise reader.fail("it needs a list under `categories`", document)
    return fields["categories"]

"""Where interests hang: the category of a tag key, its names in the reader's language, and the branches withheld."""

from __future__ import annotations

from dataclasses import dataclass

from huaxiang.interests.definitions import PREFIX, branch_of
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of

__all__ = ["LEVELS", "Place", "Places", "Withheld", "places_of"]

LEVELS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tag key hangs.

    Attributes:
        path: Category, slugs from the top with dots between.
        attribute: Slug of what is said of it; "" for the category itself.
    """

    path: str
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sensitive branch: its name and the reason, and nothing that is known of anybody.

    Attributes:
        path: Its uppermost category.
        label: Names from the top.
        kind: Which sort of sensitive, such as health.
        reason: "not_allowed": nothing is computed there; "consent": it is, for those alone who gave separate consent.
    """

    path: str
    label: str
    kind: str
    reason: str


class Places:
    """Categories of one generation: those of its tree, and those that the shop itself names."""

    def __init__(self, project: Readable) -> None:
        self._taxonomy, self._catalogue = project.taxonomy(), project.catalogue()
        self._own: dict[str, str] = next(iter(project.store().table("labels")), {})
        self._allowed = frozenset(branch for each in project.config.allow for branch in each.branches)
        self.language = project.config.project.language

    def place(self, key: str) -> Place:
        """Where a key such as `interest.beauty.foundation.texture-light` hangs; a key nobody knows is its own place."""
        parts = key.removeprefix(PREFIX).split(".")
        for depth in range(len(parts), 0, -1):
            path = ".".join(parts[:depth])
            if self.is_known(path):
                return Place(path, ".".join(parts[depth:]))
        return Place(".".join(parts[:LEVELS]))

    def is_known(self, path: str) -> bool:
        """Whether there is a category of that path."""
        return path in self._own or (self._taxonomy is not None and path in self._taxonomy.nodes)

    def branch(self, path: str) -> str | None:
        """The kind of sensitive branch that a path lies on; None for the others."""
        return None if self._taxonomy is None else branch_of(self._taxonomy, path)

    def names(self, path: str) -> tuple[str, ...]:
        """Names from the top in the reader's language; what the shop named stands as the shop wrote it."""
        parts = path.split(".")
        return tuple(self._name(".".join(parts[: depth + 1]), part) for depth, part in enumerate(parts))

    def attribute_name(self, key: str, place: Place) -> str:
        """What the key says of its category, such as 轻薄型; the slug where the catalogue does not know the key."""
        definition = self._catalogue.find(key)
        if definition is None or not place.attribute:
            return place.attribute
        label = label_of(definition, self.language)
        return label.rsplit("-" if self.language == "zh" else ": ", 1)[-1]

    def withheld(self, path: str) -> Withheld | None:
        """The sensitive branch that a path lies on; None for the others."""
        kind = self.branch(path)
        if kind is None:
            return None
        top = path
        while "." in top and self.branch(top.rsplit(".", 1)[0]) is not None:
            top = top.rsplit(".", 1)[0]
        reason = "consent" if kind in self._allowed else "not_allowed"
        return Withheld(top, " / ".join(self.names(top)), kind, reason)

    def all_withheld(self) -> tuple[Withheld, ...]:
        """Every sensitive branch of the tree, in its order."""
        nodes = () if self._taxonomy is None else tuple(self._taxonomy)
        found = [self.withheld(node.key) for node in nodes if node.sensitive is not None]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def n_categories(self) -> int:
        """How many categories there are that are not withheld."""
        known = set(self._own) | (set() if self._taxonomy is None else set(self._taxonomy.nodes))
        return sum(self.branch(path) is None for path in known)

    def _name(self, path: str, slug: str) -> str:
        node = None if self._taxonomy is None else self._taxonomy.nodes.get(path)
        if node is not None:
            return node.zh if self.language == "zh" else node.en
        return self._own.get(path, slug)


def places_of(project: Readable) -> Places:
    """The places of a project's current generation."""
    return Places(project)

"""The catalogue (标签目录): every definition with its state, shipped, edited and as history has left it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

import pyarrow as pa

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tables import table
from huaxiang.domain.tags import State, TagDefinition

__all__ = ["Catalogue"]


class Catalogue:
    """Definitions by key; interests are made on demand, since every node and attribute may become one."""

    def __init__(
        self,
        definitions: Iterable[TagDefinition],
        *,
        makers: Mapping[str, Callable[[str], TagDefinition | None]] | None = None,
        states: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        """Binds definitions known beforehand; later ones replace earlier ones of the same key.

        Args:
            makers: By prefix of the key, such as `interest.`: makes the definition of a key, or None.
            states: By key, or by prefix ending in `*`: fields that the ledger changed (state, reason, …).
        """
        self._makers = dict(makers or {})
        self._states = dict(states or {})
        self._known: dict[str, TagDefinition] = {}
        for definition in definitions:
            self._known[definition.key] = self._as_left(definition)
        for key in self._states:
            if not key.endswith("*"):
                self.find(key)

    def _as_left(self, definition: TagDefinition) -> TagDefinition:
        for pattern, fields in self._states.items():
            if pattern == definition.key or (pattern.endswith("*") and definition.key.startswith(pattern[:-1])):
                values = {**fields, "state": State(str(fields.get("state", definition.state)))}
                definition = dataclasses.replace(definition, **values)  # type: ignore[arg-type]
        return definition

    def find(self, key: str) -> TagDefinition | None:
        """The definition of a key, None when no stage makes such a tag."""
        if key not in self._known:
            for prefix, maker in self._makers.items():
                made = maker(key) if key.startswith(prefix) else None
                if made is not None:
                    self._known[key] = self._as_left(made)
        return self._known.get(key)

    def __getitem__(self, key: str) -> TagDefinition:
        found = self.find(key)
        if found is None:
            raise UnknownName("tag", key, self._known)
        return found

    def resolve(self, name: str) -> TagDefinition:
        """The definition of a key or of an exact label.

        Raises:
            UnknownName: No such key or label; the nearest are given.
        """
        found = self.find(name)
        if found is not None:
            return found
        labelled = [each for each in self._known.values() if name in {each.label_zh, each.label_en}]
        if len(labelled) == 1:
            return labelled[0]
        raise UnknownName("tag", name, [*self._known, *(each.label_zh for each in self._known.values())])

    def definitions(self) -> list[TagDefinition]:
        """All definitions met so far, by key."""
        return [self._known[key] for key in sorted(self._known)]

    def as_table(self) -> pa.Table:
        """Table `tags`."""
        rows = [
            {
                **dataclasses.asdict(each),
                "purposes": ",".join(each.purposes),
                "kind": str(each.kind),
                "state": str(each.state),
                "is_sensitive": each.is_sensitive,
            }
            for each in self.definitions()
        ]
        schema = table("tags").schema
        return pa.table({name: [row[name] for row in rows] for name in schema.names}, schema=schema)

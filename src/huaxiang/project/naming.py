"""From what a user types to one person: a person id, `namespace:value`, or a bare value."""

from __future__ import annotations

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.domain.identities import mask, split_identity
from huaxiang.stores.base import Store

__all__ = ["OPEN_NAMESPACES", "find_person", "shown"]

OPEN_NAMESPACES = frozenset({"member_no", "user_id", "household"})
"""Namespaces whose values the shop made itself: shown in full."""


def shown(identity: str) -> str:
    """An identity as answers and errors may show it: values masked, but for the shop's own numbers.

    >>> shown("mobile:13912345678"), shown("member_no:100042")
    ('mobile:139****5678', 'member_no:100042')
    """
    namespace, value = split_identity(identity)
    if not namespace:
        return mask(value) if "@" in value or (len(value) == 11 and value.isdigit()) else value
    return f"{namespace}:{value if namespace in OPEN_NAMESPACES else mask(value)}"


def find_person(store: Store, name: str) -> str:
    """The current id of the one person that a name means.

    Raises:
        UnknownName: Nobody has it.
        UserError: A bare value is the identity of several people; they are listed by namespace.
    """
    people = store.people_of(name.strip())
    if not people:
        hint = "give a person id, an identity such as member_no:42, or its bare value"
        raise UnknownName("person", shown(name), hint=hint)
    if len(people) > 1:
        rows = store.identities_of(people)
        meant = [row.identity for person in people for row in rows.get(person, ())]
        meant = [each for each in meant if split_identity(each)[1] == name.strip()]
        known = ", ".join(shown(each) for each in sorted(meant))
        raise UserError(f"{len(people)} people have the identity {shown(name)!r}: give one with its namespace: {known}")
    return people[0]

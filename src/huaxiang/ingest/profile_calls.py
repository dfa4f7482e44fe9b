"""Profile and consent calls of SDKs as events: each trait and each purpose is one event beside its item's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from huaxiang.ingest.commerce import snake, whole_number
from huaxiang.ingest.dialects.base import DialectSettings, Incoming, scalar_of, text_of

__all__ = [
    "consents_stated",
    "contacts_of",
    "leading",
    "linked",
    "traits_appended",
    "traits_cleared",
    "traits_incremented",
    "traits_set",
    "traits_unset",
]

_CONTACTS = {
    **dict.fromkeys(("email", "e_mail", "email_address"), "email"),
    **dict.fromkeys(("phone", "mobile", "phone_number", "mobile_phone", "mobile_number"), "phone"),
}
_UNWANTED = frozenset(
    {*_CONTACTS, "name", "first_name", "last_name", "full_name", "real_name", "username", "nickname", "address"}
    | {"avatar", "password", "id_card", "id_number", "ip", "latitude", "longitude", "street", "postal_code"}
)
_PURPOSES = dict.fromkeys(("personalization", "personalisation", "personalized", "个性化", "个性化推荐"), "profiling")


def contacts_of(traits: Mapping[str, Any], settings: DialectSettings) -> list[tuple[str, str]]:
    """E-mail and phone among traits as identities, each once, in order."""
    found: dict[tuple[str, str], None] = {}
    for key, value in traits.items():
        word, text = _CONTACTS.get(_name(key)), scalar_of(value)
        if word is not None and text is not None:
            found[settings.namespace(word), text] = None
    return list(found)


def linked(base: Incoming, kind: str, identities: Iterable[tuple[str, str]]) -> Incoming:
    """The item as a statement that its identities and these are one person; the kind is `login` or `alias`."""
    base.name, base.link_kind = "identity_linked", kind
    base.identities = [*base.identities, *identities]
    return base


def traits_set(
    base: Incoming, traits: Mapping[str, Any], *, prefix: str = "", once: bool = False
) -> Iterator[Incoming]:
    """A `trait_set`, or `trait_set_once`, for each trait that says something and may be kept."""
    for name, value in _kept(traits):
        text = text_of(value)
        if text is not None:
            trait = f"{prefix}{name}"
            if once:
                # one item may set a trait, set it once and take it back: each statement has its own id
                yield _beside(base, "trait_set_once", trait, value=text, suffix=f"once:{trait}")
            else:
                yield _beside(base, "trait_set", trait, value=text)


def traits_unset(base: Incoming, names: Iterable[object]) -> Iterator[Incoming]:
    """A `trait_set` without a value for each trait that is taken back."""
    for name, _ in _kept({str(each): None for each in names}):
        yield _beside(base, "trait_set", name, value="", suffix=f"unset:{name}")


def traits_incremented(base: Incoming, traits: Mapping[str, Any]) -> Iterator[Incoming]:
    """A `trait_incremented` with its number for each trait; a number with a fraction is the fault `not_an_integer`."""
    for name, value in _kept(traits):
        event = _beside(base, "trait_incremented", name)
        event.quantity = None if isinstance(value, bool) else whole_number(value)
        event.fault = "not_an_integer" if event.quantity is None else base.fault
        yield event


def traits_appended(base: Incoming, traits: Mapping[str, Any]) -> Iterator[Incoming]:
    """A `trait_appended` for each item of each trait."""
    for name, value in _kept(traits):
        for number, each in enumerate(value if isinstance(value, list) else [value], 1):
            text = text_of(each)
            if text is not None:
                yield _beside(base, "trait_appended", name, value=text, suffix=f"{name}:{number}")


def traits_cleared(base: Incoming) -> Incoming:
    """The item as the statement that all traits are gone."""
    base.name, base.properties = "traits_cleared", {}
    return base


def consents_stated(base: Incoming, preferences: Mapping[str, Any]) -> Iterator[Incoming]:
    """A `consent_given` or `consent_withdrawn` for each purpose whose preference is true or false."""
    for category, is_given in preferences.items():
        purpose = snake(str(category))
        if purpose and isinstance(is_given, bool):
            event = _beside(base, "consent_given" if is_given else "consent_withdrawn", purpose)
            event.message_id = None if base.message_id is None else f"{base.message_id}:consent:{purpose}"
            event.properties = {"purpose": _PURPOSES.get(purpose, purpose)}
            yield event


def leading(base: Incoming, events: Iterable[Incoming]) -> Iterator[Incoming]:
    """The events of an item that is nothing besides: the first one speaks for it, or the fault `no_traits`."""
    first = next(iterator := iter(events), None)
    if first is None:
        base.name, base.fault = base.name or "trait_set", base.fault or "no_traits"
        yield base
        return
    first.is_beside, first.answers_to = False, base.message_id
    yield first
    yield from iterator


def _name(key: object) -> str:
    return snake(str(key)).lstrip("$")


def _kept(traits: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Traits by their names in snake case, without those that are personal data."""
    named = {_name(key): value for key, value in traits.items()}
    return ((name, value) for name, value in named.items() if name and name not in _UNWANTED)


def _beside(base: Incoming, name: str, trait: str, *, value: str | None = None, suffix: str = "") -> Incoming:
    return Incoming(
        message_id=None if base.message_id is None else f"{base.message_id}:{suffix or trait}",
        name=name,
        raw=base.raw,
        occurred_at=base.occurred_at,
        sent_at=base.sent_at,
        identities=base.identities,
        properties={"property": trait} if value is None else {"property": trait, "value": value},
        is_beside=True,
        fault=base.fault,
    )

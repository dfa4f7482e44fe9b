"""What the set-up page offers: dialects by name, their snippets, and the event that tries each of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from huaxiang.domain.instants import to_iso
from huaxiang.ingest.dialects.base import dialect, dialect_names

__all__ = ["KEY", "LANGUAGES", "MARK", "Offer", "Trial", "offers", "snippet"]

LANGUAGES = ("python", "node", "browser", "curl")
KEY = "<KEY>"
"""Stands for the key in snippets and trials: the browser puts it in, and it never comes here."""
MARK = "huaxiang-test-"
"""Every identity of a test event begins with it."""
_SNIPPETS = Path(__file__).parent / "snippets"
_FLAVOURS = {"segment": ("segment", "rudderstack", "http")}
_ORDER = ("segment", "sensors", "posthog", "rudderstack", "cloudevents", "http")
_EVENT = "product_added"
_PROPERTIES = {"product_id": "huaxiang-test", "price": 1, "quantity": 1, "huaxiang_test": True}


@dataclass(frozen=True, slots=True)
class Trial:
    """A test event as it is posted.

    Attributes:
        path: With its query; holds `KEY` where the dialect states the key there.
        auth: How the header states the key: basic, bearer, or empty where it does not.
        body: Holds `KEY` where the dialect states the key there.
    """

    path: str
    body: str
    auth: str = ""
    content_type: str = "application/json"

    def document(self) -> dict[str, str]:
        """The trial for the browser that posts it."""
        return {"path": self.path, "auth": self.auth, "type": self.content_type, "body": self.body}


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to send events.

    Attributes:
        name: Of the dialect or of one of its flavours.
        dialect: Name of the dialect.
        languages: Those of `LANGUAGES` that there is a snippet for.
    """

    name: str
    dialect: str
    languages: tuple[str, ...]
    trial_of: Callable[[str, int], Trial] | None = field(default=None, compare=False)

    def trial(self, identity: str, at: int) -> Trial | None:
        """A test event of an identity at an instant, µs; None where there is none for the dialect."""
        made = None if self.trial_of is None else self.trial_of(identity, at)
        paths = dialect(self.dialect).PATHS
        return made if made is not None and made.path.partition("?")[0] in paths else None


def offers() -> list[Offer]:
    """One offer for each dialect there is, several where a dialect serves several SDKs; those most in use first."""
    made = [
        Offer(name, each, _languages(name), _TRIALS.get(name))
        for each in dialect_names()
        for name in _FLAVOURS.get(each, (each,))
    ]
    place = {name: number for number, name in enumerate(_ORDER)}
    return sorted(made, key=lambda each: (place.get(each.name, len(place)), each.name))


def _languages(name: str) -> tuple[str, ...]:
    return tuple(each for each in LANGUAGES if (_SNIPPETS / f"{name}.{each}.txt").exists()) or ("curl",)


def snippet(offer: Offer, language: str, host: str) -> str:
    """What to write in a language, for a host such as https://shop.example; the key stands as `KEY`."""
    path = _SNIPPETS / f"{offer.name}.{language}.txt"
    written = path.read_text(encoding="utf-8").rstrip() if path.exists() else _plain(offer)
    parts = urlsplit(host)
    for name, value in (("HOST", host), ("HOSTNAME", parts.netloc), ("PROTOCOL", parts.scheme)):
        written = written.replace(f"<{name}>", value)
    return written


def _plain(offer: Offer) -> str:
    """A request of a dialect that has no snippet of its own: the first of its paths."""
    path = next(iter(dialect(offer.dialect).PATHS))
    return f"curl <HOST>{path} \\\n  -H 'authorization: Bearer {KEY}' \\\n  -d @event.json"


def _segment(identity: str, at: int) -> dict[str, Any]:
    event = {"type": "track", "event": "Product Added", "anonymousId": identity, "messageId": f"{identity}-1"}
    return {**event, "timestamp": to_iso(at), "properties": _PROPERTIES}


def _one(identity: str, at: int) -> Trial:
    return Trial("/v1/track", json.dumps(_segment(identity, at)), "bearer")


def _batch(identity: str, at: int) -> Trial:
    body = {"batch": [_segment(identity, at)], "sentAt": to_iso(at)}
    return Trial("/v1/batch", json.dumps(body), "basic")


def _sensors(identity: str, at: int) -> Trial:
    event = {"type": "track", "event": _EVENT, "distinct_id": identity, "time": at // 1000, "_track_id": at % 10**9}
    told = base64.b64encode(json.dumps({**event, "properties": _PROPERTIES}).encode()).decode()
    form = "application/x-www-form-urlencoded"
    return Trial(f"/sa?project=default&token={KEY}", f"data={quote(told, safe='')}", content_type=form)


def _posthog(identity: str, at: int) -> Trial:
    event = {"api_key": KEY, "event": _EVENT, "distinct_id": identity, "timestamp": to_iso(at)}
    return Trial("/capture/", json.dumps({**event, "properties": _PROPERTIES}))


def _cloudevents(identity: str, at: int) -> Trial:
    head = {"specversion": "1.0", "id": f"{identity}-1", "source": "/huaxiang/test", "type": _EVENT}
    event = {**head, "subject": identity, "time": to_iso(at), "data": _PROPERTIES}
    return Trial("/v1/events", json.dumps(event), "bearer", "application/cloudevents+json")


_TRIALS: Mapping[str, Callable[[str, int], Trial]] = {
    "segment": _batch,
    "rudderstack": _batch,
    "http": _one,
    "sensors": _sensors,
    "posthog": _posthog,
    "cloudevents": _cloudevents,
}

"""A visit: whose page is shown, in which language, and how the page reads what it shows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from fastapi import Request

from huaxiang.console.access import LOCAL
from huaxiang.console.guard import cookie_of
from huaxiang.console.reads import KEPT_SECONDS, Reads
from huaxiang.console.words import LANGUAGES, say
from huaxiang.domain.instants import Zone
from huaxiang.service.state import Service

__all__ = ["LANGUAGE_COOKIE", "Visit"]

LANGUAGE_COOKIE = "huaxiang_language"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of one page.

    Attributes:
        language: "zh" or "en": the visitor's choice, else the project's.
        user: Name of the visitor.
        path: The page's path with its query, for coming back to it.
    """

    service: Service
    reads: Reads
    language: str
    user: str
    path: str

    @classmethod
    def of(cls, service: Service, reads: Reads, request: Request) -> Visit:
        """The visit that a request is."""
        chosen = cookie_of(request.headers, LANGUAGE_COOKIE)
        language = chosen if chosen in LANGUAGES else service.readings.project.config.project.language
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return cls(service, reads, language if language in LANGUAGES else "en", request.scope.get("visitor", ""), path)

    @property
    def zone(self) -> Zone:
        """The project's time zone."""
        return self.service.readings.project.zone

    @property
    def project_name(self) -> str:
        """The project's name."""
        return self.service.readings.project.config.project.name

    @property
    def is_built(self) -> bool:
        """Whether the project was ever built: before that, there is nobody to show."""
        return self.service.readings.is_built

    @property
    def quoted_path(self) -> str:
        """The path as it stands in another address."""
        return quote(self.path)

    @property
    def is_signed_in(self) -> bool:
        """Whether the visitor came with a password, and so can leave."""
        return self.user not in {"", LOCAL}

    def say(self, key: str, **figures: object) -> str:
        """The words of a key in the visitor's language."""
        return say(key, self.language, **figures)

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other, as the language lists them."""
        return self.say("frame.list_comma").join(words)

    def joined(self, *sentences: str) -> str:
        """Sentences one after the other: Chinese has no space between them."""
        return ("" if self.language == "zh" else " ").join(each for each in sentences if each)

    async def read(self, view: Callable[..., T], *args: Hashable, seconds: float = KEPT_SECONDS) -> T:
        """What a view gives, in the visitor's language; see `Reads.read`."""
        return await self.reads.read(view, *args, language=self.language, seconds=seconds)

"""The words of the pages in Chinese and English: one module a page, `say` looks them up."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from huaxiang.console.typography import set_words

__all__ = ["LANGUAGES", "WORDS", "say"]

LANGUAGES = ("zh", "en")
WORDS: dict[str, tuple[str, str]] = {
    f"{module.name}.{name}": pair
    for module in iter_modules(__path__)
    for name, pair in import_module(f"{__name__}.{module.name}").WORDS.items()
}
"""(Chinese, English) by `page.name`."""


def say(key: str, language: str, **figures: object) -> str:
    """The words of a key such as "people.title"; figures fill its {places}.

    Raises:
        KeyError: There are no such words.

    >>> say("frame.people", "zh"), say("frame.people", "en")
    ('人', 'People')
    """
    words = WORDS[key][LANGUAGES.index(language)]
    return set_words(words.format(**figures) if figures else words, language)

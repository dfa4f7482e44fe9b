"""Whether a text speaks of things as a shopper, an owner or a user does, or only uses their names."""

from __future__ import annotations

from functools import cache
from importlib import resources

from huaxiang.interests.intent import kind_run
from huaxiang.interests.linear import LinearModel, n_grams

__all__ = ["SenseReader", "load_senses", "page_runs"]

_PAGE = "\x01"


def page_runs(page: str | None) -> list[str]:
    """The n-grams of a normalised page as runs that no text has; a mark of its own where there is none."""
    return [f"{_PAGE}{run}" for run in n_grams(page)] if page else [_PAGE]


class SenseReader:
    """Reads the sense of texts with a model of the classes `thing` and `other`."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._thing = model.classes.index("thing")

    def share(self, text: str, *, kind: str | None, page: str | None) -> float:
        """How likely 0..1 the words for things in a normalised text mean things that its writer deals with.

        Args:
            page: Normalised title or category of the page it was written on.
        """
        runs = (kind_run(kind), *page_runs(page))
        return round(float(self._model.shares(text, also=runs)[self._thing]), 3)


@cache
def load_senses() -> LinearModel:
    """The shipped model, fitted by tools/fit_senses.py on sentences written for it."""
    with resources.files("huaxiang.interests").joinpath("lexicon/senses.npz").open("rb") as opened:
        return LinearModel.load(opened)

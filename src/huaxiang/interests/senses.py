"""Whether a text speaks of things as a shopper, an owner or a user does, or only uses their names."""

from __future__ import annotations

from functools import cache
from importlib import resources

from huaxiang.interests.intent import kind_run
from huaxiang.interests.linear import LinearModel

__all__ = ["SenseReader", "load_senses"]


class SenseReader:
    """Reads the sense of texts with a model of the classes `thing` and `other`."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._thing = model.classes.index("thing")

    def share(self, text: str, *, kind: str | None, has_page: bool) -> float:
        """How likely 0..1 the words for things in a normalised text mean things that its writer deals with."""
        runs = (kind_run(kind), kind_run("page" if has_page else "no page"))
        return round(float(self._model.shares(text, also=runs)[self._thing]), 3)


@cache
def load_senses() -> LinearModel:
    """The shipped model, fitted by tools/fit_senses.py on sentences written for it."""
    with resources.files("huaxiang.interests").joinpath("lexicon/senses.npz").open("rb") as opened:
        return LinearModel.load(opened)

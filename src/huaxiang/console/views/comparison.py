"""A comparison of groups in the words of the shop: labels of tags and traits beside their TGI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huaxiang.audiences.select import Selection
from huaxiang.audiences.tgi import LEAST_PEOPLE, Comparison, Share
from huaxiang.console.column_words import column_words
from huaxiang.console.vocabulary import value_of
from huaxiang.console.words import say
from huaxiang.domain.instants import to_iso
from huaxiang.project.reading import label_of
from huaxiang.project.selecting import Audiences

__all__ = ["comparison_document", "spoken_shares"]


def comparison_document(audiences: Audiences, selection: Selection, baseline: Selection | None) -> dict[str, Any]:
    """What `audience tgi --json` prints.

    Returns:
        expression, against (None: everyone who may be in an audience), n, n_against, least_people, is_hidden, hidden
        (values that too few of the baseline have), shares (furthest first: kind, key, label, value, n, n_against,
        share, share_against, tgi, z), as_of, run_id.
    """
    found = audiences.compare(selection, baseline)
    return {
        "expression": selection.expression,
        "against": None if baseline is None else baseline.expression,
        "n": found.n_group,
        "n_against": found.n_baseline,
        "least_people": LEAST_PEOPLE,
        "is_hidden": found.is_hidden,
        "hidden": found.n_hidden,
        "shares": list(spoken_shares(audiences, found, audiences.project.config.project.language)),
        "as_of": to_iso(selection.as_of),
        "run_id": selection.run_id,
    }


def spoken_shares(audiences: Audiences, found: Comparison, language: str) -> Iterator[dict[str, Any]]:
    """The shares with their labels, as JSON-able values."""
    for share in found.shares:
        yield {
            "kind": _kind(audiences, share),
            "key": share.key,
            "label": _label(audiences, share, language),
            "value": share.value,
            "n": share.n_group,
            "n_against": share.n_baseline,
            "share": share.group,
            "share_against": share.baseline,
            "tgi": share.tgi,
            "z": share.z,
        }


def _kind(audiences: Audiences, share: Share) -> str:
    """`trait`, or the kind of the tag."""
    definition = None if share.kind == "trait" else audiences.project.catalogue().find(share.key)
    return "trait" if definition is None else str(definition.kind)


def _label(audiences: Audiences, share: Share, language: str) -> str:
    if share.kind == "trait":
        return f"{column_words(share.key, language)}: {value_of(share.key, share.value, language)}"
    definition = audiences.project.catalogue().find(share.key)
    label = share.key if definition is None else label_of(definition, language)
    if share.kind == "avoid":
        return say("audience.avoids", language, tag=label)
    return label

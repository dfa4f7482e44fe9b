"""One page a segment, as a row for a sheet and a paragraph to copy: size, money, what sets it apart, three examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.audiences.exclusions import exclusion
from huaxiang.console.shown import count, money, percent
from huaxiang.console.views.sales import paid_orders
from huaxiang.console.views.segments import segment_board
from huaxiang.console.views.tables import read_columns
from huaxiang.console.words import say
from huaxiang.domain.identities import mask, split_identity
from huaxiang.project.readable import Readable

__all__ = ["pages_table", "segment_pages"]

_N_EXAMPLES = 3
_LEAST_PEOPLE = 10
"""Under so many people no example is shown: it would point at somebody."""
_COLUMNS = ("id", "name", "n_people", "share", "net_sales", "net_share", "n_orders", "n_buyers", "text", "examples")


def segment_pages(project: Readable) -> list[dict[str, Any]]:
    """The page of each segment, largest first.

    Returns:
        What `segment_board` gives of each segment, with n_orders and n_buyers of its window of days, examples: up to
        three masked identities of people who are surest in it and may be in an audience, and text: the paragraph.
    """
    board = segment_board(project)
    days, currency, language = board["days"], board["currency"], project.config.project.language
    home = read_columns(
        project.lake(), "memberships", ("person_id", "segment_id", "probability_milli"), where=pc.field("rank") == 1
    )
    orders = paid_orders(project).within(days).rows
    orders = orders.filter(pc.equal(orders["currency"], currency)).join(home, keys="person_id", join_type="inner")
    pages = []
    for each in board["segments"]:
        own = orders.filter(pc.equal(orders["segment_id"], each["id"]))
        figures = {"n_orders": own.num_rows, "n_buyers": pc.count_distinct(own["person_id"]).as_py()}
        page = {**each, **figures, "examples": _examples(project, home, each)}
        pages.append({**page, "text": _text(page, days, currency, language)})
    return pages


def _examples(project: Readable, home: pa.Table, segment: Mapping[str, Any]) -> list[str]:
    if segment["n_people"] < _LEAST_PEOPLE:
        return []
    own = home.filter(pc.equal(home["segment_id"], segment["id"]))
    surest = own.sort_by([("probability_milli", "descending"), ("person_id", "ascending")])["person_id"].to_pylist()
    store, found = project.store(), []
    at = store.meta().as_of
    for profile in store.profiles(surest[: 4 * _N_EXAMPLES]):
        if exclusion(profile, as_of=at) is None:
            rows = store.identities_of([profile.person_id])[profile.person_id]
            found.append(mask(split_identity(min(row.identity for row in rows))[1]))
    return found[:_N_EXAMPLES]


def _text(page: Mapping[str, Any], days: int, currency: str, language: str) -> str:
    """The paragraph that a marketer pastes into a message."""
    figures = {
        "name": page["name"],
        "people": count(page["n_people"], language),
        "share": percent(page["share"]),
        "days": days,
        "net": money(page["net_minor"], currency, language),
        "net_share": percent(page["net_share"]),
        "orders": count(page["n_orders"], language),
    }
    told = [say("segments.page_text", language, **figures)]
    joint = say("frame.list_comma", language)
    if page["traits"]:
        told.append(say("segments.page_apart", language, traits=joint.join(page["traits"])))
    if page["leading"] and page["n_people"] >= 30:
        leading = joint.join(f"{each['label']} {each['tgi']}" for each in page["leading"])
        told.append(say("segments.page_tgi", language, leading=leading))
    if page["examples"]:
        told.append(say("segments.page_examples", language, examples=joint.join(page["examples"])))
    return ("" if language == "zh" else " ").join(told)


def pages_table(project: Readable) -> pa.Table:
    """The pages as rows for a file: one a segment, money in major units of the project's currency, shares 0..1."""
    rows = []
    for page in segment_pages(project):
        row = {name: page.get(name) for name in _COLUMNS}
        rows.append({**row, "net_sales": page["net_minor"] / 100, "examples": " ".join(page["examples"])})
    names = {"n_people": pa.int64(), "n_orders": pa.int64(), "n_buyers": pa.int64()}
    numbers = {"share": pa.float64(), "net_sales": pa.float64(), "net_share": pa.float64()}
    types = {**dict.fromkeys(_COLUMNS, pa.string()), **names, **numbers}
    return pa.Table.from_pylist(rows, schema=pa.schema(list(types.items())))

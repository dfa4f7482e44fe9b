"""The Monday page: what the shop did in seven days, who its people are, where they move, and what needs care."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.shown import count, money, percent
from huaxiang.console.views.cohorts import cohorts
from huaxiang.console.views.feeding import sources_of
from huaxiang.console.views.rfm import rfm_grid
from huaxiang.console.views.sales import Orders, built_at, paid_orders
from huaxiang.console.views.segment_pages import segment_pages
from huaxiang.console.views.stages import stage_movement
from huaxiang.console.views.tables import read_columns
from huaxiang.console.words import say
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.money import minor_digits
from huaxiang.domain.tags import State
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of
from huaxiang.project.views import segments_view

__all__ = ["LATE_DAYS", "WEEK_DAYS", "weekly", "weekly_tables"]

WEEK_DAYS = 7
LATE_DAYS = 3
"""Days that a source may lie behind the newest data before it is told of."""


def weekly(project: Readable) -> dict[str, Any]:
    """The page as of the last build.

    Returns:
        as_of (µs); days; currency; now and before (the days before them): net_minor, n_orders, n_buyers, n_new_buyers
        (whose first paid order it was), n_new_people; segments: pages of the segments, each with n_in and n_out (moved
        since the build before); life_cycle and aipl: as `stage_movement` gives them; rfm: as `rfm_grid`; cohorts: as
        `cohorts`; warned: labels of frozen tags and of those that failed their last cycles, with the reason; late:
        sources behind, with days; sentences: what a boss reads, in the project's language.
    """
    orders, currency = paid_orders(project), project.config.project.currency
    told: dict[str, Any] = {
        "as_of": built_at(project),
        "days": WEEK_DAYS,
        "currency": currency,
        "now": _week(project, orders, currency, 0),
        "before": _week(project, orders, currency, WEEK_DAYS),
        "segments": _segments(project),
        "life_cycle": stage_movement(project, "life_cycle"),
        "aipl": stage_movement(project, "aipl"),
        "rfm": rfm_grid(project),
        "cohorts": cohorts(project),
        "warned": _warned(project),
        "late": _late(project),
    }
    return {**told, "sentences": _sentences(told, project.config.project.language)}


def _week(project: Readable, orders: Orders, currency: str, before_days: int) -> dict[str, int]:
    own = orders.within(WEEK_DAYS, before_days=before_days)
    ever = orders.rows.filter(pc.is_valid(orders.rows["person_id"]))
    firsts = ever.group_by("person_id").aggregate([("paid_at", "min")])["paid_at_min"].to_numpy()
    seen = read_columns(project.lake(), "people", ("first_seen_at",))["first_seen_at"].drop_null().to_numpy()
    return {
        "net_minor": own.net().get(currency, 0),
        "n_orders": own.rows.num_rows,
        "n_buyers": len(own.buyers()),
        "n_new_buyers": _within(firsts, own.as_of),
        "n_new_people": _within(seen, own.as_of),
    }


def _within(instants: Any, end: int) -> int:
    return int(np.count_nonzero((instants > end - WEEK_DAYS * DAY_US) & (instants <= end)))


def _segments(project: Readable) -> list[dict[str, Any]]:
    moved = segments_view(project)["moved"]
    pages = segment_pages(project)
    for page in pages:
        page["n_in"] = sum(row["n_people"] for row in moved if row["to"] == page["id"])
        page["n_out"] = sum(row["n_people"] for row in moved if row["from"] == page["id"])
    return pages


def _warned(project: Readable) -> list[dict[str, Any]]:
    language = project.config.project.language
    return [
        {"key": each.key, "label": label_of(each, language), "state": str(each.state), "reason": each.reason}
        for each in project.catalogue().definitions()
        if each.state is State.FROZEN or each.bad_cycles
    ]


def _late(project: Readable) -> list[dict[str, Any]]:
    sources = [row for row in sources_of(project) if row["newest_at"] is not None]
    newest = max((row["newest_at"] for row in sources), default=0)
    rows = [{"name": row["name"], "days": (newest - row["newest_at"]) // DAY_US} for row in sources]
    return sorted((row for row in rows if row["days"] >= LATE_DAYS), key=lambda row: -row["days"])


def _sentences(told: dict[str, Any], language: str) -> list[str]:
    now, before, currency = told["now"], told["before"], told["currency"]
    figures = {
        "days": told["days"],
        "net": money(now["net_minor"], currency, language),
        "orders": count(now["n_orders"], language),
        "buyers": count(now["n_buyers"], language),
        "new": count(now["n_new_buyers"], language),
    }
    if not told["rfm"]["n_people"]:
        return [say("weekly.no_sales", language), *_warnings(told, language)]
    lines = [say("weekly.sales", language, **figures) + _change(now, before, language)]
    if told["segments"]:
        best = max(told["segments"], key=lambda row: row["net_minor"])
        shares = {"share": percent(best["share"]), "net": percent(best["net_share"])}
        lines.append(say("weekly.best", language, name=best["name"], **shares))
    if told["life_cycle"] is not None:
        lines.append(_lost(told["life_cycle"], language))
    return [*lines, *_warnings(told, language)]


def _warnings(told: dict[str, Any], language: str) -> list[str]:
    lines = []
    if told["warned"]:
        named = say("frame.list_comma", language).join(row["label"] for row in told["warned"][:3])
        lines.append(say("weekly.warned_text", language, n=len(told["warned"]), names=named))
    if told["late"]:
        worst = told["late"][0]
        lines.append(say("weekly.late_text", language, name=worst["name"], days=worst["days"]))
    return lines


def _change(now: dict[str, int], before: dict[str, int], language: str) -> str:
    if before["net_minor"] <= 0:
        return say("weekly.full_stop", language)
    change = now["net_minor"] / before["net_minor"] - 1
    key = "weekly.more" if change > 0 else "weekly.less"
    return say(key, language, share=percent(abs(change)))


def _lost(movement: dict[str, Any], language: str) -> str:
    """How many fell asleep or were lost, and how many woke up."""
    quiet = {"dormant", "lost"}
    flows = movement["flows"]
    fell = sum(row["n_people"] for row in flows if row["to_stage"] in quiet and row["from_stage"] not in {*quiet, ""})
    deeper = sum(row["n_people"] for row in flows if (row["from_stage"], row["to_stage"]) == ("dormant", "lost"))
    woke = sum(row["n_people"] for row in flows if row["from_stage"] in quiet and row["to_stage"] not in {*quiet, ""})
    figures = {"fell": count(fell, language), "deeper": count(deeper, language), "woke": count(woke, language)}
    return say("weekly.fell_asleep", language, days=movement["days"], **figures)


def weekly_tables(told: dict[str, Any]) -> dict[str, pa.Table]:
    """The page as tables for a workbook, by name of the sheet; money in major units, shares 0..1."""
    currency = told["currency"]
    figures = [_in_major(told[period], currency) for period in ("now", "before")]
    week = [{"figure": name, "days_7": each, "days_7_before": figures[1][name]} for name, each in figures[0].items()]
    kept = ("id", "name", "n_people", "share", "net_minor", "net_share", "n_orders", "n_in", "n_out", "text")
    segments = [_in_major({name: page[name] for name in kept}, currency) for page in told["segments"]]
    stages = [
        {"group": group, **{name: row[name] for name in ("slug", "label", "n_then", "n_now")}}
        for group in ("life_cycle", "aipl")
        for row in (told[group] or {"stages": []})["stages"]
    ]
    rows = [
        {"month": row["month"], "n_people": row["n_people"], "month_after": at + 1, "share": share}
        for row in told["cohorts"]
        for at, share in enumerate(row["shares"])
    ]
    sheets = {"week": week, "segments": segments, "stages": stages, "rfm": told["rfm"]["groups"], "retention": rows}
    return {name: pa.Table.from_pylist(found) for name, found in sheets.items() if found}


def _in_major(row: dict[str, Any], currency: str) -> dict[str, Any]:
    """The row with `net_sales` in major units in the place of `net_minor`."""
    unit = 10 ** minor_digits(currency)
    return {
        "net_sales" if name == "net_minor" else name: row[name] / unit if name == "net_minor" else row[name]
        for name in row
    }

"""Orders of each day with the promotions of the shop's calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import yaml

from huaxiang.console.views.sales import paid_orders
from huaxiang.domain.errors import ConfigurationError
from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.project.readable import Readable

__all__ = ["CURVE_DAYS", "daily_orders", "promotions"]

CURVE_DAYS = 120
_SHOWN_KINDS = frozenset({"promotion", "gifts", "holiday"})


def daily_orders(project: Readable) -> dict[str, Any]:
    """Paid orders by local day up to the day of the last build.

    Returns:
        days: ISO dates, ascending; orders: counts; net: minor units in the project's currency; currency; promotions:
        those that touch the days, each with label, start and end (ISO dates, inclusive).
    """
    orders, currency, zone = paid_orders(project), project.config.project.currency, project.zone
    last = zone.local_day(orders.as_of)
    first = last - CURVE_DAYS + 1
    rows = orders.within(CURVE_DAYS + 1).rows
    at = np.asarray(rows["paid_at"], dtype=np.int64)
    days = np.array([zone.local_day(int(each)) for each in at], dtype=np.int64) - first
    is_within = (days >= 0) & (days < CURVE_DAYS)
    is_home = is_within & np.asarray(pc.equal(rows["currency"], currency), dtype=bool)
    counts, net = np.zeros(CURVE_DAYS, dtype=np.int64), np.zeros(CURVE_DAYS, dtype=np.int64)
    np.add.at(counts, days[is_within], 1)
    np.add.at(net, days[is_home], np.asarray(rows["net_minor"], dtype=np.int64)[is_home])
    dates = [to_iso((first + number) * DAY_US)[:10] for number in range(CURVE_DAYS)]
    shown = [each for each in promotions(project.folder) if each["end"] >= dates[0] and each["start"] <= dates[-1]]
    clipped = [{**each, "start": max(each["start"], dates[0]), "end": min(each["end"], dates[-1])} for each in shown]
    return {
        "days": dates,
        "orders": counts.tolist(),
        "net": net.tolist(),
        "currency": currency,
        "promotions": clipped,
    }


def promotions(folder: Path) -> list[dict[str, str]]:
    """Promotions and feasts of `calendar.yaml` by first day: label, start, end; none without the file.

    Raises:
        ConfigurationError: The file is no calendar.
    """
    path = folder / "calendar.yaml"
    if not path.exists():
        return []
    try:
        rows = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("promotions", [])
        found = [
            {"label": str(row["label"]), "start": _iso(row["start"]), "end": _iso(row["end"])}
            for row in rows
            if row.get("kind", "promotion") in _SHOWN_KINDS
        ]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"is no calendar: {' '.join(str(error).split())}", path=path) from error
    return sorted(found, key=lambda each: (each["start"], each["end"]))


def _iso(day: object) -> str:
    return date.fromisoformat(str(day)).isoformat()

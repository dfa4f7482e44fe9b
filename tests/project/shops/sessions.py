"""Visits: data sets that know a session always and a person seldom."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

from tests.project.shops.base import Act, Rng, Truth, code, counted, midnight, often, walks, write

__all__ = ["SHAPES"]

NAMES = {
    "view": "product_viewed",
    "cart": "product_added",
    "remove": "product_removed",
    "buy": "order_line_recorded",
}


def _visits(rng: Rng, start: datetime, *, number: int = 600) -> list[list[Act]]:
    """Visits of 1 to 8 views, a few of which end in purchases; the person of an act is the visit."""
    found = []
    for visit in range(number):
        at = start + timedelta(seconds=int(rng.integers(20 * 86400)))
        seen = [
            Act(at + timedelta(seconds=60 * n, milliseconds=int(rng.integers(999))), visit, often(rng, 200), "view")
            for n in range(int(rng.integers(1, 9)))
        ]
        bought = []
        if rng.random() < 0.15:
            bought = [Act(act.at + timedelta(seconds=900), visit, act.item, "buy") for act in seen[-2:]]
        found.append(seen + bought)
    return found


def clicks_and_buys(folder: Path, rng: Rng) -> Truth:
    """YOOCHOOSE: two .dat files without headers, a session and no person, S for a special offer as category."""
    acts = [act for visit in _visits(rng, midnight(2014, 4, 1)) for act in visit]

    def iso(at: datetime) -> str:
        return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"

    clicks = [
        (act.person * 3 + 420374, iso(act.at), act.item + 214536500, rng.choice(["0", "0", "S", "3"]))
        for act in acts
        if act.what == "view"
    ]
    buys = [
        (
            act.person * 3 + 420374,
            iso(act.at),
            act.item + 214536500,
            rng.choice([523, 1046, 12462, 0]),
            1 + act.item % 2,
        )
        for act in acts
        if act.what == "buy"
    ]
    write(folder / "yoochoose-clicks.dat", clicks)
    write(folder / "yoochoose-buys.dat", buys)
    return Truth(600, counted(acts, NAMES))


def searches_and_views(folder: Path, rng: Rng) -> Truth:
    """DIGINETICA: semicolons, userId mostly NA, a day and milliseconds since the visit began, five more files."""
    visits = _visits(rng, midnight(2016, 1, 1))
    user = {n: str(n % 40 + 23) if n % 3 == 0 else "NA" for n in range(600)}
    views, purchases, queries, clicks = [], [], [], []
    for n, visit in enumerate(visits):
        began = visit[0].at
        for act in visit:
            since = int((act.at - began).total_seconds() * 1000) + 526309
            day = f"{began:%Y-%m-%d}"
            if act.what == "view":
                views.append((n + 1, user[n], act.item + 81766, since, day))
            else:
                purchases.append((n + 1, user[n], since, day, n + 1, act.item + 81766))
        if n % 2 == 0:
            shown = [act.item + 81766 for act in visit]
            tokens = f"{n * 37 % 5000},{n * 91 % 5000}" if n % 4 == 0 else ""
            queries.append(
                (
                    n + 1,
                    n + 1,
                    user[n],
                    16327074,
                    311,
                    f"{began:%Y-%m-%d}",
                    tokens,
                    0,
                    ",".join(map(str, shown)),
                    "FALSE",
                )
            )
            clicks.append((n + 1, 16327074, shown[0]))
    write(
        folder / "train-item-views.csv", [("sessionId", "userId", "itemId", "timeframe", "eventdate"), *views], sep=";"
    )
    bought = ("sessionId", "userId", "timeframe", "eventdate", "ordernumber", "itemId")
    write(folder / "train-purchases.csv", [bought, *purchases], sep=";")
    asked = [
        "queryId",
        "sessionId",
        "userId",
        "timeframe",
        "duration",
        "eventdate",
        "searchstring.tokens",
        "categoryId",
        "items",
        "is.test",
    ]
    write(folder / "train-queries.csv", [asked, *queries], sep=";")
    write(folder / "train-clicks.csv", [("queryId", "timeframe", "itemId"), *clicks], sep=";")
    items = [(item + 81766, int(rng.integers(1, 12)), f"{item},{item * 7}") for item in range(200)]
    write(folder / "products.csv", [("itemId", "pricelog2", "product.name.tokens"), *items], sep=";")
    write(
        folder / "product-categories.csv",
        [("itemId", "categoryId"), *((item + 81766, item % 20) for item in range(200))],
        sep=";",
    )
    people = sum(user[n] == "NA" for n in range(600)) + len({user[n] for n in range(600)} - {"NA"})
    return Truth(people, {"product_viewed": len(views), "order_line_recorded": len(purchases)}, others=2 * len(queries))


def nested_sessions(folder: Path, rng: Rng) -> Truth:
    """OTTO: one JSON line a session, with a list of what happened in it."""
    words = {"view": "clicks", "cart": "carts", "buy": "orders"}
    acts = [act for act in walks(rng, midnight(2022, 8, 1)) if act.what in words]
    with (folder / "otto-recsys-train.jsonl").open("w", encoding="utf-8") as file:
        for person in sorted({act.person for act in acts}):
            events = [
                {"aid": act.item + 1517085, "ts": int(act.at.timestamp() * 1000), "type": words[act.what]}
                for act in acts
                if act.person == person
            ]
            file.write(json.dumps({"session": person + 12899779, "events": events}) + "\n")
    return Truth(len({act.person for act in acts}), counted(acts, NAMES))


def pages_and_products(folder: Path, rng: Rng) -> Truth:
    """Coveo: views of pages and acts on products in two columns, of which the second is often empty."""
    words = {"view": "detail", "cart": "add", "remove": "remove", "buy": "purchase"}
    acts = [act for act in walks(rng, midnight(2019, 1, 15)) if act.what in words]
    rows: list[tuple[object, ...]] = []
    pages = 0
    for act in acts:
        session, sku = code(act.person, length=64), code(act.item + 10_000, length=64)
        at = int(act.at.timestamp() * 1000)
        url = code(act.item + 20_000, length=64)
        rows.append((session, "event_product", words[act.what], sku, at, url))
        if act.what == "view":
            rows.append((session, "pageview", "", "", at, url))
            pages += 1
    head = (
        "session_id_hash",
        "event_type",
        "product_action",
        "product_sku_hash",
        "server_timestamp_epoch_ms",
        "hashed_url",
    )
    write(folder / "browsing_train.csv", [head, *rows])
    return Truth(len({act.person for act in acts}), {**counted(acts, NAMES), "page_viewed": pages})


def analytics_visits(folder: Path, rng: Rng) -> Truth:
    """Google Analytics as published for a contest: one row a visit, JSON in cells, a visitor and a visit."""
    head = [
        "channelGrouping",
        "date",
        "device",
        "fullVisitorId",
        "geoNetwork",
        "sessionId",
        "socialEngagementType",
        "totals",
        "trafficSource",
        "visitId",
        "visitNumber",
        "visitStartTime",
    ]
    rows, people = [], set()
    for n in range(900):
        at = midnight(2016, 8, 1) + timedelta(seconds=int(rng.integers(90 * 86400)))
        person = f"{1131660440785968503 + often(rng, 300) * 7919:019d}"
        people.add(person)
        visit = int(at.timestamp())
        totals = {"visits": "1", "hits": str(1 + n % 9), "pageviews": str(1 + n % 9), "newVisits": "1"}
        if n % 60 == 0:
            totals["transactionRevenue"] = str(37860000 + n)
        rows.append(
            (
                *(rng.choice(["Organic Search", "Direct", "Referral"]), f"{at:%Y%m%d}"),
                json.dumps(
                    {"browser": "Chrome", "operatingSystem": "Windows", "isMobile": False, "deviceCategory": "desktop"}
                ),
                person,
                json.dumps({"continent": "Asia", "country": "Turkey", "city": "Izmir", "metro": "(not set)"}),
                *(f"{person}_{visit}", "Not Socially Engaged", json.dumps(totals)),
                json.dumps({"campaign": "(not set)", "source": "google", "medium": "organic"}),
                *(visit, 1 + n % 4, visit),
            )
        )
    with (folder / "train.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return Truth(len(people), total=len(rows))


def tracked_hits(folder: Path, rng: Rng) -> Truth:
    """An export of hits as JSON lines: nested user, page and product, ISO times with an offset."""
    words = {"view": "view_item", "cart": "add_to_cart", "remove": "remove_from_cart", "buy": "purchase"}
    acts = [act for act in walks(rng, midnight(2023, 4, 1)) if act.what in words]
    with (folder / "events.jsonl").open("w", encoding="utf-8") as file:
        for n, act in enumerate(acts):
            hit = {
                "event_name": words[act.what],
                "event_timestamp": int(act.at.timestamp() * 1_000_000),
                "user_pseudo_id": f"{act.person * 7717 + 10111}.{1600000000 + act.person}",
                "device": {"category": "mobile" if n % 3 else "desktop", "language": "en-us"},
                "geo": {"country": "United States", "city": "Austin"},
                "item": {
                    "item_id": f"GGOE{act.item:06d}",
                    "item_name": "Lapel Pin",
                    "item_category": "Accessories",
                    "price": 6.5,
                },
                "ga_session_id": 1680000000 + act.person * 400 + act.at.timetuple().tm_yday,
            }
            file.write(json.dumps(hit) + "\n")
    return Truth(len({act.person for act in acts}), counted(acts, NAMES))


SHAPES = {
    shape.__name__: shape
    for shape in (
        clicks_and_buys,
        searches_and_views,
        nested_sessions,
        pages_and_products,
        analytics_visits,
        tracked_hits,
    )
}

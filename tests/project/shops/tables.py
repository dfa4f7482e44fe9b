"""Shops of several tables, which must be joined before anyone is seen to buy anything."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

from tests.project.shops.base import Rng, Row, Truth, baskets, category, code, counted, midnight, often, walks, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"


def grocer_without_dates(folder: Path, rng: Rng) -> Truth:
    """Instacart: no date anywhere, only weekdays, hours and days since the order before; lines in two files."""
    aisles, departments = 30, 6
    orders: list[Row] = []
    prior: list[Row] = []
    train: list[Row] = []
    order = 1000
    for person in range(1, 121):
        last = int(rng.integers(4, 9))
        for number in range(1, last + 1):
            order += int(rng.integers(1, 9))
            kind = "prior" if number < last else "train" if person % 3 else "test"
            gap = "" if number == 1 else f"{int(rng.integers(1, 31))}.0"
            orders.append((order, person, kind, number, int(rng.integers(7)), f"{int(rng.integers(7, 22)):02d}", gap))
            picked = rng.choice(200, size=0 if kind == "test" else int(rng.integers(1, 7)), replace=False)
            rows = [(order, int(item) + 1, n + 1, int(number > 2)) for n, item in enumerate(picked)]
            (prior if kind == "prior" else train).extend(rows)
    rng.shuffle(orders)
    write(
        folder / "orders.csv",
        [
            [
                "order_id",
                "user_id",
                "eval_set",
                "order_number",
                "order_dow",
                "order_hour_of_day",
                "days_since_prior_order",
            ],
            *orders,
        ],
    )
    head = ["order_id", "product_id", "add_to_cart_order", "reordered"]
    write(folder / "order_products__prior.csv", [head, *prior])
    write(folder / "order_products__train.csv", [head, *train])
    products = [(i + 1, f"Organic Thing No. {i + 1}", i % aisles + 1, i % departments + 1) for i in range(200)]
    write(folder / "products.csv", [["product_id", "product_name", "aisle_id", "department_id"], *products])
    write(folder / "aisles.csv", [("aisle_id", "aisle"), *((i + 1, f"aisle {i + 1}") for i in range(aisles))])
    names = ["frozen", "bakery", "produce", "alcohol", "pets", "bulk"]
    write(
        folder / "departments.csv", [("department_id", "department"), *((i + 1, name) for i, name in enumerate(names))]
    )
    placed = sum(row[2] != "test" for row in orders)
    return Truth(120, {LINES: len(prior) + len(train), ORDERS: (placed, len(orders))})


def display_advertising(folder: Path, rng: Rng) -> Truth:
    """Taobao display advertisements: shown and clicked, a log without items, the person under two names."""
    words = {"view": "pv", "cart": "cart", "fav": "fav", "buy": "buy"}
    acts = [act for act in walks(rng, midnight(2017, 4, 22), days=22) if act.what in words]
    log = [
        (
            act.person + 558157,
            int(act.at.timestamp()),
            words[act.what],
            category(act.item) + 6250,
            act.item % 40 + 91286,
        )
        for act in acts
    ]
    rng.shuffle(log)
    write(folder / "behavior_log.csv", [("user", "time_stamp", "btag", "cate", "brand"), *log])
    shown = []
    for n in range(800):
        clicked = int(n % 20 == 0)
        shown.append((often(rng, 200) + 558157, 1494137644 + n * 700, n % 150 + 1, "430548_1007", 1 - clicked, clicked))
    write(folder / "raw_sample.csv", [("user", "time_stamp", "adgroup_id", "pid", "nonclk", "clk"), *shown])
    ads = [
        (i + 1, category(i) + 6250, i + 83237, i % 90 + 1, "NULL" if i % 3 else 95471 + i % 20, 170.0 + i)
        for i in range(150)
    ]
    write(folder / "ad_feature.csv", [("adgroup_id", "cate_id", "campaign_id", "customer", "brand", "price"), *ads])
    head = (
        "userid cms_segid cms_group_id final_gender_code age_level pvalue_level shopping_level "
        "occupation new_user_class_level "
    )
    users = [
        (
            p + 558157,
            p % 90,
            p % 13,
            1 + p % 2,
            1 + p % 6,
            ["", "1", "2"][p % 3],
            1 + p % 3,
            int(p % 20 == 0),
            ["", "3"][p % 2],
        )
        for p in range(200)
    ]
    write(folder / "user_profile.csv", [[*head.split(" ")[:-1]], *users])
    names = {"view": "product_viewed", "cart": "product_added", "fav": "product_favourited", "buy": f"{LINES}|{ORDERS}"}
    return Truth(200, counted(acts, names), others=len(shown))


def bazaar(folder: Path, rng: Rng) -> Truth:
    """Pakistan's largest shop: item_id numbers the line, the goods are in sku, the order is increment_id."""
    bought = baskets(rng, midnight(2016, 7, 1), days=700, most=3)
    head = [
        *[
            "item_id",
            "status",
            "created_at",
            "sku",
            "price",
            "qty_ordered",
            "grand_total",
            "increment_id",
            "category_name_1",
        ],
        *(
            "sales_commission_code",
            "discount_amount",
            "payment_method",
            "Working Date",
            "BI Status",
            " MV ",
            "Year",
            "Month",
        ),
        *("Customer Since", "M-Y", "FY", "Customer ID", "", "", "", "", ""),
    ]
    states = [
        "complete",
        "complete",
        "complete",
        "canceled",
        "complete",
        "order_refunded",
        "received",
        "complete",
        "complete",
        "complete",
    ]
    rows: list[tuple[object, ...]] = []
    for b in bought:
        day = f"{b.at.month}/{b.at.day}/{b.at.year}"
        total = sum(round(line.price * 10) * line.pieces for line in b.lines)
        for line in b.lines:
            amount = round(line.price * 10)
            rows.append(
                (
                    *(
                        len(rows) + 211131,
                        states[b.number % 10],
                        day,
                        f"kreations_YI {line.item}-L",
                        amount,
                        line.pieces,
                        total,
                    ),
                    *(
                        b.number + 100147443,
                        ["Women's Fashion", "Beauty & Grooming", "Soghaat"][category(line.item) % 3],
                        r"\N",
                        0,
                        "cod",
                    ),
                    *(
                        day,
                        "Gross",
                        f" {amount * line.pieces:,} ",
                        b.at.year,
                        b.at.month,
                        "2016-7",
                        "7-2016",
                        "FY17",
                        b.person + 1,
                    ),
                    *("", "", "", "", ""),
                )
            )
    write(folder / "Pakistan Largest Ecommerce Dataset.csv", [head, *rows])
    gone = sum(b.number % 10 in {3, 5} for b in bought)
    kept = sum(len(b.lines) for b in bought if b.number % 10 not in {3, 5})
    return Truth(
        len({b.person for b in bought}),
        {LINES: (kept, len(rows)), ORDERS: (len(bought) - gone, len(bought))},
        others=gone,
    )


def music_plans(folder: Path, rng: Rng) -> Truth:
    """KKBOX: members and their renewals, days as numbers, people as Base64, usage a day."""
    people = [code(p + 500, length=43) + "=" for p in range(200)]
    day = midnight(2015, 1, 1)
    members = [(who, 1, 0, "", 7, f"{day + timedelta(days=n):%Y%m%d}") for n, who in enumerate(people)]
    write(
        folder / "members_v3.csv",
        [["msno", "city", "bd", "gender", "registered_via", "registration_init_time"], *members],
    )
    paid = []
    for who in people:
        begin = day + timedelta(days=int(rng.integers(300)))
        for n in range(int(rng.integers(1, 7))):
            at = begin + timedelta(days=31 * n)
            paid.append((who, 41, 30, 149, 149, 1, f"{at:%Y%m%d}", f"{at + timedelta(days=30):%Y%m%d}", 0))
    head = (
        "msno payment_method_id payment_plan_days plan_list_price actual_amount_paid is_auto_renew "
        "transaction_date membership_expire_date is_cancel"
    )
    write(folder / "transactions.csv", [head.split(), *paid])
    return Truth(200, {f"{ORDERS}|{LINES}": len(paid)})


def reviews_of_goods(folder: Path, rng: Rng) -> Truth:
    """Amazon reviews: compressed JSON lines, seconds since 1970 beside a written date; a file about the goods."""
    people = set()
    with gzip.open(folder / "reviews_Beauty_5.json.gz", "wt", encoding="utf-8") as file:
        for n in range(900):
            person = f"A{often(rng, 200) * 7919 + 10**11:012d}"
            people.add(person)
            at = midnight(2013, 1, 1) + timedelta(days=int(rng.integers(500)))
            file.write(
                json.dumps(
                    {
                        "reviewerID": person,
                        "asin": f"B{often(rng, 200):09d}",
                        "reviewerName": "J. Doe",
                        "helpful": [n % 3, 3],
                        "reviewText": f"This cream is light and not sticky, number {n} that I bought.",
                        "overall": float(1 + n % 5),
                        "summary": "Light cream",
                        "unixReviewTime": int((at - midnight(1970, 1, 1)).total_seconds()),
                        "reviewTime": f"{at:%m} {at.day}, {at.year}",
                    }
                )
                + "\n"
            )
    with gzip.open(folder / "meta_Beauty.json.gz", "wt", encoding="utf-8") as file:
        for item in range(200):
            file.write(
                json.dumps(
                    {
                        "asin": f"B{item:09d}",
                        "title": f"Face cream {item}",
                        "price": 12.5,
                        "categories": [["Beauty", "Skin Care", "Face"]],
                        "brand": "Acme",
                        "related": {"also_bought": [f"B{item + 1:09d}"]},
                    }
                )
                + "\n"
            )
    return Truth(len(people), {"product_reviewed": 900})


SHAPES = {
    shape.__name__: shape
    for shape in (
        grocer_without_dates,
        display_advertising,
        bazaar,
        music_plans,
        reviews_of_goods,
    )
}

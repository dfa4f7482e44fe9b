"""Data of contests: purchases of cards and members, logs whose columns stand in unusual places."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.project.shops.base import Rng, Truth, baskets, category, code, counted, midnight, often, walks, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"


def mothers_and_babies(folder: Path, rng: Rng) -> Truth:
    """Ali Mum Baby: purchases a day with packed properties, and children whose birthdays are numbers."""
    bought = baskets(rng, midnight(2012, 7, 2), days=900, people=300, number=700, most=1)
    rows = [
        (
            *(b.person * 9973 + 786295544, line.item * 7919 + 41098319944, 50014866 + category(line.item)),
            *([50022520, 28, 50008168][category(line.item) % 3], f"21458:86755362;13023209:3593274;21475:{line.item}"),
            *(line.pieces, f"{b.at:%Y%m%d}"),
        )
        for b in bought
        for line in b.lines
    ]
    rng.shuffle(rows)
    head = ["user_id", "auction_id", "cat_id", "cat1", "property", "buy_mount", "day"]
    write(folder / "(sample)sam_tianchi_mum_baby_trade_history.csv", [head, *rows])
    people = sorted({int(row[0]) for row in rows})
    babies = [(who, f"20{10 + n % 5}{n % 12 + 1:02d}{n % 28 + 1:02d}", n % 3) for n, who in enumerate(people[::3])]
    write(folder / "(sample)sam_tianchi_mum_baby.csv", [("user_id", "birthday", "gender"), *babies])
    return Truth(len(people), {LINES: len(rows)})


def goods_first(folder: Path, rng: Rng) -> Truth:
    """Tmall's log for recommendations: goods before people, collect and alipay as words."""
    words = {"view": "click", "fav": "collect", "cart": "cart", "buy": "alipay"}
    acts = [act for act in walks(rng, midnight(2014, 9, 1)) if act.what in words]
    rows = [
        (act.item + 24911, f"u{act.person * 7919 + 9774184}", words[act.what], f"{act.at:%Y-%m-%d %H:%M:%S}")
        for act in acts
    ]
    write(folder / "tianchi_2014002_rec_tmall_log.csv", [("item_id", "user_id", "action", "vtime"), *rows])
    goods = [
        (
            i + 24911,
            f"连衣裙 夏装 {i}",
            f"http://img.example/{i}.jpg",
            f"{category(i)}-{category(i) % 5}",
            f"b{i % 40}",
            f"s{i % 60}",
        )
        for i in range(300)
    ]
    head = ("item_id", "title", "pict_url", "category", "brand_id", "seller_id")
    write(folder / "tianchi_2014001_rec_tmall_product.csv", [head, *goods])
    names = {"view": "product_viewed", "fav": "product_favourited", "cart": "product_added", "buy": LINES}
    return Truth(len({act.person for act in acts}), counted(acts, names))


def two_acts(folder: Path, rng: Rng) -> Truth:
    """Taobao's log of IJCAI-16: no header, two acts 0 and 1, days as 20150826."""
    acts = [act for act in walks(rng, midnight(2015, 7, 1), days=150) if act.what in {"view", "buy"}]
    rows = [
        (
            act.person * 31 + 1980536,
            act.item % 60 + 9666,
            act.item + 1876096,
            category(act.item) + 3,
            int(act.what == "buy"),
            f"{act.at:%Y%m%d}",
        )
        for act in acts
    ]
    rng.shuffle(rows)
    write(folder / "ijcai2016_taobao.csv", rows)
    return Truth(len({act.person for act in acts}), counted(acts, {"view": "product_viewed", "buy": LINES}))


def cards(folder: Path, rng: Rng) -> Truth:
    """Elo: purchases by card with scaled, negative amounts and many codes; a table of cards and targets."""
    people = [f"C_ID_{code(p, length=10)}" for p in range(150)]
    head = [
        "authorized_flag",
        "card_id",
        "city_id",
        "category_1",
        "installments",
        "category_3",
        "merchant_category_id",
        "merchant_id",
        "month_lag",
        "purchase_amount",
        "purchase_date",
        "category_2",
        "state_id",
        "subsector_id",
    ]
    rows = []
    for n in range(1200):
        at = midnight(2017, 1, 1) + timedelta(seconds=int(rng.integers(400 * 86400)))
        shop = often(rng, 80)
        rows.append(
            (
                *(
                    "N" if n % 11 == 0 else "Y",
                    people[often(rng, 150)],
                    n % 90 + 1,
                    "N",
                    n % 5,
                    "ABC"[n % 3],
                    shop % 20 + 80,
                ),
                *(
                    f"M_ID_{code(shop + 900, length=10)}",
                    -(n % 13),
                    round(-0.74 + n % 37 * 0.011, 8),
                    f"{at:%Y-%m-%d %H:%M:%S}",
                ),
                *(f"{n % 5 + 1}.0", n % 24, shop % 40),
            )
        )
    write(folder / "historical_transactions.csv", [head, *rows])
    train = [
        (f"2017-{p % 12 + 1:02d}", who, p % 5 + 1, p % 3 + 1, p % 2, round(-0.8 + p * 0.01, 8))
        for p, who in enumerate(people)
    ]
    write(
        folder / "train.csv",
        [["first_active_month", "card_id", "feature_1", "feature_2", "feature_3", "target"], *train],
    )
    return Truth(150, {f"{LINES}|{ORDERS}": (len(rows) - len(rows) // 11 - 1, len(rows))})


def loyalty_points(folder: Path, rng: Rng) -> Truth:
    """X5 RetailHero: clients, purchases with points beside sums, levels of goods as hashes."""
    bought = baskets(rng, midnight(2018, 11, 21), days=117, people=150)
    clients = [
        (
            code(p, length=10),
            f"2017-08-{p % 28 + 1:02d} 10:12:00",
            "" if p % 5 == 0 else f"2018-03-{p % 28 + 1:02d} 09:00:00",
            20 + p % 60,
            "FMU"[p % 3],
        )
        for p in range(150)
    ]
    write(folder / "clients.csv", [["client_id", "first_issue_date", "first_redeem_date", "age", "gender"], *clients])
    head = [
        "client_id",
        "transaction_id",
        "transaction_datetime",
        "regular_points_received",
        "express_points_received",
        "regular_points_spent",
        "express_points_spent",
        "purchase_sum",
        "store_id",
        "product_id",
        "product_quantity",
        "trn_sum_from_iss",
        "trn_sum_from_red",
    ]
    rows = [
        (
            *(
                code(b.person, length=10),
                code(b.number + 7000, length=10),
                f"{b.at:%Y-%m-%d %H:%M:%S}",
                10.0,
                0.0,
                0.0,
                0.0,
            ),
            *(
                round(sum(x.price for x in b.lines), 2),
                code(b.number % 50 + 8000, length=10),
                code(line.item + 9000, length=10),
            ),
            *(float(line.pieces), round(line.price), ""),
        )
        for b in bought
        for line in b.lines
    ]
    write(folder / "purchases.csv", [head, *rows])
    head = [
        "product_id",
        "level_1",
        "level_2",
        "level_3",
        "level_4",
        "segment_id",
        "brand_id",
        "vendor_id",
        "netto",
        "is_own_trademark",
        "is_alcohol",
    ]
    goods = [
        (
            code(i + 9000, length=10),
            code(i % 3, length=10),
            code(i % 9, length=10),
            code(i % 27, length=10),
            code(i % 81, length=10),
            f"{i % 99}.0",
            code(i % 40, length=10),
            code(i % 30, length=10),
            0.5,
            int(i % 10 == 0),
            0,
        )
        for i in range(200)
    ]
    write(folder / "products.csv", [head, *goods])
    return Truth(150, {LINES: len(rows), ORDERS: len(bought)})


def ratings(folder: Path, rng: Rng) -> Truth:
    """Amazon's ratings: no header, a person, goods, 1.0 to 5.0 and seconds."""
    rows = [
        (f"A{often(rng, 200) * 7919:013d}", f"B{often(rng, 200):09d}", f"{1 + n % 5}.0", 1369699200 + n * 86400)
        for n in range(900)
    ]
    write(folder / "ratings_Beauty.csv", rows)
    return Truth(len({row[0] for row in rows}), {"product_reviewed|product_rated": len(rows)})


SHAPES = {
    shape.__name__: shape for shape in (mothers_and_babies, goods_first, two_acts, cards, loyalty_points, ratings)
}

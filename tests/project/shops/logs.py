"""Logs of what people did: one row an act, in the forms that research challenges publish."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

from tests.project.shops.base import Rng, Row, Truth, category, code, counted, midnight, walks, write

__all__ = ["SHAPES"]

BOUGHT = "order_line_recorded"
FOUR = {"view": "product_viewed", "cart": "product_added", "fav": "product_favourited", "buy": BOUGHT}


def retail_rocket(folder: Path, rng: Rng) -> Truth:
    """RetailRocket: milliseconds, a transaction with the purchases, properties as rows, a tree of categories."""
    words = {"view": "view", "cart": "addtocart", "buy": "transaction"}
    acts = [act for act in walks(rng, midnight(2015, 5, 3), days=90) if act.what in words]
    rows = [
        (
            int(act.at.timestamp() * 1000) + 7,
            act.person * 13 + 1000,
            words[act.what],
            act.item + 400000,
            number if act.what == "buy" else "",
        )
        for number, act in enumerate(acts)
    ]
    rng.shuffle(rows)
    write(folder / "events.csv", [("timestamp", "visitorid", "event", "itemid", "transactionid"), *rows])
    for part, items in (("part1", range(150)), ("part2", range(150, 300))):
        properties = [
            (1431226800000 + week * 604800000, item + 400000, name, value)
            for item in items
            for week in range(2)
            for name, value in (
                ("categoryid", category(item)),
                ("available", 1),
                ("790", f"n{item * 17}.000"),
                ("888", "1116713 960601 n277.200"),
            )
        ]
        write(folder / f"item_properties_{part}.csv", [("timestamp", "itemid", "property", "value"), *properties])
    write(
        folder / "category_tree.csv", [("categoryid", "parentid"), *((c, 900 + c % 5 if c else "") for c in range(23))]
    )
    return Truth(len({act.person for act in acts}), counted(acts, FOUR))


def mobile(folder: Path, rng: Rng) -> Truth:
    """Alibaba Mobile Recommendation: behaviours 1 to 4, hours without minutes, a geohash that is mostly empty."""
    numbers = {"view": 1, "fav": 2, "cart": 3, "buy": 4}
    acts = [act for act in walks(rng, midnight(2014, 11, 18), days=31) if act.what in numbers]
    rows = [
        (
            10001082 + act.person * 77,
            285259775 + act.item,
            numbers[act.what],
            rng.choice(["", "", "97lk14c", "96nn52n"]),
            category(act.item) + 4076,
            f"{act.at:%Y-%m-%d %H}",
        )
        for act in acts
    ]
    rng.shuffle(rows)
    head = ("user_id", "item_id", "behavior_type", "user_geohash", "item_category", "time")
    write(folder / "tianchi_mobile_recommend_train_user.csv", [head, *rows])
    items = [(285259775 + item, "", category(item) + 4076) for item in range(0, 300, 3)]
    write(folder / "tianchi_mobile_recommend_train_item.csv", [("item_id", "item_geohash", "item_category"), *items])
    return Truth(len({act.person for act in acts}), counted(acts, FOUR))


def user_behavior(folder: Path, rng: Rng) -> Truth:
    """Taobao UserBehavior: five columns without a header, seconds since 1970."""
    words = {"view": "pv", "fav": "fav", "cart": "cart", "buy": "buy"}
    acts = [act for act in walks(rng, midnight(2017, 11, 25), days=9) if act.what in words]
    rows = [
        (act.person + 1, act.item + 2268318, category(act.item) + 2520377, words[act.what], int(act.at.timestamp()))
        for act in sorted(acts, key=lambda act: act.person)
    ]
    write(folder / "UserBehavior.csv", rows)
    return Truth(len({act.person for act in acts}), counted(acts, FOUR))


def headerless_tab(folder: Path, rng: Rng) -> Truth:
    """No header, tabs, behaviours as numbers, seconds at the end."""
    numbers = {"view": 1, "fav": 2, "cart": 3, "buy": 4}
    acts = [act for act in walks(rng, midnight(2016, 6, 1)) if act.what in numbers]
    rows = [
        (act.person * 31 + 9001, act.item + 50000, category(act.item) + 300, numbers[act.what], int(act.at.timestamp()))
        for act in acts
    ]
    write(folder / "log.tsv", rows, sep="\t")
    return Truth(len({act.person for act in acts}), apart=tuple(counted(acts, FOUR).values()))  # type: ignore[arg-type]


def pipes(folder: Path, rng: Rng) -> Truth:
    """No header, bars, the time first and the person last, words of its own."""
    words = {"view": "browse", "cart": "basket", "fav": "wishlist", "buy": "order"}
    acts = [act for act in walks(rng, midnight(2021, 3, 1)) if act.what in words]
    rows = [
        (
            int(act.at.timestamp() * 1000),
            words[act.what],
            f"c-{category(act.item)}",
            f"sku{act.item:06d}",
            code(act.person, length=16),
        )
        for act in acts
    ]
    write(folder / "dump.txt", rows, sep="|")
    return Truth(len({act.person for act in acts}), counted(acts, FOUR))


def repeat_buyers(folder: Path, rng: Rng) -> Truth:
    """Tmall repeat buyers: days as numbers such as 511 and 1111 without a year, actions 0 to 3, labels of a task."""
    numbers = {"view": 0, "cart": 1, "buy": 2, "fav": 3}
    acts = [act for act in walks(rng, midnight(2014, 5, 11), days=185) if act.what in numbers]
    rows = [
        (
            act.person + 328000,
            act.item + 323294,
            category(act.item) + 833,
            act.item % 60 + 2882,
            "" if act.item % 50 == 7 else act.item % 40 + 2661,
            act.at.month * 100 + act.at.day,
            numbers[act.what],
        )
        for act in acts
    ]
    rng.shuffle(rows)
    head = ("user_id", "item_id", "cat_id", "seller_id", "brand_id", "time_stamp", "action_type")
    write(folder / "user_log_format1.csv", [head, *rows])
    users = [
        (person + 328000, rng.choice(["3", "4", "0", ""]), rng.choice(["0", "1", "2", ""])) for person in range(200)
    ]
    write(folder / "user_info_format1.csv", [("user_id", "age_range", "gender"), *users])
    train = [(person + 328000, int(rng.integers(60)) + 2882, int(rng.random() < 0.06)) for person in range(0, 200, 2)]
    write(folder / "train_format1.csv", [("user_id", "merchant_id", "label"), *train])
    test = [(person + 328000, int(rng.integers(60)) + 2882, "") for person in range(1, 200, 2)]
    write(folder / "test_format1.csv", [("user_id", "merchant_id", "prob"), *test])
    return Truth(200, counted(acts, FOUR))


def jd_contest(folder: Path, rng: Rng) -> Truth:
    """JData 2016: types 1 to 6 with many clicks, ids written as floats, users in GBK with -1, counts of comments."""
    numbers = {"view": 1, "cart": 2, "remove": 3, "buy": 4, "fav": 5}
    acts = [act for act in walks(rng, midnight(2016, 2, 1), days=60) if act.what != "buy" or act.item % 6 == 5]
    rows: list[Row] = []
    for act in acts:
        row = (f"{act.person + 200001}.0", act.item + 36000, f"{act.at:%Y-%m-%d %H:%M:%S}")
        rest = (category(act.item, of=6) + 4, act.item % 30 + 200)
        rows.append((*row, "", numbers[act.what], *rest))
        if act.what == "view":
            rows += [(*row, model, 6, *rest) for model in (216, 217)]
    head = ("user_id", "sku_id", "time", "model_id", "type", "cate", "brand")
    for month in ("02", "03"):
        part = [row for row in rows if str(row[2])[5:7] == month]
        write(folder / f"JData_Action_2016{month}.csv", [head, *part])
    users = [
        (
            person + 200001,
            rng.choice(["26-35岁", "36-45岁", "-1"]),
            rng.choice([0, 1, 2]),
            int(rng.integers(1, 6)),
            "2013-01-26",
        )
        for person in range(200)
    ]
    write(folder / "JData_User.csv", [("user_id", "age", "sex", "user_lv_cd", "user_reg_tm"), *users], encoding="gbk")
    products = [(item + 36000, 3, -1, 1, category(item, of=6) + 4, item % 30 + 200) for item in range(300)]
    write(folder / "JData_Product.csv", [("sku_id", "a1", "a2", "a3", "cate", "brand"), *products])
    comments = [("2016-02-01", item + 36000, 3, 1, 0.0417) for item in range(300)]
    comment_head = ("dt", "sku_id", "comment_num", "has_bad_comment", "bad_comment_rate")
    write(folder / "JData_Comment.csv", [comment_head, *comments])
    names = {**FOUR, "remove": "product_removed"}
    counts = [int(str(n)) for n in counted(acts, names).values()]
    return Truth(200, apart=(*counts, 2 * sum(act.what == "view" for act in acts)))


def jd_consumers(folder: Path, rng: Rng) -> Truth:
    """JD consumers in one wide table: traits of people, goods and shops repeated in every row of the log."""
    words = {"view": "PageView", "fav": "Follow", "cart": "SavedCart", "buy": "Order"}
    acts = [act for act in walks(rng, midnight(2018, 2, 1), days=70) if act.what in words]
    head = [
        "customer_id",
        "product_id",
        "action_date",
        "action_id",
        "type",
        "age_range",
        "gender",
        "customer_register_date",
        "customer_level",
        "city_level",
        "brand",
        "shop_id",
        "category",
        "product_market_date",
        "vender_id",
        "fans_number",
        "vip_number",
        "shop_register_date",
        "shop_category",
        "shop_score",
    ]
    rows = [
        (
            *(act.person + 976695, act.item + 170225, f"{act.at:%Y-%m-%d %H:%M:%S}", number, words[act.what]),
            *(act.person % 5 + 1, "WMU"[act.person % 3], "2013-09-29", act.person % 7, act.person % 6 + 1),
            *(
                "Lenovo" if act.item % 2 else "Other",
                act.item % 30 + 8000,
                ["Phone", "Notebook", "Outdoor"][category(act.item) % 3],
            ),
            *("2017-05-22", act.item % 28 + 3666, 487, 2381, "2015-08-18", "Electronics", 9.41),
        )
        for number, act in enumerate(acts)
    ]
    write(folder / "jingdong.csv", [head, *rows])
    return Truth(len({act.person for act in acts}), counted(acts, {**FOUR, "fav": "product_favourited|user_followed"}))


def cosmetics(folder: Path, rng: Rng) -> Truth:
    """REES46: two compressed months with UTC in the time, sessions beside the user, removals from the cart."""
    words = {"view": "view", "cart": "cart", "remove": "remove_from_cart", "buy": "purchase"}
    acts = [act for act in walks(rng, midnight(2019, 10, 1), days=61) if act.what in words]
    head = [
        "event_time",
        "event_type",
        "product_id",
        "category_id",
        "category_code",
        "brand",
        "price",
        "user_id",
        "user_session",
    ]
    for month, name in ((10, "2019-Oct.csv.gz"), (11, "2019-Nov.csv.gz")):
        with gzip.open(folder / name, "wt", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            for act in acts:
                if act.at.month != month:
                    continue
                session = code(act.person * 1000 + act.at.timetuple().tm_yday)
                writer.writerow(
                    [
                        f"{act.at:%Y-%m-%d %H:%M:%S} UTC",
                        words[act.what],
                        act.item + 5700000,
                        2053013550000000000 + category(act.item) * 4097,
                        "furniture.bathroom.bath" if act.item % 40 == 3 else "",
                        ["", "runail", "irisk"][act.item % 3],
                        f"{2 + act.item % 50 * 0.71:.2f}",
                        act.person * 17 + 463240011,
                        f"{session[:8]}-{session[8:12]}-{session[12:16]}-{session[16:20]}-{session[20:]}",
                    ]
                )
    return Truth(len({act.person for act in acts}), counted(acts, {**FOUR, "remove": "product_removed"}))


SHAPES = {
    shape.__name__: shape
    for shape in (
        retail_rocket,
        mobile,
        user_behavior,
        headerless_tab,
        pipes,
        repeat_buyers,
        jd_contest,
        jd_consumers,
        cosmetics,
    )
}

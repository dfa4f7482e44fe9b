"""Small shops in the shapes of public data sets and platform exports; every value is made up here."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

__all__ = ["SHAPES", "Truth"]

START = datetime(2021, 3, 1)  # noqa: DTZ001
WORDS = (
    "green",
    "tea",
    "cup",
    "lamp",
    "soft",
    "blue",
    "chair",
    "soap",
    "candle",
    "box",
    "metal",
    "garden",
    "mug",
    "bag",
)
CHINESE = ("轻薄粉底液", "保湿面霜", "猫粮", "露营椅", "燕麦奶", "蓝牙耳机", "婴儿湿巾", "衬衫", "卷发棒", "陶瓷杯")


@dataclass(frozen=True, slots=True)
class Truth:
    """What must come out of a shop: people, events by name, and orders; None where a shape does not say."""

    people: int
    events: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order."""

    order: int
    person: int
    at: datetime
    item: int
    pieces: int
    price: float


def _write(path: Path, rows: Iterable[Sequence[object]], *, sep: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=sep).writerows(rows)


def _lines(rng: np.random.Generator, *, people: int = 140, orders: int = 900, items: int = 90) -> list[Line]:
    owners = np.concatenate([np.arange(people), rng.integers(0, people, orders - people)])
    rng.shuffle(owners)
    moments = np.sort(rng.integers(0, 200 * 86_400, orders))
    prices = rng.integers(150, 9_000, items) / 100
    popularity = rng.dirichlet(np.full(items, 0.5))
    found = []
    for number, (owner, moment) in enumerate(zip(owners, moments, strict=True)):
        at = START + timedelta(seconds=int(moment))
        chosen = rng.choice(items, size=min(int(rng.geometric(0.4)), 6), replace=False, p=popularity)
        found += [Line(number, int(owner), at, int(k), int(rng.geometric(0.7)), float(prices[k])) for k in chosen]
    return found


def _clicks(
    rng: np.random.Generator, *, people: int = 120, n: int = 6_000, items: int = 400
) -> list[tuple[int, int, int, datetime]]:
    """(person, item, step 0 view 1 favourite 2 cart 3 buy, when), in the order of time."""
    found = []
    activity = rng.dirichlet(np.full(people, 1.0))
    while len(found) < n:
        person = int(rng.choice(people, p=activity)) if len(found) > people else len(found) % people
        at = START + timedelta(seconds=int(rng.integers(0, 9 * 86_400)))
        if rng.random() < 0.3 * abs((at.hour + 5) % 24 - 12) / 12:
            continue
        for item in rng.integers(0, items, int(rng.geometric(0.25))):
            at += timedelta(seconds=int(rng.integers(5, 200)))
            found.append((person, int(item), 0, at))
            if rng.random() < 0.05:
                found.append((person, int(item), 1, at + timedelta(seconds=2)))
            if rng.random() < 0.1:
                found.append((person, int(item), 2, at + timedelta(seconds=4)))
                if rng.random() < 0.3:
                    found.append((person, int(item), 3, at + timedelta(seconds=60)))
    return sorted(found, key=lambda each: each[3])


def _counts(clicks: list[tuple[int, int, int, datetime]]) -> dict[str, int]:
    names = ("product_viewed", "product_favourited", "product_added", "order_line_recorded")
    steps = [step for _, _, step, _ in clicks]
    return {name: steps.count(number) for number, name in enumerate(names) if steps.count(number)}


def _of_lines(lines: list[Line]) -> Truth:
    events = {"order_completed": len({line.order for line in lines}), "order_line_recorded": len(lines)}
    return Truth(len({line.person for line in lines}), events)


def _hex(number: int) -> str:
    return f"{(number + 1) * 2_654_435_761 % 2**64:016x}"


def retail_log(folder: Path, rng: np.random.Generator) -> Truth:
    """Visitors' clicks in milliseconds with an order's id on purchases; properties of items one a row."""
    words = ("view", None, "addtocart", "transaction")
    clicks = [each for each in _clicks(rng) if words[each[2]]]
    rows: list[Sequence[object]] = [("timestamp", "visitorid", "event", "itemid", "transactionid")]
    for number, (person, item, step, at) in enumerate(clicks):
        stamp = int((at - datetime(1970, 1, 1)).total_seconds() * 1000)  # noqa: DTZ001
        rows.append((stamp, 100_000 + 7 * person, words[step], 4_000 + 13 * item, number if step == 3 else ""))
    _write(folder / "events.csv", rows)
    properties = [(1_614_556_800_000, 4_000 + 13 * item, "categoryid", 300 + item % 12) for item in range(400)]
    _write(folder / "item_properties.csv", [("timestamp", "itemid", "property", "value"), *properties, *properties])
    _write(folder / "category_tree.csv", [("categoryid", "parentid"), *[(300 + n, 20 + n % 3) for n in range(12)]])
    return Truth(len({person for person, *_ in clicks}), _counts(clicks))


def marketplace(folder: Path, rng: np.random.Generator) -> Truth:
    """Eight tables of a marketplace; an id of the customer for each order, and one of the person behind them."""
    lines = _lines(rng)
    orders = {line.order: line for line in lines}
    known = sorted(orders)
    _write(
        folder / "orders.csv",
        [
            ("order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at"),
            *[
                (_hex(o), _hex(10_000 + o), "delivered" if o % 30 else "canceled", orders[o].at, orders[o].at)
                for o in known
            ],
        ],
    )
    head = ("customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state")
    people = [(_hex(10_000 + o), _hex(50_000 + orders[o].person), 1_000 + o % 90, "são paulo", "SP") for o in known]
    _write(folder / "customers.csv", [head, *people])
    seen: dict[int, int] = {}
    items = []
    for line in lines:
        seen[line.order] = seen.get(line.order, 0) + 1
        items.append((_hex(line.order), seen[line.order], _hex(90_000 + line.item), _hex(7), line.price, 9.9))
    names = ("order_id", "order_item_id", "product_id", "seller_id", "price", "freight_value")
    _write(folder / "order_items.csv", [names, *items])
    kinds = ("cama_mesa_banho", "beleza_saude", "esporte_lazer", "informatica_acessorios")
    products = [(_hex(90_000 + n), kinds[n % 4], 40 + n % 20, 500 + n, 100 + n) for n in range(90)]
    _write(
        folder / "products.csv",
        [
            (
                "product_id",
                "product_category_name",
                "product_name_lenght",
                "product_description_lenght",
                "product_weight_g",
            ),
            *products,
        ],
    )
    paid = [(_hex(o), 1, "credit_card", 1, round(sum(x.price for x in lines if x.order == o), 2)) for o in known]
    _write(
        folder / "order_payments.csv",
        [("order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value"), *paid],
    )
    review = [
        (
            _hex(200_000 + o),
            _hex(o),
            1 + o % 5,
            "",
            "o produto chegou muito bem e no prazo, recomendo a loja" if o % 2 else "",
            orders[o].at + timedelta(days=9),
        )
        for o in known
    ]
    _write(
        folder / "order_reviews.csv",
        [
            (
                "review_id",
                "order_id",
                "review_score",
                "review_comment_title",
                "review_comment_message",
                "review_creation_date",
            ),
            *review,
        ],
    )
    _write(
        folder / "geolocation.csv",
        [("geolocation_zip_code_prefix", "geolocation_lat", "geolocation_lng"), (1_001, -23.5, -46.6)],
    )
    cancelled = sum(1 for o in known if o % 30 == 0)
    gone = sum(1 for line in lines if line.order % 30 == 0)
    truth = _of_lines(lines)
    events = {"order_completed": len(known) - cancelled, "order_line_recorded": len(lines) - gone}
    return Truth(truth.people, events)


def wholesale(folder: Path, rng: np.random.Generator) -> Truth:
    """Invoices one line a row, American dates, returns as invoices with a C, some lines without customer."""
    lines = _lines(rng)
    rows: list[Sequence[object]] = [
        ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
    ]
    returned = set()
    for line in lines:
        is_back = line.order % 25 == 0
        number = f"C{536_000 + line.order}" if is_back else str(536_000 + line.order)
        returned |= {line.order} if is_back else set()
        title = " ".join(WORDS[(line.item * k) % len(WORDS)] for k in (1, 3, 5)).upper()
        at = f"{line.at.month}/{line.at.day}/{line.at.year} {line.at.hour}:{line.at.minute:02d}"
        customer = "" if line.order % 5 == 1 else f"{12_000 + line.person}"
        country = ("United Kingdom", "France", "Germany")[line.person % 3]
        pieces = -line.pieces if is_back else line.pieces
        rows.append((number, f"{20_000 + line.item}A", title, pieces, at, line.price, customer, country))
    _write(folder / "online.csv", rows)
    people = {line.person for line in lines if line.order % 5 != 1}
    events = {"order_completed": len({line.order for line in lines}) - len(returned), "order_line_recorded": len(lines)}
    return Truth(len(people), events | {"order_refunded": len(returned)})


def grocery_days(folder: Path, rng: np.random.Generator) -> Truth:
    """Baskets with numbers of days and HHMM instead of dates, beside items and households."""
    lines = _lines(rng)
    head = ("household_key", "BASKET_ID", "DAY", "PRODUCT_ID", "QUANTITY", "SALES_VALUE", "STORE_ID", "RETAIL_DISC")
    rows: list[Sequence[object]] = [(*head, "TRANS_TIME", "WEEK_NO", "COUPON_DISC")]
    for line in lines:
        day = (line.at - START).days + 1
        value = round(line.price * line.pieces, 2)
        clock = line.at.hour * 100 + line.at.minute
        rows.append(
            (
                line.person + 1,
                26_984_851_472 + line.order,
                day,
                800_000 + line.item,
                line.pieces,
                value,
                300 + line.person % 9,
                -round(value / 10, 2),
                clock,
                day // 7 + 1,
                0,
            )
        )
    _write(folder / "transaction_data.csv", rows)
    kinds = ("GROCERY", "DRUG GM", "PRODUCE")
    products = [
        (800_000 + n, 2 + n % 30, kinds[n % 3], "National", f"COMMODITY {n % 9}", f"SUB {n % 25}", "8 OZ")
        for n in range(90)
    ]
    names = (
        "PRODUCT_ID",
        "MANUFACTURER",
        "DEPARTMENT",
        "BRAND",
        "COMMODITY_DESC",
        "SUB_COMMODITY_DESC",
        "CURR_SIZE_OF_PRODUCT",
    )
    _write(folder / "product.csv", [names, *products])
    ages = ("65+", "45-54", "25-34")
    homes = [(n + 1, ages[n % 3], "A" if n % 2 else "U", "35-49K", "Homeowner") for n in range(60)]
    _write(
        folder / "hh_demographic.csv",
        [("household_key", "AGE_DESC", "MARITAL_STATUS_CODE", "INCOME_DESC", "HOMEOWNER_DESC"), *homes],
    )
    return _of_lines(lines)


def fashion(folder: Path, rng: np.random.Generator) -> Truth:
    """Purchases by day without order ids, with tables of articles and customers."""
    lines = _lines(rng)
    rows = [
        (line.at.date(), _hex(line.person) * 4, f"0{108_775_000 + line.item}", line.price / 1_000, 1 + line.order % 2)
        for line in lines
    ]
    _write(folder / "transactions.csv", [("t_dat", "customer_id", "article_id", "price", "sales_channel_id"), *rows])
    articles = [
        (
            f"0{108_775_000 + n}",
            f"Strap {WORDS[n % 14]} {n}",
            ("Vest top", "Bra", "Jumper")[n % 3],
            ("Ladieswear", "Menswear")[n % 2],
            "A soft top in cotton jersey with a round neckline and long sleeves for every day of the week",
        )
        for n in range(90)
    ]
    _write(
        folder / "articles.csv",
        [("article_id", "prod_name", "product_type_name", "index_group_name", "detail_desc"), *articles],
    )
    people = [
        (_hex(n) * 4, 1 if n % 3 else "", 20 + n % 50, "ACTIVE" if n % 2 else "PRE-CREATE", "Regularly")
        for n in range(140)
    ]
    _write(
        folder / "customers.csv",
        [("customer_id", "FN", "age", "club_member_status", "fashion_news_frequency"), *people],
    )
    orders = len({(line.person, line.at.date()) for line in lines})
    return Truth(140, {"order_completed": orders, "order_line_recorded": len(lines)})


def sessions(folder: Path, rng: np.random.Generator) -> Truth:
    """Clicks and purchases of sessions in two files without header; nobody signs in."""
    clicks = _clicks(rng, people=900, n=7_000)
    stamp = "%Y-%m-%dT%H:%M:%S.123Z"
    views = [
        (person + 1, at.strftime(stamp), 214_530_000 + item, item % 12)
        for person, item, step, at in clicks
        if step == 0
    ]
    views.sort(key=lambda each: (each[0], each[1]))
    buys = [
        (person + 1, at.strftime(stamp), 214_530_000 + item, 100 + 7 * item, 1 + item % 2)
        for person, item, step, at in clicks
        if step == 3
    ]
    _write(folder / "clicks.dat", views)
    _write(folder / "buys.dat", buys)
    people = {row[0] for row in [*views, *buys]}
    return Truth(len(people), {"product_viewed": len(views), "order_line_recorded": len(buys)})


def mobile_codes(folder: Path, rng: np.random.Generator) -> Truth:
    """Behaviours as 1, 2, 3, 4 and the hour as time."""
    clicks = _clicks(rng, n=20_000)
    rows = [
        (10_000_000 + 37 * p, 230_000_000 + i, s + 1, "", 4_000 + i % 23, at.strftime("%Y-%m-%d %H"))
        for p, i, s, at in clicks
    ]
    rng.shuffle(rows)
    _write(
        folder / "user.csv", [("user_id", "item_id", "behavior_type", "user_geohash", "item_category", "time"), *rows]
    )
    return Truth(len({p for p, *_ in clicks}), _counts(clicks))


def bare_log(folder: Path, rng: np.random.Generator) -> Truth:
    """Person, item, category, behaviour, seconds: no header, in order of person."""
    words = ("pv", "fav", "cart", "buy")
    clicks = sorted(_clicks(rng, n=12_000), key=lambda each: (each[0], each[3]))
    epoch = datetime(1970, 1, 1)  # noqa: DTZ001
    rows = [
        (5_000 + 3 * p, 700_000 + 11 * i, 800 + i % 31, words[s], int((at - epoch).total_seconds()))
        for p, i, s, at in clicks
    ]
    _write(folder / "behaviour.csv", rows)
    return Truth(len({p for p, *_ in clicks}), _counts(clicks))


def supermarket(folder: Path, rng: np.random.Generator) -> Truth:
    """Lines by day and customer; AMOUNT counts pieces and SALES_PRICE is the line's total."""
    lines = _lines(rng)
    head = (
        "TRANSACTION_DT",
        "CUSTOMER_ID",
        "AGE_GROUP",
        "PIN_CODE",
        "PRODUCT_SUBCLASS",
        "PRODUCT_ID",
        "AMOUNT",
        "ASSET",
        "SALES_PRICE",
    )
    rows = []
    for line in lines:
        total = round(line.price * line.pieces)
        rows.append(
            (
                f"{line.at.month}/{line.at.day}/{line.at.year}",
                f"{1_104_905 + line.person:08d}",
                ("45-49", "25-29")[line.person % 2],
                115 + line.person % 4,
                130_000 + line.item % 9,
                4_710_000_000_000 + line.item,
                line.pieces,
                round(total * 0.8),
                total,
            )
        )
    _write(folder / "grocery.csv", [head, *rows])
    orders = len({(line.person, line.at.date()) for line in lines})
    return Truth(len({line.person for line in lines}), {"order_completed": orders, "order_line_recorded": len(lines)})


def music_shop(folder: Path, rng: np.random.Generator) -> Truth:
    """Customer, day, pieces, dollars: aligned with spaces, no header, one purchase a row."""
    lines = _lines(rng, people=300, orders=1_200)
    orders = {line.order: line for line in lines}
    ordered = sorted(orders.values(), key=lambda each: (each.person, each.at))
    text = "".join(
        f" {x.person + 1:05d} {x.at.replace(year=1997):%Y%m%d} {x.pieces:2d} {x.price:7.2f}\n" for x in ordered
    )
    (folder / "master.txt").write_text(text)
    return Truth(300, {"order_completed": len(ordered)})


def cosmetics(folder: Path, rng: np.random.Generator) -> Truth:
    """Instants that say UTC, a category path with points, brands and prices on every event."""
    words = ("view", "remove_from_cart", "cart", "purchase")
    clicks = _clicks(rng)
    rows = [
        (
            at.strftime("%Y-%m-%d %H:%M:%S UTC"),
            words[s],
            5_800_000 + i,
            1_487_580_000_000_000_000 + i % 17,
            f"appliances.kitchen.{WORDS[i % 17 % 14]}" if i % 3 else "",
            ("runail", "irisk", "")[i % 3],
            round(1 + i / 7, 2),
            430_000_000 + p,
            _hex(p * 31 + at.day),
        )
        for p, i, s, at in clicks
    ]
    head = (
        "event_time",
        "event_type",
        "product_id",
        "category_id",
        "category_code",
        "brand",
        "price",
        "user_id",
        "user_session",
    )
    _write(folder / "2021-Mar.csv", [head, *rows])
    counts = _counts(clicks)
    counts["product_removed"] = counts.pop("product_favourited")
    return Truth(len({p for p, *_ in clicks}), counts)


def reviews(folder: Path, rng: np.random.Generator) -> Truth:
    """Reviews as JSON lines."""
    with (folder / "reviews.json").open("w", encoding="utf-8") as file:
        for line in (lines := _lines(rng)):
            words = " ".join(WORDS[k] for k in rng.integers(0, len(WORDS), 22))
            stamp = int((line.at.replace(hour=0, minute=0, second=0) - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001
            file.write(
                json.dumps(
                    {
                        "reviewerID": f"A{_hex(line.person)[:12].upper()}",
                        "asin": f"B{_hex(line.item)[:9].upper()}",
                        "reviewerName": "J. D.",
                        "helpful": [0, 0],
                        "reviewText": f"I like it: {words}",
                        "overall": float(1 + line.item % 5),
                        "summary": "good " + words[:9],
                        "unixReviewTime": stamp,
                        "reviewTime": line.at.strftime("%m %d, %Y"),
                    }
                )
                + "\n"
            )
    return Truth(len({line.person for line in lines}), {"product_reviewed": len(lines)})


def games(folder: Path, rng: np.random.Generator) -> Truth:
    """Person, title, purchase or play, hours: no header and no time at all."""
    rows: list[Sequence[object]] = []
    for person in range(200):
        for title in rng.choice(60, size=int(rng.integers(2, 12)), replace=False):
            name = f"The {WORDS[title % 14]} {WORDS[title // 14]} {title}"
            rows.append((151_603_712 + 13 * person, name, "purchase", "1.0", 0))
            if rng.random() < 0.7:
                rows.append((151_603_712 + 13 * person, name, "play", round(float(rng.exponential(20)), 1), 0))
    _write(folder / "games.csv", rows)
    return Truth(
        200,
        {
            "order_line_recorded": sum(row[2] == "purchase" for row in rows),
            "product_viewed": sum(row[2] == "play" for row in rows),
        },
    )


def taobao(folder: Path, rng: np.random.Generator) -> Truth:
    """淘宝 export: GBK, ids as formulas, masked phones and names, several titles in a cell."""
    lines = _lines(rng)
    head = (
        "订单编号",
        "买家会员名",
        "买家支付宝账号",
        "买家应付货款",
        "买家应付邮费",
        "总金额",
        "买家实际支付金额",
        "订单状态",
        "买家留言",
        "收货人姓名",
        "收货地址 ",
        "联系手机",
        "订单创建时间",
        "订单付款时间 ",
        "宝贝标题 ",
        "宝贝种类 ",
        "宝贝总数量",
        "订单关闭原因",
        "退款金额",
    )
    rows: list[Sequence[object]] = [head]
    closed = 0
    for order in sorted({line.order for line in lines}):
        own = [line for line in lines if line.order == order]
        first, total = own[0], round(sum(x.price * x.pieces for x in own), 2)
        is_closed = order % 20 == 0
        closed += is_closed
        rows.append(
            (
                f'="{29_380_000_000_000_000 + order}"',
                f"买家tb{1_000 + first.person * 7}",
                "138***",
                total,
                0,
                total,
                0 if is_closed else total,
                "交易关闭" if is_closed else "交易成功",
                "",
                "王**",
                "浙江省 杭州市 西湖区 ***",
                "138****1234",
                first.at,
                "" if is_closed else first.at + timedelta(minutes=2),
                ",".join(CHINESE[x.item % 10] for x in own),
                len(own),
                sum(x.pieces for x in own),
                "买家未付款" if is_closed else "订单未关闭",
                0,
            )
        )
    _write(folder / "ExportOrderList.csv", rows, encoding="gb18030")
    return Truth(len({line.person for line in lines}), {"order_completed": len(rows) - 1 - closed})


def douyin(folder: Path, rng: np.random.Generator) -> Truth:
    """抖店 export: one row a sub-order, several kinds of discounts, encrypted names; people by their open id."""
    lines = _lines(rng)
    head = (
        "主订单编号",
        "子订单编号",
        "选购商品",
        "商品规格",
        "商品数量",
        "商品ID",
        "商品单价",
        "订单应付金额",
        "平台优惠",
        "商家优惠",
        "达人优惠",
        "支付完成时间",
        "订单提交时间",
        "订单状态",
        "售后状态",
        "收件人",
        "收件人手机号",
        "买家openId",
        "达人昵称",
        "流量渠道",
    )
    rows = []
    for number, line in enumerate(lines):
        total = round(line.price * line.pieces - 1, 2)
        rows.append(
            (
                6_900_000_000_000 + line.order,
                6_950_000_000_000 + number,
                CHINESE[line.item % 10],
                "默认",
                line.pieces,
                3_500_000 + line.item,
                line.price,
                total,
                0.5,
                0.5,
                0,
                line.at + timedelta(minutes=1),
                line.at,
                "已完成",
                "-",
                "李*",
                "1********90",
                f"op_{_hex(line.person)}",
                "小美",
                "直播间",
            )
        )
    _write(folder / "抖店订单.csv", [head, *rows], encoding="utf-8-sig")
    return _of_lines(lines)


def youzan(folder: Path, rng: np.random.Generator) -> Truth:
    """有赞 export: whole phone numbers."""
    lines = _lines(rng)
    rows = [
        (
            f"E2021{line.order:016d}",
            CHINESE[line.item % 10],
            line.pieces,
            f"¥{line.price * line.pieces:.2f}",
            "张三",
            f"139{12_340_000 + line.person * 11:08d}",
            line.at.strftime("%Y年%m月%d日 %H:%M"),
            "交易完成",
        )
        for line in lines
    ]
    _write(
        folder / "有赞.csv",
        [("订单号", "商品名称", "商品数量", "实付金额", "收货人姓名", "收货人手机号", "下单时间", "订单状态"), *rows],
    )
    return _of_lines(lines)


def jingdong(folder: Path, rng: np.random.Generator) -> Truth:
    """京东 export: one row a line, dates without leading zeros."""
    lines = _lines(rng)
    head = (
        "订单号",
        "商品ID",
        "商品名称",
        "订购数量",
        "支付方式",
        "下单时间",
        "京东价",
        "订单金额",
        "结算金额",
        "订单状态",
        "订单类型",
        "下单帐号",
        "客户姓名",
        "客户地址",
        "联系电话",
    )
    totals = {
        order: round(sum(x.price * x.pieces for x in lines if x.order == order), 2)
        for order in {x.order for x in lines}
    }
    rows = [
        (
            210_000_000_000 + line.order,
            10_020_000_000 + line.item,
            CHINESE[line.item % 10] + "套装",
            line.pieces,
            "在线支付",
            f"{line.at.year}/{line.at.month}/{line.at.day} {line.at.hour}:{line.at.minute:02d}",
            line.price,
            totals[line.order],
            totals[line.order],
            "完成",
            "SOP",
            f"jd_{_hex(line.person)[:10]}",
            "赵*",
            "北京***",
            "186****0000",
        )
        for line in lines
    ]
    _write(folder / "订单.csv", [head, *rows], encoding="gb18030")
    return _of_lines(lines)


def action_codes(folder: Path, rng: np.random.Generator) -> Truth:
    """An action log of codes beside tables of users and products with codes instead of words."""
    words = ("1", "5", "2", "4")
    clicks = _clicks(rng, n=15_000)
    rows = [(200_000.0 + p, 1_000 + i, at, "", words[s], 8, 30 + i % 9) for p, i, s, at in clicks]
    _write(folder / "Action.csv", [("user_id", "sku_id", "time", "model_id", "type", "cate", "brand"), *rows])
    _write(
        folder / "Product.csv",
        [
            ("sku_id", "a1", "a2", "a3", "cate", "brand"),
            *[(1_000 + i, i % 3, -1, 2, 8, 30 + i % 9) for i in range(400)],
        ],
    )
    users = [(200_000 + p, "26-35岁", p % 3, 1 + p % 5, at.date()) for p, at in ((p, START) for p in range(120))]
    _write(folder / "User.csv", [("user_id", "age", "sex", "user_lv_cd", "user_reg_tm"), *users])
    return Truth(120, _counts(clicks))


def german(folder: Path, rng: np.random.Generator) -> Truth:
    """A German shop: semicolons, decimal commas, days with points; customers and articles in files of their own."""
    lines = _lines(rng)
    rows = [
        (
            f"B-{line.order:06d}",
            f"K{line.person:05d}",
            line.at.strftime("%d.%m.%Y %H:%M"),
            f"A{line.item:04d}",
            line.pieces,
            f"{line.price:.2f}".replace(".", ","),
        )
        for line in lines
    ]
    _write(
        folder / "bestellungen.csv",
        [("Bestellnummer", "Kundennummer", "Bestelldatum", "Artikelnummer", "Menge", "Einzelpreis"), *rows],
        sep=";",
    )
    articles = [
        (f"A{n:04d}", f"Tasse {WORDS[n % 14]} {n}", ("Küche", "Bad", "Garten")[n % 3], ("Tassen", "Seifen")[n % 2])
        for n in range(90)
    ]
    _write(
        folder / "artikel.csv", [("Artikelnummer", "Bezeichnung", "Kategorie", "Unterkategorie"), *articles], sep=";"
    )
    people = [
        (f"K{n:05d}", "Herr" if n % 2 else "Frau", f"{10_000 + n}", "Berlin" if n % 3 else "Köln") for n in range(140)
    ]
    _write(folder / "kunden.csv", [("Kundennummer", "Anrede", "PLZ", "Ort"), *people], sep=";")
    return _of_lines(lines)


def japanese(folder: Path, rng: np.random.Generator) -> Truth:
    """A Japanese shop in Shift JIS."""
    lines = _lines(rng)
    rows = [
        (
            f"{900_000 + line.order}",
            f"C{line.person:05d}",
            line.at.strftime("%Y/%m/%d"),
            line.at.strftime("%H:%M"),
            f"P{line.item:04d}",
            f"緑茶{line.item}",
            ("食品", "日用品")[line.item % 2],
            line.pieces,
            int(line.price * 100) * line.pieces,
        )
        for line in lines
    ]
    _write(
        folder / "注文.csv",
        [("注文番号", "顧客ID", "注文日", "時刻", "商品コード", "商品名", "カテゴリ", "数量", "金額"), *rows],
        encoding="shift_jis",
    )
    return _of_lines(lines)


def spanish(folder: Path, rng: np.random.Generator) -> Truth:
    """A Spanish shop of three tables, days first."""
    lines = _lines(rng)
    orders = {line.order: line for line in lines}
    head = [
        (o, 7_000 + x.person, x.at.strftime("%d/%m/%Y"), "entregado" if o % 15 else "cancelado")
        for o, x in orders.items()
    ]
    _write(folder / "pedidos.csv", [("id_pedido", "id_cliente", "fecha_pedido", "estado"), *head])
    rows = [(line.order, 300 + line.item, line.pieces, f"{line.price:.2f}") for line in lines]
    _write(folder / "detalle_pedidos.csv", [("id_pedido", "id_producto", "cantidad", "precio_unitario"), *rows])
    products = [(300 + n, f"Taza {WORDS[n % 14]} {n}", ("cocina", "baño")[n % 2]) for n in range(90)]
    _write(folder / "productos.csv", [("id_producto", "nombre_producto", "categoria"), *products])
    gone = {o for o in orders if o % 15 == 0}
    kept = [line for line in lines if line.order not in gone]
    return Truth(
        len({x.person for x in orders.values()}),
        {"order_completed": len(orders) - len(gone), "order_line_recorded": len(kept)},
    )


def chinese_log(folder: Path, rng: np.random.Generator) -> Truth:
    """A tracking log in Chinese, with a category path in one cell."""
    words = ("浏览", "收藏", "加购", "购买")
    clicks = _clicks(rng)
    rows = [
        (f"U{p:05d}", words[s], f"G{i:05d}", CHINESE[i % 10] + str(i), f"美妆>底妆>粉底{i % 7}", at)
        for p, i, s, at in clicks
    ]
    _write(folder / "行为日志.csv", [("用户ID", "行为类型", "商品ID", "商品名称", "商品类目", "行为时间"), *rows])
    return Truth(len({p for p, *_ in clicks}), _counts(clicks))


def flags(folder: Path, rng: np.random.Generator) -> Truth:
    """A row an impression, with columns of 0 and 1 for what followed."""
    rows = []
    for p, i, s, at in _clicks(rng):
        rows.append((p + 1, i + 1, at, int(s == 2), int(s == 3)))
    _write(folder / "impressions.csv", [("user_id", "item_id", "event_time", "is_cart", "is_purchase"), *rows])
    steps = [(c, b) for *_, c, b in rows]
    viewed = sum(c == 0 and b == 0 for c, b in steps)
    return Truth(
        len({row[0] for row in rows}),
        {
            "product_viewed": viewed,
            "product_added": sum(c for c, _ in steps),
            "order_line_recorded": sum(b for _, b in steps),
        },
    )


def nameless_tables(folder: Path, rng: np.random.Generator) -> Truth:
    """Lines of orders and a list of items, neither with a header."""
    lines = _lines(rng)
    rows = [
        (
            700_000 + line.order,
            31_000 + 17 * line.person,
            line.at,
            f"SKU{line.item:05d}",
            line.pieces,
            f"{line.price:.2f}",
        )
        for line in lines
    ]
    _write(folder / "sales.csv", rows)
    _write(
        folder / "goods.csv",
        [
            (
                f"SKU{n:05d}",
                f"{WORDS[n % 14]} {WORDS[n % 5]} no {n}",
                ("kitchen", "bath", "garden")[n % 3],
                f"{5 + n / 3:.2f}",
            )
            for n in range(90)
        ],
    )
    return _of_lines(lines)


SHAPES: dict[str, Callable[[Path, np.random.Generator], Truth]] = {
    each.__name__: each
    for each in (
        retail_log,
        marketplace,
        wholesale,
        grocery_days,
        fashion,
        sessions,
        mobile_codes,
        bare_log,
        supermarket,
        music_shop,
        cosmetics,
        reviews,
        games,
        taobao,
        douyin,
        youzan,
        jingdong,
        action_codes,
        german,
        japanese,
        spanish,
        chinese_log,
        flags,
        nameless_tables,
    )
}

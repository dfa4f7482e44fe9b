"""Whole shops as published: customers, orders, lines, goods and logs in many tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.project.shops.base import Basket, Rng, Row, Truth, baskets, code, midnight, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"


def marketplace(folder: Path, rng: Rng) -> Truth:
    """Olist: nine tables, a customer for each order and a unique customer behind it, who seldom comes again."""
    bought = baskets(rng, midnight(2017, 1, 5), days=500, most=3)
    return _marketplace(folder, [replace(b, person=b.number - (b.number % 30 == 1)) for b in bought])


def marketplace_of_regulars(folder: Path, rng: Rng) -> Truth:
    """The same tables where most customers come again."""
    return _marketplace(folder, baskets(rng, midnight(2017, 1, 5), days=500, people=300, most=3))


def _marketplace(folder: Path, bought: list[Basket]) -> Truth:

    def stamp(at: datetime) -> str:
        return f"{at:%Y-%m-%d %H:%M:%S}"

    towns = [("sao paulo", "SP"), ("rio de janeiro", "RJ"), ("curitiba", "PR"), ("campinas", "SP")]
    orders, customers, lines, payments, reviews = [], [], [], [], []
    for b in bought:
        order, customer = code(b.number + 20_000_000), code(b.number + 10_000_000)
        status = "canceled" if b.number % 40 == 1 else "shipped" if b.number % 40 == 2 else "delivered"
        days = [stamp(b.at + timedelta(days=n)) for n in (1, 2, 9)]
        orders.append(
            (
                order,
                customer,
                status,
                stamp(b.at),
                *days[:2],
                days[2] if status == "delivered" else "",
                days[2][:10] + " 00:00:00",
            )
        )
        customers.append((customer, code(b.person + 1), f"{b.person + 1003:05d}", *towns[b.person % 4]))
        lines += [
            (order, n + 1, code(line.item + 30_000_000), code(line.item % 40 + 40_000_000), days[1], line.price, 15.1)
            for n, line in enumerate(b.lines)
        ]
        total = round(sum(line.price + 15.1 for line in b.lines), 2)
        payments.append((order, 1, "boleto" if b.number % 5 else "credit_card", 1 + b.number % 8, total))
        text = ["", "", "Recebi bem antes do prazo estipulado.", "Muito bom, recomendo"][b.number % 4]
        reviews.append(
            (code(b.number + 50_000_000), order, 5 - b.number % 3, "", text, days[2][:10] + " 00:00:00", days[2])
        )
    groups = ["beleza_saude", "esporte_lazer", "moveis_decoracao", "bebes", "pet_shop"]
    products = [(code(i + 30_000_000), groups[i % 5], 40, 287, 1, 225, 16, 10, 14) for i in range(200)]
    tables: dict[str, tuple[str, Sequence[Row]]] = {
        "customers": (
            "customer_id customer_unique_id customer_zip_code_prefix customer_city customer_state",
            customers,
        ),
        "orders": (
            (
                "order_id customer_id order_status order_purchase_timestamp order_approved_at "
                "order_delivered_carrier_date order_delivered_customer_date order_estimated_delivery_date"
            ),
            orders,
        ),
        "order_items": ("order_id order_item_id product_id seller_id shipping_limit_date price freight_value", lines),
        "order_payments": ("order_id payment_sequential payment_type payment_installments payment_value", payments),
        "order_reviews": (
            (
                "review_id order_id review_score review_comment_title review_comment_message review_creation_date "
                "review_answer_timestamp"
            ),
            reviews,
        ),
        "products": (
            (
                "product_id product_category_name product_name_lenght product_description_lenght product_photos_qty "
                "product_weight_g product_length_cm product_height_cm product_width_cm"
            ),
            products,
        ),
        "sellers": (
            "seller_id seller_zip_code_prefix seller_city seller_state",
            [(code(i + 40_000_000), f"{i + 13023:05d}", *towns[i % 4]) for i in range(40)],
        ),
        "geolocation": (
            "geolocation_zip_code_prefix geolocation_lat geolocation_lng geolocation_city geolocation_state",
            [(f"{i + 1003:05d}", -23.54, -46.63 - i / 1000, *towns[i % 4]) for i in range(300)],
        ),
    }
    for name, (head, rows) in tables.items():
        write(folder / f"olist_{name}_dataset.csv", [head.split(), *rows])
    english: list[Row] = [(group, group) for group in groups]
    translation = ("product_category_name", "product_category_name_english")
    write(folder / "product_category_name_translation.csv", [translation, *english], encoding="utf-8-sig")
    cancelled = sum(str(row[2]) == "canceled" for row in orders)
    texts = sum(bool(row[4]) for row in reviews)
    kept = sum(len(b.lines) for b in bought if b.number % 40 != 1)
    return Truth(
        len({b.person for b in bought}),
        {
            LINES: (kept, len(lines)),
            ORDERS: len(orders) - cancelled,
            "order_cancelled": cancelled,
            "product_reviewed": (texts, len(reviews)),
        },
    )


def store_of_examples(folder: Path, rng: Rng) -> Truth:
    """TheLook: users, orders, lines with a state each, and a log whose visitors mostly have no user."""
    bought = baskets(rng, midnight(2022, 1, 4), people=150, number=350, most=3)
    states = ["Complete", "Complete", "Shipped", "Processing", "Complete", "Cancelled", "Complete", "Returned"]
    places = [
        ("Jeju", "Seoul", "South Korea", 37.5, 126.9),
        ("Bahia", "Salvador", "Brasil", -12.9, -38.5),
        ("Texas", "Austin", "United States", 30.2, -97.7),
    ]
    orders: list[Row] = []
    lines: list[Row] = []
    log: list[Row] = []
    for b in bought:
        state = states[b.number % 8]
        at = f"{b.at:%Y-%m-%d %H:%M:%S} UTC"
        sent = "" if state in {"Processing", "Cancelled"} else f"{b.at + timedelta(days=2):%Y-%m-%d %H:%M:%S} UTC"
        orders.append(
            (b.number + 1, b.person + 1, state, "F", at, at if state == "Returned" else "", sent, sent, len(b.lines))
        )
        for line in b.lines:
            row = (len(lines) + 1, b.number + 1, b.person + 1, line.item + 1, len(lines) + 5000, state, at, sent, sent)
            lines.append((*row, at if state == "Returned" else "", line.price))
    guests = 0
    kinds: Counter[str] = Counter()
    for visit in range(500):
        known = visit % 3 == 0
        guests += not known
        began = midnight(2022, 1, 4) + timedelta(seconds=int(rng.integers(300 * 86400)))
        session = code(visit + 60_000)
        for step, kind in enumerate(["home", "department", "product", "cart"][: int(rng.integers(1, 5))]):
            at = f"{began + timedelta(seconds=40 * step):%Y-%m-%d %H:%M:%S} UTC"
            who = str(visit % 150 + 1) if known else ""
            log.append(
                (
                    len(log) + 1,
                    who,
                    step + 1,
                    session,
                    at,
                    f"10.0.{visit % 250}.1",
                    "Seoul",
                    "Seoul",
                    "04567",
                    ["Chrome", "Firefox", "Safari"][visit % 3],
                    ["Email", "Adwords", "Organic"][visit % 3],
                    f"/{kind}/{visit % 200}",
                    kind,
                )
            )
            kinds[kind] += 1
    write(
        folder / "orders.csv",
        [
            [
                "order_id",
                "user_id",
                "status",
                "gender",
                "created_at",
                "returned_at",
                "shipped_at",
                "delivered_at",
                "num_of_item",
            ],
            *orders,
        ],
    )
    head = (
        "id order_id user_id product_id inventory_item_id status created_at shipped_at delivered_at "
        "returned_at sale_price"
    )
    write(folder / "order_items.csv", [head.split(), *lines])
    head = (
        "id user_id sequence_number session_id created_at ip_address city state postal_code browser "
        "traffic_source uri event_type"
    )
    write(folder / "events.csv", [head.split(), *log])
    head = (
        "id first_name last_name email age gender state street_address postal_code city country "
        "latitude longitude traffic_source created_at"
    )
    users = [
        (
            *(
                p + 1,
                ["Ann", "Bob", "Eve"][p % 3],
                "Lee",
                f"ann{p}@example.org",
                20 + p % 50,
                "FMF"[p % 3],
                places[p % 3][0],
            ),
            *(f"{p} Road", f"{p + 10000}", *places[p % 3][1:], ["Search", "Organic", "Email", "Display"][p % 4]),
            f"2021-06-{p % 28 + 1:02d} {p % 24:02d}:10:00 UTC",
        )
        for p in range(150)
    ]
    write(folder / "users.csv", [head.split(), *users])
    products = [(i + 1, 2.5 + i, "Accessories", f"Thing {i}", "Acme", 9.0 + i, "Women", code(i), 1) for i in range(200)]
    write(
        folder / "products.csv",
        [
            ["id", "cost", "category", "name", "brand", "retail_price", "department", "sku", "distribution_center_id"],
            *products,
        ],
    )
    cancelled = sum(row[2] == "Cancelled" for row in orders)
    returned = sum(row[2] == "Returned" for row in orders)
    kept = sum(row[5] not in {"Cancelled", "Returned"} for row in lines)
    return Truth(
        (150, 150 + guests),
        {
            LINES: (kept, len(lines)),
            ORDERS: (len(orders) - cancelled - returned, len(orders)),
            "product_viewed": kinds["product"],
            "product_added|cart_viewed": kinds["cart"],
        },
        others=kinds["home"] + kinds["department"] + cancelled + returned,
    )


def cycles(folder: Path, rng: Rng) -> Truth:
    """AdventureWorks: a file of sales a year, keys everywhere, customers in Latin-1, returns without a customer."""
    bought = baskets(rng, midnight(2015, 1, 1), days=900, people=150)
    head = [
        "OrderDate",
        "StockDate",
        "OrderNumber",
        "ProductKey",
        "CustomerKey",
        "TerritoryKey",
        "OrderLineItem",
        "OrderQuantity",
    ]
    total = 0
    for year in (2015, 2016, 2017):
        rows = [
            (
                f"{b.at.month}/{b.at.day}/{year}",
                "9/21/2001",
                f"SO{b.number + 45080}",
                line.item + 214,
                b.person + 11000,
                1,
                n + 1,
                line.pieces,
            )
            for b in bought
            if b.at.year == year
            for n, line in enumerate(b.lines)
        ]
        total += len(rows)
        write(folder / f"AdventureWorks_Sales_{year}.csv", [head, *rows])
    customer = [
        "CustomerKey",
        "Prefix",
        "FirstName",
        "LastName",
        "BirthDate",
        "MaritalStatus",
        "Gender",
        "EmailAddress",
        "AnnualIncome",
        "TotalChildren",
        "EducationLevel",
        "Occupation",
        "HomeOwner",
    ]
    people = [
        (
            p + 11000,
            "MR.",
            "JON",
            "MU\xd1OZ",
            "4/8/1966",
            "M",
            "M",
            f"jon{p}@adventure-works.example",
            "$90,000 ",
            2,
            "Bachelors",
            "Professional",
            "Y",
        )
        for p in range(180)
    ]
    write(folder / "AdventureWorks_Customers.csv", [customer, *people], encoding="latin-1")
    head = [
        "ProductKey",
        "ProductSubcategoryKey",
        "ProductSKU",
        "ProductName",
        "ModelName",
        "ProductColor",
        "ProductCost",
        "ProductPrice",
    ]
    goods = [
        (i + 214, i % 12 + 1, f"HL-U509-{i}", f"Sport Helmet {i}", "Sport-100", "Red", 13.0863, 34.99)
        for i in range(200)
    ]
    write(folder / "AdventureWorks_Products.csv", [head, *goods])
    subs = [(i + 1, f"Helmets {i}", i % 4 + 1) for i in range(12)]
    write(
        folder / "AdventureWorks_Product_Subcategories.csv",
        [("ProductSubcategoryKey", "SubcategoryName", "ProductCategoryKey"), *subs],
    )
    groups = [(i + 1, name) for i, name in enumerate(["Bikes", "Components", "Clothing", "Accessories"])]
    write(folder / "AdventureWorks_Product_Categories.csv", [("ProductCategoryKey", "CategoryName"), *groups])
    back = [(f"{1 + n % 12}/18/2015", 9, n + 214, 1) for n in range(30)]
    write(
        folder / "AdventureWorks_Returns.csv", [("ReturnDate", "TerritoryKey", "ProductKey", "ReturnQuantity"), *back]
    )
    write(
        folder / "AdventureWorks_Calendar.csv",
        [("Date",), *((f"{1 + n // 28}/{1 + n % 28}/2015",) for n in range(330))],
    )
    return Truth(180, {LINES: total, ORDERS: len(bought)}, others=30)


SHAPES = {
    shape.__name__: shape
    for shape in (
        marketplace,
        marketplace_of_regulars,
        store_of_examples,
        cycles,
    )
}

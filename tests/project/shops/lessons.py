"""Shops that lessons and courses use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from openpyxl import Workbook
from tests.project.shops.base import Rng, Row, Truth, baskets, category, midnight, often, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"


def traders(folder: Path, rng: Rng) -> Truth:
    """Northwind: customers of five letters, employees who are nobody's customers, a table of order details."""
    bought = baskets(rng, midnight(1996, 7, 4), days=600, people=80, number=400, most=3)

    def name(person: int) -> str:
        return (
            "".join(chr(65 + (person * 7 + k * 11) % 26) for k in range(3))
            + f"{chr(65 + person % 26)}{chr(65 + person // 26)}"
        )

    people = [
        (
            name(p),
            f"Shop {p}",
            f"Contact {p}",
            "Owner",
            f"Street {p}",
            ["Berlin", "Lule\xe5", "London"][p % 3],
            "",
            f"{p + 10000}",
            ["Germany", "Sweden", "UK"][p % 3],
            f"030-00{p:04d}",
            "",
        )
        for p in range(80)
    ]
    head = [
        "CustomerID",
        "CompanyName",
        "ContactName",
        "ContactTitle",
        "Address",
        "City",
        "Region",
        "PostalCode",
        "Country",
        "Phone",
        "Fax",
    ]
    write(folder / "customers.csv", [head, *people])
    head = [
        "OrderID",
        "CustomerID",
        "EmployeeID",
        "OrderDate",
        "RequiredDate",
        "ShippedDate",
        "ShipVia",
        "Freight",
        "ShipName",
        "ShipCity",
        "ShipCountry",
    ]
    orders = [
        (
            *(
                b.number + 10248,
                name(b.person),
                b.number % 9 + 1,
                f"{b.at:%Y-%m-%d} 00:00:00.000",
                f"{b.at + timedelta(days=28):%Y-%m-%d} 00:00:00.000",
            ),
            *(
                "" if b.number % 40 == 0 else f"{b.at + timedelta(days=5):%Y-%m-%d} 00:00:00.000",
                b.number % 3 + 1,
                32.38 + b.number,
            ),
            *(f"Shop {b.person}", "Berlin", "Germany"),
        )
        for b in bought
    ]
    write(folder / "orders.csv", [head, *orders])
    lines = [
        (b.number + 10248, item + 1, round(4 + item * 0.3, 2), 1 + item % 40, 0.05 * (b.number % 3))
        for b in bought
        for item in sorted({line.item for line in b.lines})
    ]
    write(folder / "order_details.csv", [["OrderID", "ProductID", "UnitPrice", "Quantity", "Discount"], *lines])
    goods = [
        (i + 1, f"Chai {i}", i % 29 + 1, i % 8 + 1, "10 boxes x 20 bags", round(4 + i * 0.3, 2), 39, 0, 10, 0)
        for i in range(200)
    ]
    head = [
        "ProductID",
        "ProductName",
        "SupplierID",
        "CategoryID",
        "QuantityPerUnit",
        "UnitPrice",
        "UnitsInStock",
        "UnitsOnOrder",
        "ReorderLevel",
        "Discontinued",
    ]
    write(folder / "products.csv", [head, *goods])
    groups = [(i + 1, f"Group {i}", "Soft drinks, coffees, teas") for i in range(8)]
    write(folder / "categories.csv", [("CategoryID", "CategoryName", "Description"), *groups])
    staff = [
        (
            i + 1,
            f"Last{i}",
            f"First{i}",
            "Sales Representative",
            f"19{50 + i}-12-08",
            f"1992-05-{i + 1:02d}",
            "Seattle",
            "USA",
            2,
        )
        for i in range(9)
    ]
    head = ["EmployeeID", "LastName", "FirstName", "Title", "BirthDate", "HireDate", "City", "Country", "ReportsTo"]
    write(folder / "employees.csv", [head, *staff])
    write(
        folder / "shippers.csv",
        [("ShipperID", "CompanyName", "Phone"), *((i + 1, f"Ship {i}", f"(503) 555-98{i}1") for i in range(3))],
    )
    return Truth(80, {LINES: len(lines), ORDERS: len(orders)})


def bears(folder: Path, rng: Rng) -> Truth:
    """Maven Fuzzy Factory: page views that know their person only through the table of sessions; refunds of lines."""
    sessions: list[Row] = []
    pages: list[Row] = []
    orders: list[Row] = []
    lines: list[Row] = []
    refunds: list[Row] = []
    users = set()
    for n in range(600):
        user = often(rng, 300) + 1
        users.add(user)
        at = midnight(2012, 3, 19) + timedelta(seconds=int(n * 50000 + rng.integers(40000)))
        source = [("gsearch", "nonbrand", "g_ad_1", "https://www.gsearch.example"), ("", "", "", "")][n % 3 == 0]
        sessions.append(
            (
                n + 1,
                f"{at:%Y-%m-%d %H:%M:%S}",
                user,
                int(n % 4 == 0),
                *source[:3],
                ["mobile", "desktop"][n % 2],
                source[3],
            )
        )
        path = [
            "/home",
            "/products",
            "/the-original-mr-fuzzy",
            "/cart",
            "/shipping",
            "/billing",
            "/thank-you-for-your-order",
        ]
        seen = 7 if rng.random() < 0.15 else int(rng.integers(1, 5))
        for step in range(seen):
            pages.append((len(pages) + 1, f"{at + timedelta(seconds=50 * step):%Y-%m-%d %H:%M:%S}", n + 1, path[step]))
        if seen < 7:
            continue
        paid = f"{at + timedelta(seconds=300):%Y-%m-%d %H:%M:%S}"
        items = 1 + int(rng.random() < 0.3)
        orders.append((len(orders) + 1, paid, n + 1, user, 1, items, round(49.99 + (items - 1) * 29.99, 2), 19.49))
        for k in range(items):
            lines.append((len(lines) + 1, paid, len(orders), k + 1, int(k == 0), [49.99, 29.99][k], 19.49))
            if len(lines) % 20 == 0:
                back = f"{at + timedelta(days=6):%Y-%m-%d %H:%M:%S}"
                refunds.append((len(refunds) + 1, back, len(lines), len(orders), [49.99, 29.99][k]))
    tables: dict[str, tuple[str, Sequence[Row]]] = {
        "website_sessions": (
            (
                "website_session_id created_at user_id is_repeat_session utm_source utm_campaign utm_content "
                "device_type http_referer"
            ),
            sessions,
        ),
        "website_pageviews": ("website_pageview_id created_at website_session_id pageview_url", pages),
        "orders": (
            "order_id created_at website_session_id user_id primary_product_id items_purchased price_usd cogs_usd",
            orders,
        ),
        "order_items": ("order_item_id created_at order_id product_id is_primary_item price_usd cogs_usd", lines),
        "order_item_refunds": ("order_item_refund_id created_at order_item_id order_id refund_amount_usd", refunds),
        "products": (
            "product_id created_at product_name",
            [(i + 1, f"201{i + 2}-03-19 08:00:00", f"Bear {i + 1}") for i in range(4)],
        ),
    }
    for name, (head, rows) in tables.items():
        write(folder / f"{name}.csv", [head.split(), *rows])
    return Truth(
        len(users),
        {LINES: len(lines), ORDERS: (len(orders) - len(refunds), len(orders)), "page_viewed": len(pages)},
        others=len(refunds) + len(sessions),
    )


def groceries(folder: Path, rng: Rng) -> Truth:
    """Groceries dataset: a member, a day as 21-07-2015, and what was bought, in words."""
    bought = baskets(rng, midnight(2014, 1, 1), days=700)
    words = [
        "whole milk",
        "rolls/buns",
        "soda",
        "yogurt",
        "root vegetables",
        "tropical fruit",
        "pip fruit",
        "frankfurter",
        "butter",
        "pastry",
    ]
    rows = [(b.person + 1000, f"{b.at:%d-%m-%Y}", words[line.item % 10]) for b in bought for line in b.lines]
    rng.shuffle(rows)
    write(folder / "Groceries_dataset.csv", [("Member_number", "Date", "itemDescription"), *rows])
    days = len({(b.person, b.at.date()) for b in bought})
    return Truth(len({b.person for b in bought}), {LINES: len(rows), ORDERS: (days, len(rows))})


def tea_till(folder: Path, rng: Rng) -> Truth:
    """A lesson's workbook: what is called order_id is the day of the purchase, as a number."""
    bought = baskets(rng, midnight(2018, 1, 1), days=500, number=700, people=300)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(["user_id", "order_id", "order_prodect", "order_account"])
    for b in sorted(bought, key=lambda b: b.person):
        pieces, amount = sum(line.pieces for line in b.lines), round(sum(line.price for line in b.lines), 2)
        sheet.append([b.person + 1, int(f"{b.at:%Y%m%d}"), pieces, amount])
    book.save(folder / "MilkyTea_master.xlsx")
    return Truth(len({b.person for b in bought}), {f"{ORDERS}|{LINES}": len(bought)})


def malls(folder: Path, rng: Rng) -> Truth:
    """Customer shopping in Istanbul's malls: every row another invoice and another customer, days without zeros."""
    rows = []
    for n in range(700):
        at = midnight(2021, 1, 1) + timedelta(days=int(rng.integers(700)))
        kind = ["Clothing", "Shoes", "Books", "Toys", "Food & Beverage"][n % 5]
        rows.append(
            (
                *(
                    f"I{n * 131 + 138884}",
                    f"C{n * 977 + 241288}",
                    ["Female", "Male"][n % 2],
                    18 + n % 50,
                    kind,
                    1 + n % 5,
                ),
                *(
                    round((1 + n % 5) * 300.08, 2),
                    ["Credit Card", "Cash", "Debit Card"][n % 3],
                    f"{at.day}/{at.month}/{at.year}",
                    f"Mall {n % 10}",
                ),
            )
        )
    head = [
        "invoice_no",
        "customer_id",
        "gender",
        "age",
        "category",
        "quantity",
        "price",
        "payment_method",
        "invoice_date",
        "shopping_mall",
    ]
    write(folder / "customer_shopping_data.csv", [head, *rows])
    return Truth(700, {f"{LINES}|{ORDERS}": len(rows)})


def friday(folder: Path, rng: Rng) -> Truth:
    """Black Friday: people and goods in one table without any time; ages as 0-17 and 55+, three categories."""
    head = [
        "User_ID",
        "Product_ID",
        "Gender",
        "Age",
        "Occupation",
        "City_Category",
        "Stay_In_Current_City_Years",
        "Marital_Status",
        "Product_Category_1",
        "Product_Category_2",
        "Product_Category_3",
        "Purchase",
    ]
    pairs = sorted({(often(rng, 200), often(rng, 250)) for _ in range(1800)})
    rows = [
        (
            *(
                p + 1000001,
                f"P{i * 37 + 69042:08d}",
                "MF"[p % 2],
                ["0-17", "26-35", "55+"][p % 3],
                p % 20,
                "ABC"[p % 3],
                ["2", "4+", "1"][p % 3],
            ),
            *(p % 2, category(i) % 18 + 1, "" if i % 3 else category(i, of=7) + 8, "" if i % 5 else 14, 8370 + i * 13),
        )
        for p, i in pairs
    ]
    write(folder / "BlackFriday.csv", [head, *rows])
    return Truth(len({p for p, _ in pairs}), {LINES: len(rows)})


SHAPES = {shape.__name__: shape for shape in (traders, bears, groceries, tea_till, malls, friday)}

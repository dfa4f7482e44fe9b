"""Lines of receipts: what was bought, by whom and when, in one table that repeats the receipt in every line."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl import Workbook
from tests.project.shops.base import Basket, Rng, Truth, baskets, category, code, midnight, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"


def _n_lines(bought: list[Basket]) -> int:
    return sum(len(basket.lines) for basket in bought)


def _people(bought: list[Basket]) -> int:
    return len({basket.person for basket in bought})


def _days(bought: list[Basket]) -> int:
    return len({(basket.person, basket.at.date()) for basket in bought})


def _pieces(basket: Basket) -> int:
    return sum(line.pieces for line in basket.lines)


def supermarket_merged(folder: Path, rng: Rng) -> Truth:
    """Ta-Feng as it is passed on: American dates, a customer with leading zeros, no number of the receipt."""
    bought = baskets(rng, midnight(2000, 11, 1), days=120)
    rows = [
        (
            *(f"{b.at.month}/{b.at.day}/{b.at.year}", f"{b.person * 37 + 1000:08d}"),
            *(["35-39", "40-44", "25-29"][b.person % 3], ["115", "221", "Others"][b.person % 3]),
            *(100000 + category(line.item) * 100, 4710000000000 + line.item * 7, line.pieces),
            *(round(line.price * 10), round(line.price * 12)),
        )
        for b in bought
        for line in b.lines
    ]
    head = [
        "TRANSACTION_DT",
        "CUSTOMER_ID",
        "AGE_GROUP",
        "PIN_CODE",
        "PRODUCT_SUBCLASS",
        "PRODUCT_ID",
        "AMOUNT",
        "ASSET",
        "SALES_PRICE",
    ]
    write(folder / "ta_feng_all_months_merged.csv", [head, *rows])
    return Truth(_people(bought), {LINES: len(rows), ORDERS: (_days(bought), len(bought))})


def supermarket_monthly(folder: Path, rng: Rng) -> Truth:
    """Ta-Feng as first published: four files, semicolons, Chinese names in Big5, cells padded with blanks."""
    bought = baskets(rng, midnight(2000, 11, 1), days=119)
    head = ["日期", "會員卡號", "年齡", "區域", "商品分類", "商品編碼", "數量", "成本", "銷售"]
    for month, name in ((11, "D11"), (12, "D12"), (1, "D01"), (2, "D02")):
        rows = [
            (
                *(
                    f"{b.at:%Y-%m-%d} 00:00:00",
                    f"{b.person * 37 + 1000:08d}  ",
                    "DFE"[b.person % 3] + " ",
                    "EFC"[b.person % 3] + "  ",
                ),
                *(100000 + category(line.item) * 100, f"{4710000000000 + line.item * 7} ", line.pieces),
                *(round(line.price * 10), round(line.price * 12)),
            )
            for b in bought
            if b.at.month == month
            for line in b.lines
        ]
        write(folder / name, [head, *rows], sep=";", encoding="big5")
    return Truth(_people(bought), {LINES: _n_lines(bought), ORDERS: (_days(bought), len(bought))})


def columns_of_blanks(folder: Path, rng: Rng) -> Truth:
    """CDNOW: columns aligned with blanks, no header, one purchase a row."""
    bought = baskets(rng, midnight(1997, 1, 1), days=540, number=700, people=300)
    rows = [
        f" {b.person + 1:05d} {b.at:%Y%m%d} {_pieces(b):2d} {sum(x.price for x in b.lines):7.2f}\r\n"
        for b in sorted(bought, key=lambda b: (b.person, b.at))
    ]
    (folder / "CDNOW_master.txt").write_text("".join(rows), encoding="ascii", newline="")
    return Truth(_people(bought), {f"{ORDERS}|{LINES}": len(rows)})


def _gift_rows(bought: list[Basket], *, first: int) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for b in bought:
        back = b.number % 25 == 3
        invoice = f"C{b.number + first}" if back else str(b.number + first)
        who = None if b.number % 6 == 1 else b.person + 12346
        for line in b.lines:
            stock = f"{20000 + line.item}{'A' if line.item % 9 == 0 else ''}"
            name = f"{['WHITE', 'RED', 'PINK'][line.item % 3]} HANGING HEART {line.item}"
            country = ["United Kingdom", "France", "EIRE"][b.person % 3]
            rows.append(
                (
                    invoice,
                    stock,
                    name,
                    -line.pieces if back else line.pieces,
                    b.at.replace(tzinfo=None),
                    line.price,
                    who,
                    country,
                )
            )
    return rows


def _gift_truth(bought: list[Basket], rows: int) -> Truth:
    named = [b for b in bought if b.number % 6 != 1]
    back = sum(b.number % 25 == 3 for b in bought)
    kept = sum(len(b.lines) for b in named if b.number % 25 != 3)
    return Truth(
        _people(named),
        {LINES: (kept, rows), ORDERS: len(bought) - back, "order_refunded|order_cancelled": back},
    )


def gifts_workbook(folder: Path, rng: Rng) -> Truth:
    """Online Retail II: a workbook of two sheets, invoices taken back under C, a sixth of them without a customer."""
    bought = baskets(rng, midnight(2009, 12, 1), days=700, number=400)
    book = Workbook(write_only=True)
    total = 0
    for name, years in (("Year 2009-2010", (2009, 2010)), ("Year 2010-2011", (2011,))):
        sheet = book.create_sheet(name)
        sheet.append(
            ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]
        )
        for row in _gift_rows([b for b in bought if b.at.year in years], first=489434):
            invoice = str(row[0])
            sheet.append([int(invoice) if invoice.isdigit() else invoice, *row[1:]])
            total += 1
    book.save(folder / "online_retail_II.xlsx")
    return _gift_truth(bought, total)


def gifts_csv(folder: Path, rng: Rng) -> Truth:
    """Online Retail as CSV in Latin-1: American times without zeros, the customer as a float."""
    bought = baskets(rng, midnight(2010, 12, 1), days=370)
    rows = [
        (
            *(row[0], row[1], str(row[2]) + (" £" if n % 40 == 0 else ""), row[3]),
            f"{row[4].month}/{row[4].day}/{row[4].year} {row[4].hour}:{row[4].minute:02d}",  # type: ignore[attr-defined]
            *(row[5], "" if row[6] is None else f"{row[6]}.0", row[7]),
        )
        for n, row in enumerate(_gift_rows(bought, first=536365))
    ]
    head = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
    write(folder / "data.csv", [head, *rows], encoding="latin-1")
    return _gift_truth(bought, len(rows))


def grocer_by_week(folder: Path, rng: Rng) -> Truth:
    """Let's Get Sort-of-Real: a file a week, days as 20060413, hours apart, a customer in most lines only."""
    bought = baskets(rng, midnight(2006, 4, 10), days=56, number=450)
    head = [
        "SHOP_WEEK",
        "SHOP_DATE",
        "SHOP_WEEKDAY",
        "SHOP_HOUR",
        "QUANTITY",
        "SPEND",
        "PROD_CODE",
        "PROD_CODE_10",
        "PROD_CODE_20",
        "PROD_CODE_30",
        "PROD_CODE_40",
        "CUST_CODE",
        "CUST_PRICE_SENSITIVITY",
        "CUST_LIFESTAGE",
        "BASKET_ID",
        "BASKET_SIZE",
        "BASKET_PRICE_SENSITIVITY",
        "BASKET_TYPE",
        "BASKET_DOMINANT_MISSION",
        "STORE_CODE",
        "STORE_FORMAT",
        "STORE_REGION",
    ]
    weeks: dict[int, list[tuple[object, ...]]] = {}
    for b in bought:
        week = 200607 + (b.at - midnight(2006, 4, 10)).days // 7
        who = "" if b.number % 8 == 0 else f"CUST{b.person * 977 + 1000:010d}"
        for line in b.lines:
            group = category(line.item)
            weeks.setdefault(week, []).append(
                (
                    *(week, f"{b.at:%Y%m%d}", b.at.isoweekday() % 7 + 1, b.at.hour, line.pieces, f"{line.price:.2f}"),
                    *(
                        f"PRD09{line.item:05d}",
                        f"CL{group:05d}",
                        f"DEP{group % 9:05d}",
                        f"G{group % 5:05d}",
                        f"D{group % 3:05d}",
                    ),
                    *(who, "MM" if who else "", "YF" if who else "", 994100100000000 + b.number, "M", "MM", "Top Up"),
                    *("Fresh", f"STORE{b.person % 40:05d}", "LS", "E02"),
                )
            )
    for week, rows in weeks.items():
        write(folder / f"transactions_{week}.csv", [head, *rows])
    named = [b for b in bought if b.number % 8]
    return Truth(_people(named), {LINES: (_n_lines(named), _n_lines(bought)), ORDERS: (len(named), len(bought))})


def superstore(folder: Path, rng: Rng) -> Truth:
    """Sample - Superstore: a number of the row, the order twice dated, Latin-1, sales as the amount of the line."""
    bought = baskets(rng, midnight(2014, 1, 3), days=1400)
    head = [
        *(
            "Row ID",
            "Order ID",
            "Order Date",
            "Ship Date",
            "Ship Mode",
            "Customer ID",
            "Customer Name",
            "Segment",
            "Country",
        ),
        *("City", "State", "Postal Code", "Region", "Product ID", "Category", "Sub-Category", "Product Name", "Sales"),
        *("Quantity", "Discount", "Profit"),
    ]
    rows: list[tuple[object, ...]] = []
    for b in bought:
        day = f"{b.at.month}/{b.at.day}/{b.at.year}"
        for line in b.lines:
            kind = ["Furniture", "Office Supplies", "Technology"][category(line.item) % 3]
            rows.append(
                (
                    *(len(rows) + 1, f"CA-{b.at.year}-{b.number + 100006}", day, day, "Standard Class"),
                    *(
                        f"{chr(65 + b.person % 26)}G-{b.person + 12520}",
                        f"Claire Gute {b.person}",
                        "Consumer",
                        "United States",
                    ),
                    *(
                        "Henderson",
                        "Kentucky",
                        42420,
                        "South",
                        f"{kind[:3].upper()}-BO-{line.item + 10001798}",
                        kind,
                        "Bookcases",
                    ),
                    *(f"Caf\xe9 Bookcase {line.item}", round(line.price * line.pieces, 4), line.pieces, 0.2, -3.5),
                )
            )
    write(folder / "Sample - Superstore.csv", [head, *rows], encoding="latin-1")
    return Truth(_people(bought), {LINES: len(rows), ORDERS: len(bought)})


def day_numbers(folder: Path, rng: Rng) -> Truth:
    """The Complete Journey, raw: days 1 to 711 instead of dates, times as 1631, two more tables with household_key."""
    bought = baskets(rng, midnight(2020, 1, 1), days=711, number=450)
    head = [
        "household_key",
        "BASKET_ID",
        "DAY",
        "PRODUCT_ID",
        "QUANTITY",
        "SALES_VALUE",
        "STORE_ID",
        "RETAIL_DISC",
        "TRANS_TIME",
        "WEEK_NO",
        "COUPON_DISC",
        "COUPON_MATCH_DISC",
    ]
    rows = []
    for b in bought:
        day = (b.at - midnight(2020, 1, 1)).days + 1
        for item in dict.fromkeys(line.item for line in b.lines):
            row = (
                *(
                    b.person + 1,
                    26984851472 + b.number * 31,
                    day,
                    item + 1004906,
                    1,
                    round(1 + item * 0.37, 2),
                    364,
                    -0.6,
                ),
                *(f"{b.at.hour}{b.at.minute:02d}".lstrip("0") or "0", (day + 8) // 7, 0, 0),
            )
            rows.append(row)
    write(folder / "transaction_data.csv", [head, *rows])
    groups = ["GROCERY", "DRUG", "PRODUCE"]
    items = [(i + 1004906, 69, groups[i % 3], "Private", "POTATOES", "POTATOES RUSSET", "5 LB") for i in range(200)]
    item_head = [
        "PRODUCT_ID",
        "MANUFACTURER",
        "DEPARTMENT",
        "BRAND",
        "COMMODITY_DESC",
        "SUB_COMMODITY_DESC",
        "CURR_SIZE_OF_PRODUCT",
    ]
    write(folder / "product.csv", [item_head, *items])
    known = sorted({b.person + 1 for b in bought})[:60]
    homes = [("65+", "A", "35-49K", "Homeowner", "2 Adults No Kids", "2", "None/Unknown", home) for home in known]
    home_head = [
        "AGE_DESC",
        "MARITAL_STATUS_CODE",
        "INCOME_DESC",
        "HOMEOWNER_DESC",
        "HH_COMP_DESC",
        "HOUSEHOLD_SIZE_DESC",
        "KID_CATEGORY_DESC",
        "household_key",
    ]
    write(folder / "hh_demographic.csv", [home_head, *homes])
    redeemed = [(home, 421 + home, 10000085207, 26) for home in known[::3]]
    write(folder / "coupon_redempt.csv", [("household_key", "DAY", "COUPON_UPC", "CAMPAIGN"), *redeemed])
    return Truth(_people(bought), {LINES: len(rows), ORDERS: len(bought)}, others=len(redeemed))


def valued_shoppers(folder: Path, rng: Rng) -> Truth:
    """Acquire Valued Shoppers: the person is called id, amounts may be negative, offers in two more tables."""
    bought = baskets(rng, midnight(2012, 3, 2), days=400)
    head = [
        "id",
        "chain",
        "dept",
        "category",
        "company",
        "brand",
        "date",
        "productsize",
        "productmeasure",
        "purchasequantity",
        "purchaseamount",
    ]
    rows = [
        (
            *(b.person * 771 + 86246, 205 + b.person % 3, category(line.item) + 7, category(line.item) * 100 + 707),
            *(1078778070 + line.item % 9, line.item + 12564, f"{b.at:%Y-%m-%d}", 12, "OZ"),
            *((-line.pieces, -line.price) if line.item % 50 == 9 else (line.pieces, line.price)),
        )
        for b in bought
        for line in b.lines
    ]
    with zipfile.ZipFile(folder / "transactions.csv.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("transactions.csv", "\n".join(",".join(map(str, row)) for row in [head, *rows]) + "\n")
    history = [(person * 771 + 86246, 205, 1208251, 34, 0, "f", "2013-04-24") for person in range(150)]
    write(
        folder / "trainHistory.csv",
        [["id", "chain", "offer", "market", "repeattrips", "repeater", "offerdate"], *history],
    )
    offers = [(1208251, 2202, 1, 104460040, 2, 3718), (1190530, 9115, 1, 108500080, 5, 93904)]
    write(folder / "offers.csv", [["offer", "category", "quantity", "company", "offervalue", "brand"], *offers])
    back = sum(float(str(row[9])) < 0 for row in rows)
    return Truth(
        150, {LINES: (len(rows) - back, len(rows)), ORDERS: (_days(bought) - back, len(bought))}, others=150 + back
    )


def fashion(folder: Path, rng: Rng) -> Truth:
    """H&M: a day, a customer as a hash of 64 digits, articles with leading zeros, tiny prices; two more tables."""
    bought = baskets(rng, midnight(2018, 9, 20), days=700, most=3)
    rows = [
        (
            f"{b.at:%Y-%m-%d}",
            code(b.person, length=64),
            f"0{line.item * 1000 + 663713001}",
            line.price / 1500,
            1 + b.number % 2,
        )
        for b in bought
        for line in b.lines
    ]
    write(
        folder / "transactions_train.csv", [["t_dat", "customer_id", "article_id", "price", "sales_channel_id"], *rows]
    )
    head = ["customer_id", "FN", "Active", "club_member_status", "fashion_news_frequency", "age", "postal_code"]
    customers = [
        (
            code(p, length=64),
            "1.0" if p % 2 else "",
            "",
            "ACTIVE",
            "NONE",
            ["24", "31", "", "50"][p % 4],
            code(p + 9000, length=64),
        )
        for p in range(200)
    ]
    write(folder / "customers.csv", [head, *customers])
    article = (
        "article_id product_code prod_name product_type_name product_group_name colour_group_name "
        "department_name index_name detail_desc"
    )
    articles = [
        (
            f"0{i * 1000 + 663713001}",
            663713 + i,
            "Strap top",
            "Vest top",
            "Garment Upper body",
            "Black",
            "Jersey Basic",
            "Ladieswear",
            "Jersey top.",
        )
        for i in range(200)
    ]
    write(folder / "articles.csv", [article.split(), *articles])
    return Truth(200, {LINES: len(rows), ORDERS: (_days(bought), len(bought))})


SHAPES = {
    shape.__name__: shape
    for shape in (
        supermarket_merged,
        supermarket_monthly,
        columns_of_blanks,
        gifts_workbook,
        gifts_csv,
        grocer_by_week,
        superstore,
        day_numbers,
        valued_shoppers,
        fashion,
    )
}

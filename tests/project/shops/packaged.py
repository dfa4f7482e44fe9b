"""Data that packages for analysts bring along, and the forms in which benchmarks pass data on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.project.shops.base import Rng, Row, Truth, baskets, category, counted, midnight, often, walks, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"


def two_numbers_each(folder: Path, rng: Rng) -> Truth:
    """CDNOW's sample: blanks between columns, no header, each person under two numbers, all but certainly the same."""
    bought = baskets(rng, midnight(1997, 1, 1), days=540, number=700, people=300)
    rows = [
        f" {b.person * 10 + 4:05d} {b.person + 1:4d} {b.at:%Y%m%d} {sum(x.pieces for x in b.lines):2d} "
        f"{sum(x.price for x in b.lines):7.2f}\r\n"
        for b in sorted(bought, key=lambda b: (b.person, b.at))
    ]
    (folder / "CDNOW_sample.txt").write_text("".join(rows), encoding="ascii", newline="")
    return Truth(len({b.person for b in bought}), {f"{ORDERS}|{LINES}": len(rows)})


def who_and_when(folder: Path, rng: Rng) -> Truth:
    """Example transactions of a package for lifetime values: id and date, nothing else."""
    bought = baskets(rng, midnight(2014, 1, 1), days=365, number=900, people=250)
    write(folder / "example_transactions.csv", [("id", "date"), *((b.person, f"{b.at:%Y-%m-%d}") for b in bought)])
    return Truth(len({b.person for b in bought}), {f"{ORDERS}|{LINES}": len(bought)})


def who_when_and_how_much(folder: Path, rng: Rng) -> Truth:
    """Apparel transactions of another such package: Id, Date, Price."""
    bought = baskets(rng, midnight(2005, 1, 2), days=1800, number=900, people=250)
    rows = [(b.person + 1, f"{b.at:%Y-%m-%d}", b.lines[0].price) for b in bought]
    write(folder / "apparelTrans.csv", [("Id", "Date", "Price"), *rows])
    return Truth(len({b.person for b in bought}), {f"{ORDERS}|{LINES}": len(bought)})


def steps(folder: Path, rng: Rng) -> Truth:
    """A simple shop for the analysis of journeys: user, event, instant; pages by name, no goods."""
    way = ["catalog", "product1", "cart", "delivery_choice", "delivery_courier", "payment_choice", "payment_card"]
    rows: list[Row] = []
    users, paid = set(), 0
    for _ in range(700):
        user = often(rng, 250) + 219483890
        users.add(user)
        at = midnight(2019, 11, 1) + timedelta(milliseconds=int(rng.integers(150 * 86_400_000)))
        walked = [*way, "payment_done"][: int(rng.choice([1, 2, 2, 2, 3, 3, 5, 6, 8]))]
        paid += walked[-1] == "payment_done"
        for n, step in enumerate(["main", *walked] if rng.random() < 0.3 else walked):
            name = "product2" if step == "product1" and rng.random() < 0.4 else step
            rows.append((user, name, f"{at + timedelta(seconds=11 * n, microseconds=273932):%Y-%m-%d %H:%M:%S.%f}"))
    write(folder / "simple-onlineshop.csv", [("user_id", "event", "timestamp"), *rows])
    return Truth(len(users), {f"{ORDERS}|{LINES}": paid}, total=len(rows) - paid)


def typed_headers(folder: Path, rng: Rng) -> Truth:
    """RecBole's atomic files: tabs, and the type of each column behind its name; the act is the file's own."""
    acts = [act for act in walks(rng, midnight(2014, 4, 1)) if act.what in {"view", "buy"}]
    for what, name in (("view", "yoochoose-clicks"), ("buy", "yoochoose-buys")):
        rows = [
            (act.person + 100, act.item + 214500000, float(int(act.at.timestamp()))) for act in acts if act.what == what
        ]
        head = ("session_id:token", "item_id:token", "timestamp:float")
        write(folder / f"{name}.inter", [head, *rows], sep="\t")
    people = len({act.person for act in acts})
    return Truth(people, counted(acts, {"view": "product_viewed", "buy": LINES}))


def sessions_between(folder: Path, rng: Rng) -> Truth:
    """Mock customers of a package for features: purchases know their session, and sessions their customer."""
    customers = [
        (p + 1, f"{60091 + p % 7}", f"2011-04-{p % 28 + 1:02d} 20:48:50", f"1986-0{p % 9 + 1}-18") for p in range(60)
    ]
    write(folder / "customers.csv", [("customer_id", "zip_code", "join_date", "birthday"), *customers])
    sessions: list[Row] = []
    bought: list[Row] = []
    for n in range(350):
        at = midnight(2014, 1, 1) + timedelta(seconds=n * 7000)
        sessions.append((n + 1, n * 7 % 60 + 1, ["mobile", "desktop", "tablet"][n % 3], f"{at:%Y-%m-%d %H:%M:%S}"))
        for k in range(int(rng.integers(1, 6))):
            paid = round(float(rng.uniform(5, 150)), 2)
            when = f"{at + timedelta(seconds=65 * k):%Y-%m-%d %H:%M:%S}"
            bought.append((len(bought) + 1, n + 1, when, k % 5 + 1, paid))
    write(folder / "sessions.csv", [("session_id", "customer_id", "device", "session_start"), *sessions])
    head = ("transaction_id", "session_id", "transaction_time", "product_id", "amount")
    write(folder / "transactions.csv", [head, *bought])
    write(folder / "products.csv", [("product_id", "brand"), *((i + 1, "AB"[i % 2]) for i in range(5))])
    return Truth(60, {LINES: len(bought)}, others=len(sessions))


def music_store(folder: Path, rng: Rng) -> Truth:
    """Chinook: invoices and their lines, tracks, albums and genres; employees who support customers."""
    bought = baskets(rng, midnight(2009, 1, 1), days=1800, people=59, number=400, most=4)
    head = ["CustomerId", "FirstName", "LastName", "Company", "City", "Country", "Phone", "Email", "SupportRepId"]
    people = [
        (
            p + 1,
            "Lu\xeds",
            f"Gon\xe7alves {p}",
            "",
            "Oslo",
            "Norway",
            f"+47 (22) 44-{p:04d}",
            f"luis{p}@example.org",
            p % 3 + 3,
        )
        for p in range(59)
    ]
    write(folder / "Customer.csv", [head, *people])
    invoices = [
        (
            b.number + 1,
            b.person + 1,
            f"{b.at:%Y-%m-%d} 00:00:00",
            "1 Road",
            "Oslo",
            "Norway",
            round(0.99 * len(b.lines), 2),
        )
        for b in bought
    ]
    head = ["InvoiceId", "CustomerId", "InvoiceDate", "BillingAddress", "BillingCity", "BillingCountry", "Total"]
    write(folder / "Invoice.csv", [head, *invoices])
    lines: list[Row] = []
    for b in bought:
        lines += [(len(lines) + n + 1, b.number + 1, x.item + 1, 0.99, 1) for n, x in enumerate(b.lines)]
    write(folder / "InvoiceLine.csv", [("InvoiceLineId", "InvoiceId", "TrackId", "UnitPrice", "Quantity"), *lines])
    head = ["TrackId", "Name", "AlbumId", "MediaTypeId", "GenreId", "Composer", "Milliseconds", "Bytes", "UnitPrice"]
    tracks = [
        (i + 1, f"Track {i}", i // 10 + 1, 1, category(i) + 1, "", 343719 + i, 11170334, 0.99) for i in range(200)
    ]
    write(folder / "Track.csv", [head, *tracks])
    write(folder / "Genre.csv", [("GenreId", "Name"), *((i + 1, f"Genre {i}") for i in range(23))])
    write(
        folder / "Album.csv", [("AlbumId", "Title", "ArtistId"), *((i + 1, f"Album {i}", i % 9 + 1) for i in range(20))]
    )
    staff = [(i + 1, f"Last{i}", f"First{i}", "Sales Support Agent", f"agent{i}@example.org") for i in range(5)]
    write(folder / "Employee.csv", [("EmployeeId", "LastName", "FirstName", "Title", "Email"), *staff])
    return Truth(59, {LINES: len(lines), ORDERS: len(invoices)})


SHAPES = {
    shape.__name__: shape
    for shape in (
        two_numbers_each,
        who_and_when,
        who_when_and_how_much,
        steps,
        typed_headers,
        sessions_between,
        music_store,
    )
}

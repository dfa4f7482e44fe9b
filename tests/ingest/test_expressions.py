"""SQL and Python read the same cells the same way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.identities import NAMESPACES, PLACEHOLDERS, TEST_NUMBERS, identity_of, is_usable
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import Zone, from_iso
from huaxiang.domain.money import parse_money
from huaxiang.ingest.expressions import (
    day_number,
    identity_value,
    instant,
    integer,
    literal,
    mapped,
    money,
    padded,
    trimmed,
    usable,
    whole_id,
)

SHANGHAI = Zone("Asia/Shanghai")
NEW_YORK = Zone("America/New_York")
LOCAL = st.datetimes(datetime.fromisoformat("2001-01-01"), datetime.fromisoformat("2049-01-01"))
SAME_CONNECTION = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'")
        yield opened


def _ask(connection: duckdb.DuckDBPyConnection, expression: str, cell: str | None) -> object:
    row = connection.execute(f"SELECT {expression} FROM (SELECT ?::VARCHAR AS cell)", [cell]).fetchone()
    assert row is not None
    return row[0]


VALUES = st.one_of(
    st.text(alphabet="0123456789-+*xX转# @aAＡ　\u00a0●王", max_size=16),
    st.sampled_from(sorted(PLACEHOLDERS | TEST_NUMBERS)),
    st.sampled_from(["+86 139-1234-5678", "8613912345678", "13912345678-1234", "138****1234", "A@B.com", "00-00"]),
)


@SAME_CONNECTION
@given(st.sampled_from([each.name for each in NAMESPACES]), VALUES)
def test_identities_are_those_of_python(connection: duckdb.DuckDBPyConnection, namespace: str, value: str) -> None:
    plain = trimmed("cell")
    assert _ask(connection, usable(namespace, plain), value) == is_usable(namespace, value)
    expected = identity_of(namespace, value).removeprefix(f"{namespace}:") if is_usable(namespace, value) else None
    assert _ask(connection, identity_value(namespace, [plain]), value) == expected


@SAME_CONNECTION
@given(st.text(max_size=20), st.text(max_size=20))
def test_event_ids_are_those_of_python(connection: duckdb.DuckDBPyConnection, source: str, message: str) -> None:
    if "\x00" not in source + message:
        expression = f"substr(md5({literal(source + chr(31))} || cell), 1, 24)"
        assert _ask(connection, expression, message) == event_id(source, message)


@settings(SAME_CONNECTION, max_examples=25)
@given(LOCAL, st.sampled_from([SHANGHAI, NEW_YORK]))
def test_local_instants_are_those_of_python(connection: duckdb.DuckDBPyConnection, at: object, zone: Zone) -> None:
    for text in (str(at), str(at)[:19], str(at)[:16], str(at).replace(" ", "T")):
        assert _ask(connection, instant("cell", zone), text) == from_iso(text, zone)


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-11T20:00:00+08:00",
        "2025-11-11 20:00:00+08",
        "2025-11-11 20:00+08",
        "2025-11-11T20:00+08:00",
        "2025-11-11T12:00:00Z",
        "2025-11-11T12:00:00.000Z",
        "2025/11/11 20:00",
        "2025/11/11 20:00:00",
        "2025年11月11日 20:00",
        "2025-11-11 20:00",
        "1762862400",
        "1762862400.0",
        "1762862400000",
        "1762862400000000",
    ],
)
def test_many_ways_to_write_one_instant(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert _ask(connection, instant("cell", SHANGHAI), text) == from_iso("2025-11-11T12:00:00Z")


def test_day_alone_begins_at_local_midnight(connection: duckdb.DuckDBPyConnection) -> None:
    for text in ("2025-11-11", "20251111", "2025/11/11"):
        assert _ask(connection, instant("cell", SHANGHAI), text) == from_iso("2025-11-11T00:00:00+08:00")


@pytest.mark.parametrize("text", ["", "soon", "2025-02-30", "2025-13-01 00:00:00", "12", None])
def test_what_is_no_instant_is_null(connection: duckdb.DuckDBPyConnection, text: str | None) -> None:
    assert _ask(connection, instant("cell", SHANGHAI), text) is None


def test_stated_units_and_patterns_are_followed(connection: duckdb.DuckDBPyConnection) -> None:
    assert _ask(connection, instant("cell", SHANGHAI, time="ms"), "1500") == 1_500_000
    pattern = instant("cell", Zone("UTC"), time="%d.%m.%Y")
    assert _ask(connection, pattern, "11.11.2025") == from_iso("2025-11-11T00:00:00Z")


@SAME_CONNECTION
@given(
    st.one_of(
        st.decimals(-(10**9), 10**9, places=3).map(str),
        st.sampled_from(
            [
                "¥1,234.50",
                "1，234",
                " 12.5 ",
                "元",
                "abc",
                "",
                "-0.005",
                "$3",
                "1.005",
                "٣",
                "R$ 5",
                "5 EUR",
                "USD-3",
                "2,980円",
                "SKU5",
            ]
        ),
    ),
    st.sampled_from(["CNY", "JPY"]),
)
def test_money_is_that_of_python(connection: duckdb.DuckDBPyConnection, text: str, currency: str) -> None:
    try:
        expected: int | None = parse_money(text, currency)
    except OutOfRange:
        expected = None
    if text.isascii() or "¥" in text or "，" in text:
        assert _ask(connection, money("cell", currency), text) == expected


def test_numbers_and_values_are_read(connection: duckdb.DuckDBPyConnection) -> None:
    assert [_ask(connection, integer("cell"), text) for text in ("3", "3.0", "x")] == [3, 3, None]
    assert _ask(connection, mapped("cell", {"看": "product_viewed"}), "看") == "product_viewed"
    assert _ask(connection, mapped("cell", {"看": "product_viewed"}), "其他") == "其他"


@pytest.mark.parametrize(
    ("text", "minor"), [("1.234,50", 123450), ("12,5", 1250), ("7", 700), ("€ 3,00", 300), ("x", None)]
)
def test_decimal_commas_are_read_where_the_mapping_says_so(
    connection: duckdb.DuckDBPyConnection, text: str, minor: int | None
) -> None:
    assert _ask(connection, money("cell", "EUR", decimal=","), text) == minor


@pytest.mark.parametrize(
    ("text", "minutes"), [("16:31", 991), ("1631", 991), ("931", 571), ("9", 540), ("0", 0), (None, 0)]
)
def test_times_of_day_beside_a_number_of_days(
    connection: duckdb.DuckDBPyConnection, text: str | None, minutes: int
) -> None:
    found = _ask(connection, day_number(["'2'", "cell"], Zone("UTC"), since=0), text)
    assert found == 2 * 86_400_000_000 + minutes * 60_000_000


def test_whole_ids_lose_their_fraction_and_other_texts_stay(connection: duckdb.DuckDBPyConnection) -> None:
    assert [_ask(connection, whole_id("cell"), text) for text in ("17.0", "v1.0", "1.05", None)] == [
        "17",
        "v1.0",
        "1.05",
        None,
    ]


def test_lost_zeros_and_years_are_put_back(connection: duckdb.DuckDBPyConnection) -> None:
    utc = Zone("UTC")
    for text, time, since, moment in (
        ("701", "%m%d", "2020-01-01", "2020-07-01T00:00:00Z"),
        ("1111", "%m%d", "2021-03-01", "2021-11-11T00:00:00Z"),
        ("50511", "%y%m%d", "", "2005-05-11T00:00:00Z"),
        ("2015-05-11 905", "%Y-%m-%d %H%M", "", "2015-05-11T09:05:00Z"),
        ("2015 5 9", "%Y %m %d", "", "2015-05-09T00:00:00Z"),
    ):
        cell, pattern = padded("cell", time, since=since)
        assert _ask(connection, instant(cell, utc, time=pattern), text) == from_iso(moment)


def test_offsets_may_stand_apart(connection: duckdb.DuckDBPyConnection) -> None:
    expected = from_iso("2021-03-01T07:32:34Z")
    for text in ("2021-03-01 03:32:34 -0400", "2021-03-01 03:32:34 -04:00", "2021-03-01T03:32:34-0400"):
        assert _ask(connection, instant("cell", SHANGHAI), text) == expected


def test_day_numbers_of_spreadsheets_keep_their_hours(connection: duckdb.DuckDBPyConnection) -> None:
    read = day_number(["cell"], Zone("UTC"), since=from_iso("1899-12-30"))
    assert _ask(connection, read, "42135.75") == from_iso("2015-05-11T18:00:00Z")

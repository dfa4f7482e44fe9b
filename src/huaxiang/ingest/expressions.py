"""SQL expressions that read cells: instants, money, numbers, identities; equal to the Python of `domain`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huaxiang.domain.identities import COUNTRY_CODE, PLACEHOLDERS, TEST_NUMBERS, VIRTUAL_NUMBER
from huaxiang.domain.instants import Zone
from huaxiang.domain.money import FULL_WIDTH, HALF_WIDTH, MOST_DIGITS, READ_OVER, WITH_CURRENCY, minor_digits
from huaxiang.ingest.cells import has_lost_digits_sql

__all__ = [
    "EARLIEST",
    "LATEST",
    "added",
    "day_number",
    "flagged",
    "identifier",
    "identity_value",
    "instant",
    "integer",
    "joined",
    "literal",
    "local_to_utc",
    "mapped",
    "money",
    "number",
    "padded",
    "trimmed",
    "usable",
    "whole_id",
]

EARLIEST, LATEST = 631_152_000_000_000, 2_524_608_000_000_000
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_PATTERNS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y%m%d %H:%M:%S",
    "%Y%m%d",
)
_FACTORS = {"s": 1_000_000, "ms": 1_000, "us": 1}


def literal(text: str) -> str:
    """A text as SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A column name as quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def local_to_utc(local: str, zone: Zone) -> str:
    """UTC µs of local µs, as `Zone` and `from_iso` read it (the earlier of two readings)."""
    pairs = zone.offsets
    if len(pairs) == 1:
        return f"({local} - {pairs[0][1]})"
    cases = []
    for (_, before), (start, after) in zip(reversed(pairs[:-1]), reversed(pairs[1:]), strict=True):
        cases.append(f"WHEN {local} >= {start + max(before, after)} THEN {local} - {after}")
    return f"(CASE {' '.join(cases)} ELSE {local} - {pairs[0][1]} END)"


def _epoch(cell: str) -> str:
    """µs of a number since 1970 by its digits: up to 11 seconds, up to 14 milliseconds, else microseconds."""
    number = f"try_cast({cell} AS DOUBLE)"
    factor = f"(CASE WHEN {number} < 1e11 THEN 1000000 WHEN {number} < 1e14 THEN 1000 ELSE 1 END)"
    return f"try_cast(round({number} * {factor}) AS BIGINT)"


def _iso(cell: str, zone: Zone) -> str:
    moment = f"epoch_us(try_cast({cell} AS TIMESTAMPTZ))"
    spaced = f"regexp_replace({cell}, ' ?([+-][0-9][0-9]):?([0-9][0-9])$', '\\1:\\2')"
    apart = f"epoch_us(try_cast({spaced} AS TIMESTAMPTZ))"
    short = f"epoch_us(try_strptime(replace({cell}, 'T', ' '), '%Y-%m-%d %H:%M%z'))"
    offset_place = " OR ".join(f"substr({cell}, -{back}, 1) IN ('+', '-')" for back in (6, 5, 3))
    has_offset = f"(length({cell}) > 10 AND (suffix({cell}, 'Z') OR {offset_place}))"
    patterns = ", ".join(literal(p) for p in _PATTERNS)
    other = local_to_utc(f"epoch_us(try_strptime({cell}, [{patterns}]))", zone)
    local = local_to_utc(moment, zone)
    return f"coalesce(CASE WHEN {has_offset} THEN coalesce({moment}, {short}, {apart}) ELSE {local} END, {other})"


def instant(cell: str, zone: Zone, *, time: str = "auto", type_name: str = "VARCHAR") -> str:
    """µs UTC of a cell, null when it is none; whether it lies within `EARLIEST` and `LATEST` is asked apart.

    Args:
        cell: SQL expression of type `type_name`.
        zone: Zone of instants without an offset.
        time: `auto`, `s`, `ms`, `us` or a strptime pattern.
        type_name: DuckDB type of the cell: VARCHAR, a number, DATE or a TIMESTAMP.
    """
    if type_name == "TIMESTAMP WITH TIME ZONE":
        read = f"epoch_us({cell})"
    elif type_name.startswith(("TIMESTAMP", "DATE")):
        read = local_to_utc(f"epoch_us(({cell})::TIMESTAMP)", zone)
    elif time in _FACTORS:
        read = f"try_cast(round(try_cast({cell} AS DOUBLE) * {_FACTORS[time]}) AS BIGINT)"
    elif time != "auto":
        read = local_to_utc(f"epoch_us(try_strptime({cell}, {literal(time)}))", zone)
    elif type_name != "VARCHAR":
        read = _epoch(cell)
    else:
        is_number = f"(length({cell}) >= 9 AND try_cast({cell} AS DOUBLE) IS NOT NULL)"
        slow = f"(CASE WHEN {is_number} THEN {_epoch(cell)} ELSE {_iso(_half_width(cell), zone)} END)"
        is_plain = f"length({cell}) = 19 AND substr({cell}, 17, 1) = ':'"
        fast = local_to_utc(f"epoch_us(try_cast({cell} AS TIMESTAMP))", zone)
        read = f"coalesce(CASE WHEN {is_plain} THEN {fast} END, {slow})"
    return read


def _half_width(cell: str) -> str:
    """The cell with digits of full width made plain; texts of one byte a sign are left at once."""
    plain = f"translate({cell}, {literal(FULL_WIDTH + '：')}, {literal(HALF_WIDTH + ':')})"
    return f"(CASE WHEN strlen({cell}) = length({cell}) THEN {cell} ELSE {plain} END)"


def number(cell: str, *, decimal: str = ".") -> str:
    """DECIMAL with four places of a cell; currency signs, thousands separators and spaces are read over."""
    kind = f"DECIMAL({MOST_DIGITS + 4}, 4)"
    if decimal == ",":
        full, half = FULL_WIDTH[:-1], HALF_WIDTH[:-1]
        signs = literal(full + READ_OVER.replace(",", "."))
        plain = f"replace(translate(trim({cell}, {literal(_SPACES)}), {signs}, {literal(half)}), ',', '.')"
        return f"try_cast({_without_currency(plain)} AS {kind})"
    signs, digits = literal(FULL_WIDTH + READ_OVER), literal(HALF_WIDTH)
    plain = f"translate(trim({cell}, {literal(_SPACES)}), {signs}, {digits})"
    return f"coalesce(try_cast({cell} AS {kind}), try_cast({_without_currency(plain)} AS {kind}))"


def _without_currency(plain: str) -> str:
    """The number without the name of a currency beside it; only texts that hold letters are looked at."""
    return f"regexp_replace({plain}, {literal(WITH_CURRENCY)}, '\\1\\2')"


def money(cell: str, currency: str, *, unit: str = "major", decimal: str = ".") -> str:
    """Minor units of a cell as `parse_money` reads it; null when it is no amount."""
    factor = 10 ** minor_digits(currency) if unit == "major" else 1
    return f"try_cast(round({number(cell, decimal=decimal)} * {factor}) AS BIGINT)"


def added(cells: Sequence[str], *, how: str, decimal: str = ".") -> str:
    """Sum or product of cells as a text that `money` reads; a sum reads over missing cells, a product does not."""
    numbers = [number(cell, decimal=decimal) for cell in cells]
    if how == "product":
        text = f"({' * '.join(numbers)})::VARCHAR"
    else:
        together = " + ".join(f"coalesce({each}, 0)" for each in numbers)
        text = f"(CASE WHEN coalesce({', '.join(numbers)}) IS NOT NULL THEN ({together})::VARCHAR END)"
    return text if decimal == "." else f"replace({text}, '.', ',')"


def joined(cells: Sequence[str], separator: str) -> str:
    """Texts of cells with the separator between those that say something; null when none does."""
    return f"nullif(concat_ws({literal(separator)}, {', '.join(cells)}), '')"


def flagged(cells: Sequence[str], words: Sequence[str]) -> str:
    """The word of the first cell that says yes (`1`, `true`, `是`, any number above 0), else the last word."""
    cases = []
    for cell, word in zip(cells, words, strict=False):
        says_yes = f"lower(trim({cell})) IN ('true', 't', 'yes', 'y', '是')"
        cases.append(f"WHEN coalesce(try_cast({cell} AS DOUBLE) > 0, {says_yes}) THEN {literal(word)}")
    last = literal(words[len(cells)]) if len(words) > len(cells) else "NULL"
    return f"(CASE {' '.join(cases)} ELSE {last} END)"


def day_number(cells: Sequence[str], zone: Zone, *, since: int, days: int = 1) -> str:
    """µs UTC of a number of days (or of `days` days each) since a local day, a second cell being the time of day.

    Args:
        cells: The number, and perhaps the time of day: `16:31`, `1631`, `9`.
        zone: Zone of the local day.
        since: Local µs since 1970 of day 0.
        days: Days that one step of the number has: 7 for weeks.
    """
    step = days * 86_400_000_000
    number = f"try_cast({cells[0]} AS DOUBLE)"
    if len(cells) > 1:
        local = f"{since} + try_cast(floor({number}) AS BIGINT) * {step} + coalesce({_clock(cells[1])}, 0)"
    else:
        local = f"{since} + try_cast(round({number} * {step // 1_000_000}) AS BIGINT) * 1000000"
    return local_to_utc(f"({local})", zone)


def padded(cell: str, time: str, *, since: str) -> tuple[str, str]:
    """A cell and its strptime pattern, with the zeros before numbers that were lost and the year that was left out.

    Args:
        cell: Text, its parts with single blanks between as in the pattern.
        time: The pattern.
        since: ISO date whose year counts where the pattern has none; empty for none.
    """
    parts, n = [], len(time.split(" "))
    for number, piece in enumerate(time.split(" "), 1):
        part = cell if n == 1 else f"split_part({cell}, ' ', {number})"
        is_digits = n <= 2 and piece in ("%m%d", "%y%m%d", "%H%M", "%H%M%S", "%H")
        width = 2 * piece.count("%")
        parts.append(f"lpad({part}, greatest({width}, length({part}))::INTEGER, '0')" if is_digits else part)
    if any("lpad" in part for part in parts):
        cell = parts[0] if n == 1 else f"concat_ws(' ', {', '.join(parts)})"
    if since and not any(code in time for code in ("%Y", "%y")):
        return f"concat({literal(since[:4])}, ' ', {cell})", f"%Y {time}"
    return cell, time


def _clock(cell: str) -> str:
    """µs since midnight of `16:31:05`, `1631`, `931` or the hour alone."""
    parts = f"string_split({cell}, ':')"
    hour, minute, second = (f"coalesce(try_cast({parts}[{n}] AS BIGINT), 0)" for n in (1, 2, 3))
    whole = f"try_cast(round(try_cast({cell} AS DOUBLE)) AS BIGINT)"
    digits = f"CASE WHEN {whole} < 25 THEN {whole} * 3600 ELSE ({whole} // 100) * 3600 + ({whole} % 100) * 60 END"
    seconds = f"CASE WHEN contains({cell}, ':') THEN {hour} * 3600 + {minute} * 60 + {second} ELSE {digits} END"
    return f"(({seconds}) * 1000000)"


def integer(cell: str, *, decimal: str = ".") -> str:
    """Whole number of a cell (`3`, `3.0`, `1,234`); null when it is none."""
    return f"coalesce(try_cast({cell} AS BIGINT), try_cast(round({number(cell, decimal=decimal)}) AS BIGINT))"


def mapped(cell: str, values: Mapping[str, str]) -> str:
    """The cell with raw values replaced by canonical ones; others become that of `*`, or stay when it has none."""
    if not values:
        return cell
    cases = " ".join(f"WHEN {literal(raw)} THEN {literal(value)}" for raw, value in values.items() if raw != "*")
    if "*" not in values:
        return f"(CASE {cell} {cases} ELSE {cell} END)"
    other = f"CASE WHEN {cell} IS NOT NULL THEN {literal(values['*'])} END"
    return f"(CASE {cell} {cases} ELSE {other} END)" if cases else f"({other})"


def trimmed(cell: str) -> str:
    """The cell without white space around it and with plain digits; the cheap test comes first, trimming is slow."""
    digits = f"{literal(FULL_WIDTH[:10])}, {literal(HALF_WIDTH[:10])}"
    plain = f"translate(trim({cell}, {literal(_SPACES)}), {digits})"
    return f"(CASE WHEN regexp_full_match({cell}, '[!-~]*') THEN {cell} ELSE {plain} END)"


def whole_id(cell: str) -> str:
    """An id without the `.0` that a column of numbers with gaps gets when it is exported; other texts stay."""
    is_float = f"suffix({cell}, '.0') AND regexp_full_match({cell}, '[0-9]+[.]0')"
    return f"(CASE WHEN {is_float} THEN left({cell}, length({cell}) - 2) ELSE {cell} END)"


def usable(namespace: str, plain: str) -> str:
    """Whether a trimmed cell can stand for a person, as `domain.identities.is_usable`."""
    longest = max(len(word) for word in PLACEHOLDERS)
    words = ", ".join(literal(word) for word in sorted(PLACEHOLDERS))
    masks = " OR ".join(f"contains({plain}, {literal(m)})" for m in ("*", "＊", "●", "•", "xxxx", "XXXX"))
    tests = [
        f"(CASE WHEN length({plain}) > {longest} THEN true ELSE lower({plain}) NOT IN ({words}) END)",
        f"NOT ({masks})",
    ]
    if namespace == "mobile":
        numbers = ", ".join(literal(number) for number in sorted(TEST_NUMBERS))
        tests += [f"{_phone(plain)} NOT IN ({numbers})", f"NOT regexp_matches({plain}, {literal(VIRTUAL_NUMBER)})"]
    tests += [f"trim({plain}, '0-') <> ''", f"NOT {has_lost_digits_sql(plain)}"]
    return f"({plain} IS NOT NULL AND {' AND '.join(tests)})"


def _phone(plain: str) -> str:
    digits = f"regexp_replace({plain}, '[^0-9]', '', 'g')"
    return f"coalesce(nullif(regexp_replace({digits}, {literal(COUNTRY_CODE)}, '\\1'), ''), {plain})"


def identity_value(namespace: str, cells: Sequence[str]) -> str:
    """Value of the first usable trimmed cell, normalised as `domain.identities.identity_of`; null without one."""
    found = []
    for cell in cells:
        plain = cell
        if namespace == "mobile":
            plain = _phone(plain)
        elif namespace == "email":
            plain = f"lower({plain})"
        found.append(f"CASE WHEN {usable(namespace, cell)} THEN {plain} END")
    return f"coalesce({', '.join(found)})" if len(found) > 1 else f"({found[0]})"

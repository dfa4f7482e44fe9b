"""What the values of a column look like, whatever its name: shapes, numbers, repetition, order in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.domain.identities import is_usable
from huaxiang.domain.money import CURRENCY_WORDS
from huaxiang.ingest.propose.names import name_evidence
from huaxiang.ingest.propose.times import PARTIAL, TimeGuess, is_clock, time_of

__all__ = ["ColumnProfile", "number_of", "profile_column"]

_N_LOOKED = 400
_IDS = ("person", "order", "item", "session", "line", "message", "category", "campaign", "coupon", "brand")
_SIGN = rf"(?:R\$|{CURRENCY_WORDS}|[¥￥$€£₽₩₹₺₫元円%])"
_NUMBER = re.compile(rf"^(?=.*\d)[-+]?{_SIGN}?\s?[-+]?(\d+|\d{{1,3}}([, .]\d{{3}})+)?([.,]\d+)?\s?{_SIGN}?$")
_CORE = re.compile(r"\d[\d., ]*(?:[eE][-+]?\d+)?|\.\d+")
_LONG_PAIR = re.compile(r"^\d{3,}\.\d{9,}$")
_INTEGER = re.compile(r"^[-+]?\d+(\.0+)?$")
_PHONE = re.compile(r"^(\+?86[- ]?)?1[3-9]\d{9}$|^\+\d{8,14}$|^\(?\d{2,4}\)?[- ]\d{3,4}[- ]\d{4}$")
_VIRTUAL = re.compile(r"^1\d{10}[ \t]*[-,转#][ \t]*\d{2,6}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}$")
_URL = re.compile(r"^(https?://|/[\w-]+/|www\.)")
_PATH = re.compile(r"^[^>/|]{1,40}(\s?[>/|]\s?[^>/|]{1,40}){1,5}$|^[a-z_]+(\.[a-z_]+){1,4}$")
_CODE = re.compile(r"^[A-Za-z0-9_\-:.#]{1,80}$")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_NO_TIMES = frozenset({*_IDS, "clock", "day", "quantity", "price", "amount"})
_NULLS = frozenset({"", "null", "none", "nan", "n/a", "na", "\\n", "-", "nat"})
_YES_NO = frozenset({"0", "1", "0.0", "1.0", "true", "false", "t", "f", "yes", "no", "y", "n", "是", "否"})

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """A column's values.

    Attributes:
        name: Name of the column.
        position: Place in the table, from 0.
        n: Rows of the sample.
        n_present: Rows that say something.
        n_distinct: Different values among them.
        examples: The first different values, at most three.
        top: The most frequent values with their rows, at most 40.
        share: Shape (integer, number, negative, fraction, phone, masked, email, url, path, code, cjk, yes_no) → share
            of the different values, 0..1.
        mean_length: Characters of a value.
        mean_words: Words of a value, or a third of its signs in Chinese.
        low: Lowest number, 0 when there are none.
        high: Highest number.
        median: Median of the numbers.
        is_decimal_comma: Whether numbers are written `12,50`.
        time: How it writes instants, None when it does not.
        is_clock: Whether it holds times of a day.
        run: Rows that follow each other with the same value, over what chance would give; 1 is chance.
        groups: Runs of equal values over different values; 1 when all rows of a value stand together.
        rise: Share of steps from row to row that do not fall (numbers and texts alike).
        codes: Number of the value of each row, −1 where missing.
        distinct: The different values, in the order of the file.
        missing: Words that stand for a missing value, such as NA and NULL.
    """

    name: str
    position: int
    n: int
    n_present: int
    n_distinct: int
    examples: tuple[str, ...]
    top: tuple[tuple[str, int], ...]
    share: dict[str, float]
    mean_length: float
    mean_words: float
    low: float
    high: float
    median: float
    is_decimal_comma: bool
    time: TimeGuess | None
    is_clock: bool
    run: float
    groups: float
    rise: float
    codes: Codes = field(repr=False, compare=False)
    distinct: tuple[str, ...] = field(repr=False, compare=False, default=())
    missing: tuple[str, ...] = ()

    @property
    def unique(self) -> float:
        """Different values over rows that say something; 1 is a key."""
        return self.n_distinct / self.n_present if self.n_present else 0.0

    @property
    def present(self) -> float:
        """Share of rows that say something."""
        return self.n_present / self.n if self.n else 0.0

    @property
    def is_constant(self) -> bool:
        """Whether it says the same in every row."""
        return self.n_distinct <= 1


def number_of(text: str, *, decimal_comma: bool = False) -> float | None:
    """The number that a cell writes, None when it writes none."""
    core = _CORE.search(text)
    if core is None:
        return None
    plain = ("-" if "-" in text[: core.start()] else "") + core[0].replace(" ", "")
    plain = plain.replace(".", "").replace(",", ".") if decimal_comma else plain.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        return None


def profile_column(
    name: str, column: pa.ChunkedArray, *, position: int, day_first: bool | None = None
) -> ColumnProfile:
    """The profile of a column of strings.

    Args:
        name: Its name.
        column: Strings in the order of the file; nulls and words such as NULL are missing.
        position: Place in the table, from 0.
        day_first: What to take where day and month cannot be told apart.
    """
    texts, codes = _encoded(column)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts)) if len(texts) else np.zeros(0, np.int64)
    order = np.argsort(-counts, kind="stable")[:40]
    top = tuple((texts[i], int(counts[i])) for i in order)
    step = max(1, len(texts) // _N_LOOKED)
    looked = texts[::step][:_N_LOOKED]
    comma = _writes_comma(looked)
    numbers = np.array(
        [x for x in (number_of(t, decimal_comma=comma) for t in looked if _NUMBER.match(t)) if x is not None]
    )
    share = _shapes(looked)
    run, groups, rise = _order(codes, texts)
    return ColumnProfile(
        name,
        position,
        len(column),
        int((codes >= 0).sum()),
        len(texts),
        tuple(texts[:3]),
        top,
        share,
        float(np.mean([len(t) for t in looked])) if looked else 0.0,
        float(np.mean([_n_words(t) for t in looked])) if looked else 0.0,
        float(numbers.min()) if len(numbers) else 0.0,
        float(numbers.max()) if len(numbers) else 0.0,
        float(np.median(numbers)) if len(numbers) else 0.0,
        comma,
        _believed(time_of(looked, day_first=day_first), name, position, looked),
        is_clock(looked),
        run,
        groups,
        rise,
        codes,
        tuple(texts),
        _missing_words(column),
    )


def _believed(time: TimeGuess | None, name: str, position: int, texts: list[str]) -> TimeGuess | None:
    """Numbers since 1970 look like ids: a name that says id, or nine digits without a name that says time, decides."""
    if time is None or time.format not in ("s", "ms", "us", *PARTIAL):
        return time
    named = name_evidence(name)
    says_time = max((named[role] for role in named if role == "time" or role.endswith("_at")), default=0.0)
    if time.format in PARTIAL:
        is_other = max((strength for role, strength in named.items() if role in _NO_TIMES), default=0.0) > says_time
        return time if says_time >= 2.5 and not is_other else None
    if says_time:
        return time
    if any(named.get(role, 0.0) >= 2.5 for role in _IDS):
        return None
    is_short = sum(len(text.partition(".")[0]) == 9 for text in texts) > 0.5 * len(texts)
    return None if is_short and (named or position < 2) else time


def _missing_words(column: pa.ChunkedArray) -> tuple[str, ...]:
    words = pc.utf8_trim_whitespace(column.cast(pa.string()))
    is_word = pc.is_in(pc.utf8_lower(words), value_set=pa.array(sorted(_NULLS - {""}), pa.string()))
    return tuple(sorted(pc.unique(words.filter(is_word)).to_pylist()))


def _encoded(column: pa.ChunkedArray) -> tuple[list[str], Codes]:
    """Different values in order of their first row, and the number of each row's value."""
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    missing = pc.is_in(pc.utf8_lower(trimmed), value_set=pa.array(sorted(_NULLS), pa.string()))
    plain = pc.if_else(missing, pa.scalar(None, pa.string()), trimmed)
    encoded = pa.chunked_array(plain).combine_chunks().dictionary_encode()
    codes = np.asarray(pc.fill_null(pc.cast(encoded.indices, pa.int64()), -1))
    return encoded.dictionary.to_pylist(), codes


def _writes_comma(texts: list[str]) -> bool:
    """`12,50` with one or two digits after the comma, never three, and no point as decimal sign."""
    with_comma = [t for t in texts if re.match(r"^\D{0,4}-?[\d.]*\d,\d{1,2}\D{0,4}$", t)]
    with_point = [t for t in texts if re.match(r"^\D{0,4}-?[\d,]*\d\.\d{1,2}\D{0,4}$", t)]
    return len(with_comma) > 0.3 * len(texts) and not with_point if texts else False


def _shapes(texts: list[str]) -> dict[str, float]:
    tests: dict[str, Callable[[str], object]] = {
        "integer": _INTEGER.match,
        "number": lambda t: _NUMBER.match(t) and not _LONG_PAIR.match(t),
        "negative": lambda t: t.startswith("-") and _NUMBER.match(t),
        "fraction": lambda t: _NUMBER.match(t) and not _INTEGER.match(t) and not _LONG_PAIR.match(t),
        "phone": lambda t: _PHONE.match(t) or _VIRTUAL.match(t),
        "masked": lambda t: not is_usable("mobile", t),
        "stars": lambda t: "*" in t or "＊" in t,
        "email": _EMAIL.match,
        "url": _URL.match,
        "path": _PATH.match,
        "code": _CODE.match,
        "cjk": _CJK.search,
        "yes_no": lambda t: t.lower() in _YES_NO,
    }
    n = max(1, len(texts))
    return {name: sum(bool(test(text)) for text in texts) / n for name, test in tests.items()}


def _n_words(text: str) -> float:
    return max(len(text.split()), len(_CJK.findall(text)) / 3)


def _order(codes: Codes, texts: list[str]) -> tuple[float, float, float]:
    """How often neighbours are equal over chance, runs over different values, and how often rows do not fall."""
    present = codes[codes >= 0]
    if len(present) < 3:
        return 1.0, 1.0, 1.0
    same = float(np.mean(present[1:] == present[:-1]))
    counts = np.bincount(present).astype(float)
    chance = float(np.sum((counts / len(present)) ** 2))
    n = len(present)
    numbers = [number_of(t) if _NUMBER.match(t) else None for t in texts]
    if all(x is not None for x in numbers):
        ranks = np.argsort(np.argsort(np.array(numbers, dtype=float), kind="stable"), kind="stable")
    else:
        ranks = np.argsort(np.argsort(np.array(texts, dtype=object), kind="stable"), kind="stable")
    rise = float(np.mean(ranks[present][1:] >= ranks[present][:-1]))
    runs = 1 + int(np.sum(present[1:] != present[:-1]))
    return (same + 1 / n) / (chance + 1 / n), runs / len(counts[counts > 0]), rise

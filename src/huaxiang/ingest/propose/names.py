"""What a column's name says of its role, in any of the languages of words.yaml."""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib.resources import files

import yaml

__all__ = ["key_name", "name_evidence", "normalise", "phrases", "says_minor", "singular"]

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TYPED = re.compile(r":(token|float|token_seq|float_seq|string|int|ID|LABEL)$")
_GAPS = re.compile(r"[^\w]+|_+")
_NUMBERED = re.compile(r"^(?:col|column|field|var|v|x|c|_c|f|unnamed|列|字段)?\s*\d*$")
_UNITS = frozenset({"yuan", "fen", "cny", "rmb", "usd", "eur", "gbp", "brl", "jpy", "cent", "cents", "元", "分", "円"})
_MINOR = re.compile(r"(?:[^a-z](?:fen|cents?)|[((]分[))])$")
_LETTERS = str.maketrans("łŁøØđĐıİæÆœŒ", "lLoOdDiIaAoO")
_TRADITIONAL = str.maketrans(
    "員會編號齡區類數銷價額訂單購買賣時間實際應優貨寶貝標題稱狀態產評論內種項話電機郵聯戶顧關鍵詞點擊瀏覽結帳國縣門廠"
    "規條碼總計據發運費稅積錄動為讚層級別學歷職業況蹤庫務尋願車籃選東書長開頁麵體資訊邊處復與個從無雙後見記設試說請讀轉",
    "员会编号龄区类数销价额订单购买卖时间实际应优货宝贝标题称状态产评论内种项话电机邮联户顾关键词点击浏览结账国县门厂"
    "规条码总计据发运费税积录动为赞层级别学历职业况踪库务寻愿车篮选东书长开页面体资讯边处复与个从无双后见记设试说请读转",
)
_KEYS = frozenset({"id", "key", "uuid", "guid", "编号", "code", "no", "nr", "number"})
_EXACT, _ENDS, _INSIDE, _BY_THE_WAY = 4.0, 2.6, 1.6, 0.8


def normalise(name: str) -> str:
    """A name as words in lower case with single spaces, without accents, width variants and brackets.

    >>> normalise("customerUniqueID"), normalise("Order_Purchase-Timestamp"), normalise("买家会员名(ID)")
    ('customer unique id', 'order purchase timestamp', '买家会员名 id')

    A unit at the end is left out: `amount_fen` is an amount.
    """
    name = _TYPED.sub("", name)
    plain = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name).replace("ß", "ss"))
    spread = unicodedata.normalize("NFD", plain.translate(_LETTERS).translate(_TRADITIONAL))
    latin = "".join(c for c in spread if not 0x300 <= ord(c) <= 0x36F)
    words = _GAPS.sub(" ", unicodedata.normalize("NFC", latin)).lower().split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in _UNITS else words)


def says_minor(name: str) -> bool:
    """Whether a name says that amounts are in minor units: amount_fen, 金额(分), price_cents."""
    return bool(_MINOR.search(unicodedata.normalize("NFKC", name).lower()))


@functools.cache
def phrases() -> dict[str, frozenset[str]]:
    """Role → the names it has, normalised."""
    text = (files("huaxiang.ingest.propose") / "words.yaml").read_text(encoding="utf-8")
    return {role: frozenset(normalise(str(word)) for word in words) for role, words in yaml.safe_load(text).items()}


@functools.cache
def _compact() -> dict[str, frozenset[str]]:
    return {role: frozenset(phrase.replace(" ", "") for phrase in found) for role, found in phrases().items()}


@functools.lru_cache(maxsize=4096)
def name_evidence(name: str, *, table: str = "") -> dict[str, float]:
    """Role → evidence of the name in log odds, only roles that it speaks for; empty for `col1` and the like.

    A plain `id` is that of what the table lists.

    Args:
        name: Name of the column.
        table: Name of its file: words that both share are read over (`review_score` in `order_reviews`).

    >>> name_evidence("InvoiceNo")["order"], name_evidence("col3")
    (4.0, {})
    """
    plain = normalise(name)
    if _NUMBERED.match(plain):
        return {}
    shared = set(normalise(table).replace("s ", " ").rstrip("s").split())
    rest = " ".join(word for word in plain.split() if word not in shared) or plain
    if plain in _KEYS and table:
        plain = rest = key_name(name, table=table)
    found: dict[str, float] = {}
    for role in phrases():
        strength = max(_strength(role, plain), _strength(role, rest) - 0.5)
        if strength > 0:
            found[role] = round(strength, 2)
    return found


def key_name(name: str, *, table: str) -> str:
    """The words of a column's name; a plain `id` is that of what one row of the table is.

    >>> key_name("id", table="order_items"), key_name("userId", table="events")
    ('order item id', 'user id')
    """
    plain = normalise(name)
    words = normalise(table).split()
    if plain not in _KEYS or not words:
        return plain
    return " ".join([*words[:-1], singular(words[-1]), "id"])


def singular(word: str) -> str:
    """A word for one of them.

    >>> singular("queries"), singular("users"), singular("address")
    ('query', 'user', 'address')
    """
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word if word.endswith("ss") else word.removesuffix("s")


def _strength(role: str, plain: str) -> float:
    compact = plain.replace(" ", "")
    if plain in phrases()[role] or compact in _compact()[role]:
        return _EXACT
    best = 0.0
    for phrase in phrases()[role]:
        best = max(best, _partial(phrase, plain))
    return best


def _partial(phrase: str, plain: str) -> float:
    """Evidence of a phrase that is part of the name: its end says most; longer phrases say more."""
    if phrase.isascii():
        if len(phrase) < 3:
            return 0.0
        padded = f" {plain} "
        if f" {phrase} " not in padded:
            return 0.0
        if f" of {phrase} " in padded:
            return _BY_THE_WAY
        at_end, weight = padded.endswith(f" {phrase} "), 0.25 * phrase.count(" ")
    else:
        if len(phrase) < 2 or phrase not in plain:
            return 0.0
        at_end, weight = plain.endswith(phrase), 0.25 * (len(phrase) - 2)
    return min(3.5, (_ENDS if at_end else _INSIDE) + weight)

"""Language, time zone and currency of a shop, from the words and signs in its files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.order_money import PAYMENTS
from huaxiang.ingest.propose.proposal import Guess, ProjectGuess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["guess_project", "is_day_first"]

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
_MARKERS = {
    "pt": "pedido cliente preco produto quantidade nome estado cidade venda fatura codigo desconto",
    "es": "fecha precio cantidad producto pedido cliente nombre tienda venta factura codigo descuento ciudad",
    "de": "kunde kundennummer kundennr bestellung bestellnummer preis menge artikel datum betrag einzelpreis anzahl",
    "fr": "commande prix quantite produit montant client date achat acheteur",
    "it": "ordine prezzo quantita prodotto cliente importo acquisto",
    "nl": "klant bestelling prijs aantal product bedrag",
    "tr": "musteri siparis urun tutar fiyat adet tarih tarihi",
    "pl": "klient zamowienie cena ilosc produkt kwota",
}
_PLACES = {
    "zh": ("Asia/Shanghai", "CNY"),
    "ja": ("Asia/Tokyo", "JPY"),
    "ko": ("Asia/Seoul", "KRW"),
    "ru": ("Europe/Moscow", "RUB"),
    "pt": ("America/Sao_Paulo", "BRL"),
    "es": ("Europe/Madrid", "EUR"),
    "de": ("Europe/Berlin", "EUR"),
    "fr": ("Europe/Paris", "EUR"),
    "it": ("Europe/Rome", "EUR"),
    "nl": ("Europe/Amsterdam", "EUR"),
    "tr": ("Europe/Istanbul", "TRY"),
    "pl": ("Europe/Warsaw", "PLN"),
    "en": ("UTC", "USD"),
}
_SIGNS = (
    ("€", "EUR"),
    ("£", "GBP"),
    ("R$", "BRL"),
    ("₽", "RUB"),
    ("₩", "KRW"),
    ("₹", "INR"),
    ("zł", "PLN"),
    ("$", "USD"),
)
_LEAST_SHARE = 0.25
_TONGUES = {
    "zh": ("中文", "Chinese"),
    "ja": ("日文", "Japanese"),
    "ko": ("韩文", "Korean"),
    "ru": ("俄文", "Russian"),
    "pt": ("葡萄牙文", "Portuguese"),
    "es": ("西班牙文", "Spanish"),
    "de": ("德文", "German"),
    "fr": ("法文", "French"),
    "it": ("意大利文", "Italian"),
    "nl": ("荷兰文", "Dutch"),
    "tr": ("土耳其文", "Turkish"),
    "pl": ("波兰文", "Polish"),
}
_COUNTRIES = {
    "united kingdom": ("Europe/London", "GBP"),
    "united states": ("America/New_York", "USD"),
    "canada": ("America/Toronto", "CAD"),
    "australia": ("Australia/Sydney", "AUD"),
    "india": ("Asia/Kolkata", "INR"),
    "pakistan": ("Asia/Karachi", "PKR"),
    "indonesia": ("Asia/Jakarta", "IDR"),
    "brazil": ("America/Sao_Paulo", "BRL"),
    "brasil": ("America/Sao_Paulo", "BRL"),
    "mexico": ("America/Mexico_City", "MXN"),
    "germany": ("Europe/Berlin", "EUR"),
    "deutschland": ("Europe/Berlin", "EUR"),
    "france": ("Europe/Paris", "EUR"),
    "spain": ("Europe/Madrid", "EUR"),
    "espana": ("Europe/Madrid", "EUR"),
    "italy": ("Europe/Rome", "EUR"),
    "netherlands": ("Europe/Amsterdam", "EUR"),
    "turkey": ("Europe/Istanbul", "TRY"),
    "japan": ("Asia/Tokyo", "JPY"),
    "china": ("Asia/Shanghai", "CNY"),
}


def is_day_first(names: Sequence[str]) -> bool:
    """Whether dates beside these column names put the day first where the values do not tell."""
    return _spoken(names) not in ("en", "zh", "ja", "ko")


def guess_project(tables: Sequence[SeenTable], *, name: str) -> ProjectGuess:
    """Language (zh or en), time zone and currency of the project, each with what was seen for it."""
    names = [p.name for table in tables for p in table.view.profiles if table.file.has_header]
    spoken, reason = _spoken(names), Reason("default")
    if spoken != "en":
        reason = _of_tongue("tongue_of_names", spoken, names)
    elif found := _script_inside(tables):
        spoken, reason = found
    zone, money = _PLACES[spoken]
    sure = 0.9 if spoken not in ("en", "es", "pt") else 0.5
    if place := _country(tables):
        zone, money, reason, sure = *_COUNTRIES[place[0]], Reason("country", place), 0.75
    language = Guess("zh" if spoken == "zh" else "en", 0.9, (reason,))
    return ProjectGuess(name, language, _zone(tables, zone, sure, reason), _currency(tables, money, sure, reason))


def _of_tongue(code: str, spoken: str, words: Sequence[str]) -> Reason:
    zh, en = _TONGUES[spoken]
    telling = [word for word in words if not word.isascii()] or list(words)
    return Reason(code, (zh, ", ".join(word[:20] for word in telling[:3]), en))


def _country(tables: Sequence[SeenTable]) -> tuple[str, str] | None:
    """The country that most rows of a column of countries name, and the column."""
    for table in tables:
        for column in table.with_role("trait"):
            p = table.profile(column)
            country = normalise(p.top[0][0]) if p.top else ""
            if country in _COUNTRIES and p.top[0][1] > 0.6 * p.n_present and len(country) > 3:
                return country, column
    return None


def _spoken(names: Sequence[str]) -> str:
    whole = " ".join(names)
    for language, script in _SCRIPTS:
        if script.search(whole):
            return language
    words = {word for name in names for word in normalise(name).split()}
    hits = {language: len(words & set(markers.split())) for language, markers in _MARKERS.items()}
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] >= 2 else "en"


def _script_inside(tables: Sequence[SeenTable]) -> tuple[str, Reason] | None:
    """The language whose signs stand in a good part of the columns of words, and a reason that shows some."""
    columns = [p for table in tables for p in table.view.profiles if p.share["number"] < 0.5 and p.n_distinct > 1]
    tops = [[value for value, _ in p.top[:20]] for p in columns if p.time is None]
    for language, script in _SCRIPTS:
        hits = [values for values in tops if sum(bool(script.search(v)) for v in values) > 0.4 * len(values)]
        if columns and len(hits) > _LEAST_SHARE * len(columns):
            words = [value for values in hits for value in values if script.search(value)]
            return language, _of_tongue("tongue_of_values", language, words)
    return None


def _currency(tables: Sequence[SeenTable], usual: str, sure: float, reason: Reason) -> Guess:
    for table in tables:
        column = table.first("currency")
        if column is not None and (top := table.profile(column).top) and re.fullmatch(r"[A-Z]{3}", top[0][0]):
            return Guess(top[0][0], 0.95, (Reason("says_currency", (column, top[0][0])),))
    for table in tables:
        for column in (c for role in (*PAYMENTS, "price") for c in table.with_role(role)):
            text = "".join(table.profile(column).examples)
            for sign, code in _SIGNS:
                if sign in text:
                    return Guess(code, 0.8, (Reason("sign", (sign, table.profile(column).examples[0])),))
    return Guess(usual, sure, (reason,))


def _zone(tables: Sequence[SeenTable], usual: str, sure: float, reason: Reason) -> Guess:
    """The zone of the language; for seconds since 1970 alone, the one in which people sleep at four in the morning."""
    if usual != "UTC":
        return Guess(usual, sure, (reason,))
    hours: Counter[int] = Counter()
    for table in tables:
        for p in table.view.profiles:
            if p.time is not None and p.time.format in ("s", "ms", "us"):
                unit = {"s": 3600, "ms": 3_600_000, "us": 3_600_000_000}[p.time.format]
                hours.update(int(float(value)) // unit % 24 for value in p.distinct[:20_000])
    if sum(hours.values()) < 2_000 or len(hours) < 20:
        return Guess(usual, sure, (Reason("default"),))
    nights = {start: sum(hours[(start + step) % 24] for step in range(5)) for start in range(24)}
    start = min(nights, key=lambda each: nights[each])
    if nights[start] > 0.5 * sum(hours.values()) * 5 / 24:
        return Guess(usual, sure, (Reason("default"),))
    offset = (2 - start + 11) % 24 - 11
    found = min(_BY_OFFSET, key=lambda each: abs(each[0] - offset))
    if abs(found[0] - offset) > 1:
        return Guess(usual, sure, (Reason("default"),))
    return Guess(found[1], 0.6, (Reason("quiet_hours", (str(round(100 * nights[start] / sum(hours.values()))),)),))


_BY_OFFSET = (
    (8, "Asia/Shanghai"),
    (-5, "America/New_York"),
    (-8, "America/Los_Angeles"),
    (1, "Europe/Berlin"),
    (3, "Europe/Moscow"),
    (-3, "America/Sao_Paulo"),
)

"""What the values of a column say of each role it could play, in log odds; impossible roles are out at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huaxiang.ingest.propose.behaviours import behaviour_share, meaning_of_word
from huaxiang.ingest.propose.profile import ColumnProfile
from huaxiang.ingest.propose.relations import Relations
from huaxiang.ingest.propose.statuses import status_share

__all__ = ["NEVER", "ROLES", "TableView", "value_evidence"]

NEVER = -9.0
_LEAST_NAMED, _LEAST_PERSON, _FEW_ORDERS = 0.4, 50, 0.05
_LIKE_NUMBERS = frozenset(["s", "ms", "us", "auto", "%Y%m%d%H%M", "%Y%m%d%H%M%S"])
"""Formats of instants that numbers of orders are written like."""
_INSTANTS = [
    "time",
    "paid_at",
    "closed_at",
    "sent_at",
    "delivered_at",
    "opened_at",
    "clicked_at",
    "issued_at",
    "used_at",
    "expires_at",
    "given_at",
    "withdrawn_at",
    "starts_at",
    "ends_at",
    "other_at",
    "registered_at",
    "listed_at",
]
_AMOUNTS = ("price", "paid", "amount", "payable", "gross", "discount", "refund", "net", "freight", "coupon_value")
_IDS = ("person", "order", "line", "item", "session", "message", "campaign", "coupon", "contract", "consent_id")
_WORDS = [
    "channel",
    "device",
    "page",
    "zone",
    "currency",
    "tag_key",
    "purpose",
    "consent_kind",
    "recipient",
    "text_version",
    "supplier",
    "text_kind",
    "fact_value",
    "trait",
    "place",
]
ROLES: tuple[str, ...] = (
    *_IDS,
    *_INSTANTS,
    *_AMOUNTS,
    *_WORDS,
    *("event", "clock", "day", "title", "quantity", "category", "brand", "text", "text_title", "rating", "status"),
    *("dwell", "query", "stock", "confidence", "private", "flag", "trait"),
)


@dataclass(frozen=True, slots=True)
class TableView:
    """What a column's evidence may look at besides the column itself.

    Attributes:
        profiles: All columns of the table.
        relations: How they hang together.
        has_names: Whether the file names its columns.
        is_lenient: Whether values alone are believed although the file names its columns: the names said nothing.
    """

    profiles: Sequence[ColumnProfile]
    relations: Relations
    has_names: bool
    is_lenient: bool = False

    def times(self) -> list[int]:
        """Columns that hold instants."""
        return [p.position for p in self.profiles if p.time is not None]

    def owner_like(self, position: int) -> bool:
        """Whether a repeating column also determines the instant: an order, a session or the like."""
        return any(time in self.relations.determined(position) for time in self.times())

    def comes_together(self, position: int) -> bool:
        """Whether the rows of one value come together in the file, as those of a person or a session do."""
        p = next(each for each in self.profiles if each.position == position)
        return _is_grouped(p) or 0 < self.relations.burst.get(position, 1.0) < 0.5

    def others_of(self, position: int) -> list[int]:
        """Columns that this one determines, a second number of the same things left out."""

        def is_twin(b: int) -> bool:
            both = (self.profiles[position], self.profiles[b])
            return (b, position) in self.relations.determines and all(p.share["integer"] == 1.0 for p in both)

        return [b for b in self.relations.determined(position) if not is_twin(b)]

    def visits_of(self, position: int) -> list[int]:
        """Columns that look like the persons of this column's visits: each visit has one, each has many visits."""
        p = next(each for each in self.profiles if each.position == position)
        if self.has_names or not self.comes_together(position):
            return []
        grouped = [each.position for each in self.profiles if _is_grouped(each) and each.position != position]
        found = [self.profiles[b] for b in self.relations.determined(position) if set(grouped) <= {b}]
        return [b.position for b in found if _is_number_of_people(b) and b.n_distinct < 0.7 * p.n_distinct]


def value_evidence(p: ColumnProfile, view: TableView) -> dict[str, float]:
    """Evidence of a column's values for every role; `NEVER` for those they cannot play."""
    if not p.n_present:
        return dict.fromkeys(ROLES, NEVER)
    found = dict.fromkeys(ROLES, -1.0)
    for roles, judge in _JUDGES:
        for role in roles:
            found[role] = judge(p, view) if role not in _OWN else _OWN[role](p, view)
    for role, judge in _OWN.items():
        found[role] = judge(p, view)
    return found


def _place(p: ColumnProfile, view: TableView) -> float:
    del view
    return NEVER if p.time is not None or p.share["fraction"] > 0.1 else -0.5


def _instant(p: ColumnProfile, view: TableView) -> float:
    """Instants are hard to take for anything else."""
    del view
    return NEVER if p.time is None else 1.5 + 3 * (p.time.share - 0.9)


def _time(p: ColumnProfile, view: TableView) -> float:
    if p.time is None:
        return NEVER
    first = next(iter(view.times()), None)
    return (
        _instant(p, view)
        + ((0.5 if view.has_names else 1.5) if first == p.position else 0.0)
        + (0.5 if p.time.has_clock else 0.0)
    )


def _is_code(p: ColumnProfile) -> bool:
    """Whether the values could be ids: no instants, no fractions, no long texts."""
    if p.time is not None and p.time.format != "%Y%m%d%H":
        return p.time.format in _LIKE_NUMBERS and p.share["integer"] > 0.95 and p.unique > 0.98
    return p.share["fraction"] < 0.1 and p.share["negative"] < 0.02 and p.mean_length <= 80 and p.mean_words < 4


def _id(p: ColumnProfile, view: TableView) -> float:
    del view
    if not _is_code(p):
        return NEVER
    return -1.0 + (0.8 if p.share["code"] > 0.95 and p.n_distinct > 12 else -0.5)


def _is_number_of_people(p: ColumnProfile) -> bool:
    """Whether the values could number people: codes with digits, many of them."""
    has_digits = sum(any(sign.isdigit() for sign in value) for value in p.examples) == len(p.examples)
    return _is_code(p) and has_digits and p.mean_length >= 4 and p.n_distinct >= 20 and p.unique < 0.5


def _is_grouped(p: ColumnProfile) -> bool:
    """Whether the rows of each value stand together in the file."""
    return p.groups < 1.02 and p.unique < 0.7 and p.n_distinct >= 10


def _person(p: ColumnProfile, view: TableView) -> float:
    if p.share["masked"] > 0.5:
        return NEVER
    if p.share["email"] > 0.8 or p.share["phone"] > 0.8:
        return 2.5
    if not _is_code(p):
        return NEVER
    relations = view.relations
    score = _id(p, view)
    if view.times() or view.has_names:
        score += 0.8 if p.position == 0 else 0.3 if p.position == 1 else 0.0
    if view.times() and p.unique > 0.999 and p.rise == 1.0 and p.low in (0.0, 1.0) and p.share["integer"] == 1.0:
        return NEVER
    by = relations.determined_by(p.position)
    owners = [a for a in by if view.owner_like(a) or p.position in view.visits_of(a)]
    score += 1.2 if owners else 0.0
    score -= 2.0 if view.visits_of(p.position) else 0.0
    score += 1.0 if _is_grouped(p) or 0 < relations.burst.get(p.position, 1.0) < 0.5 else 0.0
    score -= 1.2 if view.owner_like(p.position) and p.unique < 0.9 else 0.0
    score -= 0.7 if view.others_of(p.position) and not view.owner_like(p.position) else 0.0
    score -= 1.5 if not view.has_names and p.share["integer"] == 1.0 and p.high < _LEAST_PERSON else 0.0
    return score - (1.5 if p.n_distinct < 10 else 0.0)


def _item(p: ColumnProfile, view: TableView) -> float:
    relations = view.relations
    if not _is_code(p):
        return NEVER if p.time is not None or p.share["fraction"] > 0.1 else -1.5
    score = _id(p, view) + (0.4 if p.position in (1, 2) else 0.0)
    score += 0.3 if p.n_distinct > 200 else 0.0
    has_price = any(other.share["fraction"] > 0.3 or other.mean_words >= 2 for other in view.profiles)
    score += 0.8 if not view.times() and p.unique > 0.98 and has_price else 0.0
    if not view.owner_like(p.position):
        score += 1.2 if view.others_of(p.position) else 0.0
    else:
        score -= 1.5
    some_grouped = any(_is_grouped(other) for other in view.profiles)
    score -= 1.0 if _is_grouped(p) or (not some_grouped and relations.burst.get(p.position, 1.0) < 0.3) else 0.0
    return score - (1.5 if p.n_distinct < 6 else 1.0 if p.n_distinct < 10 else 0.0)


def _order(p: ColumnProfile, view: TableView) -> float:
    if not _is_code(p):
        return NEVER
    score = _id(p, view) - 0.6
    if view.owner_like(p.position) and p.unique < 0.98:
        score += 2.2 + (0.8 if len(view.relations.determined(p.position)) > 1 else 0.0)
    score -= 2.0 if p.unique < _FEW_ORDERS and not view.owner_like(p.position) else 0.0
    return score - (2.0 if p.n_distinct < 10 and p.unique < 1.0 else 0.0)


def _category(p: ColumnProfile, view: TableView) -> float:
    if p.time is not None or p.share["fraction"] > 0.1 or p.mean_words > 8 or p.share["masked"] > 0.6:
        return NEVER
    by = view.relations.determined_by(p.position)
    owners = [a for a in by if not view.owner_like(a) and p.position not in view.visits_of(a)]
    score = (
        -1.0
        + ((1.6 if view.has_names else 2.4) if owners else 0.0)
        + (1.0 if p.share["path"] > 0.7 and p.unique < 0.9 else 0.0)
    )
    if not view.has_names and any(view.owner_like(a) for a in by):
        score -= 1.5
    return score - (2.0 if p.unique > 0.95 and p.n_present > 50 else 0.0)


def _price(p: ColumnProfile, view: TableView) -> float:
    del view
    if p.share["number"] < 0.9 or p.time is not None:
        return NEVER
    score = -0.5 + (1.5 if p.share["fraction"] > 0.3 else 0.0) + (0.3 if p.n_distinct > 12 else -0.8)
    score -= 2.0 if p.share["integer"] > 0.95 and p.high > 1e7 else 0.0
    score -= 1.5 if p.is_constant else 0.0
    return score - (1.0 if p.share["negative"] > 0.3 else 0.0)


def _amount(p: ColumnProfile, view: TableView) -> float:
    score = _price(p, view)
    return score if score == NEVER else score + (0.2 if p.share["negative"] > 0 else 0.0)


def _quantity(p: ColumnProfile, view: TableView) -> float:
    del view
    if p.share["number"] < 0.95 or p.time is not None or p.high > 1e6:
        return NEVER
    ones = sum(rows for value, rows in p.top if value in ("1", "1.0", "1.000"))
    score = -0.8 + (1.2 if ones > 0.4 * p.n_present and p.n_distinct > 1 else 0.0)
    score += 0.5 if p.share["integer"] > 0.95 and p.median <= 10 else 0.0
    return score - (1.5 if p.share["yes_no"] == 1.0 else 0.0) - (0.8 if p.share["fraction"] > 0.5 else 0.0)


def _event(p: ColumnProfile, view: TableView) -> float:
    if p.n_distinct > 60 or p.time is not None or p.share["fraction"] > 0.05 or p.mean_words > 4:
        return NEVER
    if p.present < _LEAST_NAMED:
        return NEVER
    if p.is_constant and any(p.position != other and view.owner_like(other) for other in _repeating(view)):
        return -3.0
    known = behaviour_share(p.top)
    if known > 0.5:
        return 2.0 + 2.5 * known
    is_code = 2 <= p.n_distinct <= 6 and p.mean_length <= 3 and p.top[0][1] > 0.6 * p.n_present
    is_stars = p.high == 5 and p.top[0][0][:1] in "45"
    owned = bool(view.relations.determined_by(p.position))
    if not is_code or owned or is_stars:
        return -1.5 - (1.0 if p.is_constant else 0.0)
    has_money = any(other.share["fraction"] > 0.3 and other.share["number"] > 0.9 for other in view.profiles)
    return 0.2 if has_money or view.has_names else 2.2


def _repeating(view: TableView) -> list[int]:
    return [p.position for p in view.profiles if p.unique < 0.9 and p.n_distinct >= 10]


def _status(p: ColumnProfile, view: TableView) -> float:
    del view
    return NEVER if p.n_distinct > 40 or p.time is not None else -1.0 + 3.0 * status_share(p.top)


def _rating(p: ColumnProfile, view: TableView) -> float:
    if p.share["number"] < 0.95:
        is_label = p.n_distinct <= 6 and p.mean_words <= 2 and p.time is None
        return -1.5 if is_label else NEVER
    if p.high > 10 and p.high not in (50.0, 100.0):
        return NEVER
    has_money = any(other.share["fraction"] > 0.3 and other.n_distinct > 50 for other in view.profiles)
    is_stars = p.n_distinct <= 11 and p.high in (5.0, 10.0) and p.low in (0.0, 0.5, 1.0) and not has_money
    return -0.7 + (1.0 if is_stars and p.top[0][0][:1] in "45891" else 0.0)


def _text(p: ColumnProfile, view: TableView) -> float:
    del view
    if p.time is not None or p.share["number"] > 0.6 or p.share["url"] > 0.5 or p.share["path"] > 0.8:
        return NEVER
    is_long = p.mean_words >= 6 and p.unique > 0.3
    return (0.8 if is_long else -2.0) + (1.0 if p.mean_words >= 15 else 0.0)


def _title(p: ColumnProfile, view: TableView) -> float:
    if p.time is not None or p.share["number"] > 0.6 or p.share["email"] > 0.3:
        return NEVER
    owned = any(not view.owner_like(a) for a in view.relations.determined_by(p.position))
    score = -0.8 + (0.8 if 2 <= p.mean_words < 15 else 0.0)
    return score + (0.6 if owned and p.n_distinct > 20 else 0.0) - (1.0 if p.n_distinct < 8 else 0.0)


def _word(p: ColumnProfile, view: TableView) -> float:
    del view
    return -1.0 - (1.0 if p.unique > 0.9 else 0.0) - (1.0 if p.time is not None else 0.0)


def _trait(p: ColumnProfile, view: TableView) -> float:
    """Dates of birth are traits too."""
    del view
    return -0.5 - (1.0 if p.unique > 0.9 and p.n_present > 200 else 0.0)


def _brand(p: ColumnProfile, view: TableView) -> float:
    if p.time is not None or p.share["fraction"] > 0.1 or p.mean_words > 5:
        return NEVER
    owned = any(not view.owner_like(a) for a in view.relations.determined_by(p.position))
    return -1.2 + (0.5 if owned else 0.0) - (1.5 if p.unique > 0.95 and p.n_present > 50 else 0.0)


def _clock(p: ColumnProfile, view: TableView) -> float:
    del view
    return 0.8 if p.is_clock and p.share["integer"] < 0.5 else (-0.8 if p.is_clock else NEVER)


def _day(p: ColumnProfile, view: TableView) -> float:
    """Numbers of days: small, whole, many, and no real instants beside them."""
    is_number = p.share["integer"] == 1.0 and p.low >= 0 and p.high <= 6_000 and p.time is None
    if not is_number or view.times() or p.n_distinct < 15:
        return NEVER
    return -1.2 + (1.5 if p.rise > 0.9 else 0.0) + (0.3 if p.n_distinct > 60 else 0.0)


def _flag(p: ColumnProfile, view: TableView) -> float:
    if p.share["yes_no"] < 1.0 or p.n_distinct != 2:
        return NEVER
    return 3.5 if view.has_names and meaning_of_word(p.name) else 0.0


def _private(p: ColumnProfile, view: TableView) -> float:
    del view
    return -0.5 + (3.0 if p.share["stars"] > 0.5 else 0.0)


def _number(p: ColumnProfile, view: TableView) -> float:
    del view
    return -1.0 if p.share["number"] > 0.9 else NEVER


Judge = Callable[[ColumnProfile, TableView], float]
_OWN: dict[str, Judge] = {
    "time": _time,
    "person": _person,
    "item": _item,
    "order": _order,
    "category": _category,
    "event": _event,
    "status": _status,
    "rating": _rating,
    "text": _text,
    "title": _title,
    "brand": _brand,
    "trait": _trait,
    "place": _place,
    "clock": _clock,
    "day": _day,
    "flag": _flag,
    "private": _private,
    "quantity": _quantity,
    "amount": _amount,
    "paid": _amount,
    "payable": _amount,
    "query": _title,
    "text_title": _title,
}
_JUDGES: tuple[tuple[Sequence[str], Judge], ...] = (
    (_INSTANTS, _instant),
    (_IDS, _id),
    (_AMOUNTS, _price),
    (_WORDS, _word),
    (("dwell", "stock", "confidence"), _number),
)

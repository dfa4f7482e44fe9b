"""Parameters of the simulated shop: a frozen tree read from `parameters.yaml` and the user's overlay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_origin, get_type_hints

import yaml

from huaxiang.domain.errors import ConfigurationError, nearest
from huaxiang.simulate.festivals import is_day

__all__ = [
    "Activity",
    "Campaigns",
    "Consents",
    "Coupons",
    "Facts",
    "Faults",
    "Funnel",
    "Hesitation",
    "Identity",
    "Journeys",
    "Orders",
    "Parameters",
    "PeopleShares",
    "Promotion",
    "Shop",
    "Social",
    "Texts",
    "ending",
    "read_parameters",
]

_Shares = Mapping[str, float]
Day = date | str
_DEFAULTS = "parameters.yaml"


@dataclass(frozen=True)
class Shop:
    """Time and size of the shop."""

    end_date: date
    days: int
    history_days: int
    time_zone: str
    block_people: int
    items_per_leaf: int


@dataclass(frozen=True)
class PeopleShares:
    """Who the people are."""

    dormant_share: float
    anonymous_share: float
    staff_share: float
    reseller_share: float
    bot_share: float
    minor_share: float
    women_share: float
    new_member_share: float
    age_shares: _Shares
    city_tier_shares: _Shares
    device_shares: _Shares


@dataclass(frozen=True)
class Identity:
    """By which identities they are known."""

    mobile_share: float
    email_share: float
    wecom_share: float
    birth_year_share: float
    logged_in_shares: _Shares
    cookie_days: float
    shared_device_share: float
    shared_device_sessions_share: float
    recycled_mobile_share: float


@dataclass(frozen=True)
class Activity:
    """How often, how long and when they visit."""

    events_per_person: float
    spread: float
    session_median_steps: float
    session_sigma: float
    session_max_steps: int
    bounce_shares: _Shares
    anonymous_visits_factor: float
    gap_median_seconds: float
    gap_sigma: float
    dwell_median_seconds: float
    night_alpha: float
    night_beta: float
    hour_weights: tuple[float, ...]
    channel_shares: _Shares
    weekend_factor: float
    salary_day_factor: float


@dataclass(frozen=True)
class Journeys:
    """What they are after, and how long."""

    follow_up_share: float
    follow_up_order_share: float
    follow_up_median_hours: float
    follow_up_sigma: float
    focus_share: float
    favourite_share: float
    repeat_view_share: float
    drift_share: float
    cycle_share: float
    cycle_variation: float


@dataclass(frozen=True)
class Funnel:
    """What they do with what they see."""

    cart_per_view: float
    cart_clumping: float
    favourite_per_view: float
    order_share: float
    order_spread: float
    extra_lines_mean: float
    cart_before_order_share: float
    without_view_share: float
    remove_per_cart: float
    abandoned_checkout_share: float
    search_shares: _Shares
    click_per_view: float
    home_page_share: float
    hush_cart_factor: float


@dataclass(frozen=True)
class Orders:
    """What becomes of placed orders."""

    paid_share: float
    cancelled_share: float
    discount_plain_share: float
    discount_promotion_share: float
    coupon_share: float
    refund_factor: float
    live_share: float
    live_refund_factor: float
    partial_refund_share: float
    refund_days_mean: float
    new_buyer_promotion_factor: float
    history_orders_per_year: float
    one_time_share: float


@dataclass(frozen=True)
class Hesitation:
    """Planted episodes of three carts without checkout."""

    person_share: float
    buys_later_share: float


@dataclass(frozen=True)
class Coupons:
    """Coupons issued and used."""

    pushed_per_member: float
    claimed_per_member: float
    reminder_per_hesitation: float
    pushed_used_share: float
    claimed_used_share: float
    reminder_used_share: float
    last_48h_share: float


@dataclass(frozen=True)
class Social:
    """Interactions with contents and with other people."""

    share_per_view: float
    like_per_view: float
    comment_per_view: float
    follow_per_person: float
    invite_per_person: float


@dataclass(frozen=True)
class Texts:
    """What people write."""

    review_share: float
    question_per_view: float
    chat_buyer_share: float
    social_share: float
    for_others_share: float
    good_share: float
    bad_share: float


@dataclass(frozen=True)
class Campaigns:
    """E-mail campaigns on planted tags."""

    every_days: int
    people_per_tag_share: float
    reference_share: float
    delivered_share: float
    open_share: float
    click_share: float
    effect_lift: float
    effective_share: float
    machine_open_share: float
    scanner_click_share: float
    unsubscribe_share: float


@dataclass(frozen=True)
class Consents:
    """What members agreed to."""

    refused_share: float
    withdrawn_share: float
    marketing_share: float
    separate_share: float


@dataclass(frozen=True)
class Facts:
    """What third parties say about members."""

    member_share: float
    without_contract_share: float
    validity_days: int


@dataclass(frozen=True)
class Faults:
    """What is wrong with the raw files."""

    late_share: float
    late_median_hours: float
    duplicated_share: float
    broken_share: float
    without_identity_share: float


@dataclass(frozen=True)
class Promotion:
    """A stretch of the calendar; `peaks` multiplies the sales of single days.

    Days are dates, or words of `simulate.festivals` that name a day of every year; start and end are of one kind.
    """

    name: str
    label: str
    start: Day
    end: Day
    traffic: float
    sales: float
    kind: str
    peaks: Mapping[Day, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameters:
    """Everything that decides the simulated shop, besides the seed and the number of people."""

    shop: Shop
    people: PeopleShares
    identity: Identity
    activity: Activity
    journeys: Journeys
    funnel: Funnel
    orders: Orders
    hesitation: Hesitation
    coupons: Coupons
    social: Social
    texts: Texts
    campaigns: Campaigns
    consents: Consents
    facts: Facts
    faults: Faults
    calendar: tuple[Promotion, ...]


def read_parameters(overlay: Path | None = None) -> Parameters:
    """The defaults, with the keys of `overlay` laid over them.

    Raises:
        ConfigurationError: A key that does not exist, or a value of the wrong kind or range, with file and line.
    """
    text = resources.files(__package__).joinpath(_DEFAULTS).read_text(encoding="utf-8")
    parameters = _Reader(Path(_DEFAULTS)).tree(Parameters, yaml.compose(text, yaml.SafeLoader), None)
    assert isinstance(parameters, Parameters)
    if overlay is None:
        return parameters
    answer = _Reader(overlay).overlay(parameters)
    assert isinstance(answer, Parameters)
    return answer


def ending(parameters: Parameters, until: date) -> Parameters:
    """The parameters of the same shop with another last day; promotions of every year move with it."""
    return replace(parameters, shop=replace(parameters.shop, end_date=until))


class _Reader:
    """Turns YAML nodes into the tree, and mistakes into file, line and one sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def overlay(self, base: Parameters) -> Any:
        try:
            node = yaml.compose(self.path.read_text(encoding="utf-8"), yaml.SafeLoader)
        except FileNotFoundError as error:
            raise ConfigurationError("no such file; give the path of a YAML file", path=self.path) from error
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"cannot be read as UTF-8 text: {error}", path=self.path) from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise ConfigurationError(f"not YAML: {error.problem}", path=self.path, line=line) from error
        return base if node is None else self.tree(Parameters, node, base)

    def wrong(self, node: Any, message: str) -> ConfigurationError:
        return ConfigurationError(message, path=self.path, line=node.start_mark.line + 1)

    def tree(self, kind: Any, node: Any, base: Any) -> Any:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, f"expected keys of {kind.__name__}, found {self.plain(node)!r}")
        hints, given = get_type_hints(kind), {}
        for key, value in node.value:
            if key.value not in hints:
                near = nearest(key.value, hints)
                hint = f"nearest: {near[0]}" if near else f"it has: {', '.join(sorted(hints))}"
                raise self.wrong(key, f"unknown key {key.value!r} ({hint})")
            below = getattr(base, key.value, None)
            given[key.value] = self.value(key.value, hints[key.value], value, below)
        if base is not None:
            return replace(base, **given)
        missing = [f.name for f in fields(kind) if f.name not in given and f.default_factory is MISSING]
        if missing:
            raise self.wrong(node, f"missing key {missing[0]!r}")
        return kind(**given)

    def value(self, name: str, kind: Any, node: Any, base: Any) -> Any:
        if is_dataclass(kind):
            return self.tree(kind, node, base)
        if name == "calendar":
            return tuple(self.tree(Promotion, each, None) for each in self.sequence(name, node))
        if get_origin(kind) is tuple:
            return self.hours(name, node)
        plain = self.plain(node)
        if kind in (int, float):
            return self.number(name, kind, node, plain)
        if kind in (str, date, Day):
            return self.day(name, node, plain) if kind == Day else self.word(name, kind, node, plain)
        return self.shares(name, node, plain, base)

    def hours(self, name: str, node: Any) -> tuple[float, ...]:
        numbers = tuple(self.number(name, float, each, self.plain(each)) for each in self.sequence(name, node))
        if len(numbers) != 24 or sum(numbers) <= 0:
            raise self.wrong(node, f"{name} needs 24 numbers, one an hour from 0 to 23, not all 0")
        return numbers

    def word(self, name: str, kind: Any, node: Any, plain: Any) -> Any:
        if kind is date and not isinstance(plain, date):
            raise self.wrong(node, f"{name} must be a date such as 2025-11-20, found {plain!r}")
        return plain if kind is date else str(plain)

    def day(self, name: str, node: Any, plain: Any) -> Day:
        if isinstance(plain, date) or (isinstance(plain, str) and is_day(plain)):
            return plain
        example = "2025-11-11, every year's 11-11 or qixi-4"
        raise self.wrong(node, f"{name} must be a day such as {example}, found {plain!r}")

    def sequence(self, name: str, node: Any) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(node, f"{name} must be a list, found {self.plain(node)!r}")
        return list(node.value)

    def shares(self, name: str, node: Any, plain: Any, base: Any) -> Mapping[Any, float]:
        if not isinstance(plain, dict) or not plain:
            raise self.wrong(node, f"{name} must be a list of names with numbers, found {plain!r}")
        for key, value in plain.items():
            if base is not None and key not in base:
                near = nearest(str(key), [str(known) for known in base])
                raise self.wrong(node, f"unknown key {key!r} in {name} (it has: {', '.join(map(str, near or base))})")
            if name == "peaks":
                self.day(name, node, key)
            self.number("peaks" if name == "peaks" else "one_share", float, node, value)
        return MappingProxyType({**(base or {}), **{key: float(value) for key, value in plain.items()}})

    def number(self, name: str, kind: Any, node: Any, plain: Any) -> Any:
        if isinstance(plain, bool) or not isinstance(plain, int | float) or (kind is int and plain != int(plain)):
            raise self.wrong(node, f"{name} must be {'a whole number' if kind is int else 'a number'}, found {plain!r}")
        if plain < 0 or (name.endswith("_share") and plain > 1):
            allowed = "0..1" if name.endswith("_share") else "0 or more"
            raise self.wrong(node, f"{name} must lie in {allowed}, found {plain!r}")
        if kind is int and plain == 0:
            raise self.wrong(node, f"{name} must be 1 or more")
        return kind(plain)

    @staticmethod
    def plain(node: Any) -> Any:
        return yaml.SafeLoader("").construct_object(node, deep=True)

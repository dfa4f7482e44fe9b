"""What people do in their visits: views, carts, favourites, searches, clicks and social interactions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from huaxiang.domain.instants import SECOND_US
from huaxiang.simulate.journeys import CHANNELS, NO_ORDER
from huaxiang.simulate.people import ANONYMOUS, BOT, People
from huaxiang.simulate.scene import Scene
from huaxiang.simulate.steps import Steps

__all__ = ["EVENT_NAMES", "PAGES", "ZONES", "Happening", "happen", "planted_carts"]

EVENT_NAMES = (
    "product_viewed", "products_searched", "product_added", "product_removed", "product_favourited",
    "checkout_started", "order_placed", "coupon_claimed", "coupon_applied", "product_shared", "content_liked",
    "content_commented", "user_followed", "invite_accepted", "element_clicked", "page_viewed",
    "email_opened", "email_clicked",
)  # fmt: skip
PAGES = ("home", "search", "item", "cart", "checkout", "orders", "live_room", "community")
ZONES = (
    "banner",
    "recommend_feed",
    "detail_images",
    "detail_specs",
    "reviews_tab",
    "coupon_bar",
    "service_entry",
    "size_chart",
)
_EAGER, _IDLE = 1.3, 0.3
_ZONE_WEIGHTS = np.array([0.12, 0.25, 0.17, 0.12, 0.17, 0.09, 0.04, 0.04])


@dataclass(frozen=True)
class Happening:
    """Events of one name: visit (-1: none), instant, and the columns that it has; all arrays of one length."""

    name: str
    visit: np.ndarray
    time: np.ndarray
    columns: dict[str, np.ndarray] = field(default_factory=dict)


def happen(scene: Scene, people: People, steps: Steps) -> list[Happening]:
    """Everything in the visits apart from orders, coupons and mails."""
    rng = scene.rng("happenings")
    viewed = _is_viewed(scene, steps)
    carts = _carts(scene, steps, rng)
    return [
        *_views(scene, steps, viewed, rng),
        *carts,
        *_checkouts(scene, steps, carts[0], rng),
        *_search(scene, people, steps, rng),
        *_clicks(scene, people, steps, rng),
        *_social(scene, people, steps, rng),
    ]


def _is_viewed(scene: Scene, steps: Steps) -> np.ndarray:
    """False where an order is placed from the order list or a live room, without the item's page."""
    rng = scene.rng("without view")
    viewed = np.ones(steps.visit.size, dtype=bool)
    ordering = steps.visits.order != NO_ORDER
    without = ordering & (rng.random(ordering.size) < scene.parameters.funnel.without_view_share)
    viewed[steps.last[without]] = False
    return viewed


def _within(steps: Steps, rows: np.ndarray, most_seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Instants inside the pause after these steps, at most so many seconds after them."""
    room = np.minimum(steps.room_us[rows] * 0.9, most_seconds * SECOND_US)
    return np.asarray(steps.time[rows] + (room * rng.uniform(0.15, 1.0, room.size)).astype(np.int64))


def _views(scene: Scene, steps: Steps, viewed: np.ndarray, rng: np.random.Generator) -> list[Happening]:
    median = scene.parameters.activity.dwell_median_seconds
    dwell = np.exp(rng.normal(np.log(median), 0.9, viewed.size)) * 1000
    dwell = np.minimum(dwell, steps.room_us / 1000 * 0.95).astype(np.int64)
    rows, blind = np.flatnonzero(viewed), np.flatnonzero(~viewed)
    page = {"page": np.full(rows.size, PAGES.index("item")), "item": steps.item[rows], "dwell": dwell[rows]}
    other = np.where(rng.random(blind.size) < 0.6, PAGES.index("orders"), PAGES.index("live_room"))
    return [
        Happening("product_viewed", steps.visit[rows], steps.time[rows], page),
        Happening("page_viewed", steps.visit[blind], steps.time[blind], {"page": other, "dwell": dwell[blind]}),
    ]


def planted_carts(steps: Steps) -> np.ndarray:
    """Steps 2 to 4 of each visit with planted hesitation: the three that go into the cart."""
    first = steps.first[:-1][steps.visits.is_planted]
    return np.sort(np.concatenate([first + 1, first + 2, first + 3]))


def _carts(scene: Scene, steps: Steps, rng: np.random.Generator) -> list[Happening]:
    p, calendar = scene.parameters.funnel, scene.calendar
    n = steps.visit.size
    hush = calendar.is_hush[calendar.day_index(steps.time)]
    keen = np.exp(rng.normal(-(p.cart_clumping**2) / 2, p.cart_clumping, steps.visits.person.size))[steps.visit]
    added = rng.random(n) < p.cart_per_view * keen * np.where(hush, p.hush_cart_factor, 1.0)
    ordering = steps.visits.order != NO_ORDER
    wanted = ordering & (rng.random(ordering.size) < p.cart_before_order_share)
    added[steps.last[wanted]] = True
    added[planted_carts(steps)] = True
    rows = np.flatnonzero(added)
    time = _within(steps, rows, 40, rng)
    quantity = 1 + (rng.random(rows.size) < 0.12).astype(np.int64)
    page = np.full(rows.size, PAGES.index("item"))
    columns = {"item": steps.item[rows], "quantity": quantity, "page": page}
    out = (rng.random(rows.size) < p.remove_per_cart) & ~steps.visits.is_planted[steps.visit[rows]]
    away = time[out] + (rng.uniform(20, 100, int(out.sum())) * SECOND_US).astype(np.int64)
    cart = np.full(int(out.sum()), PAGES.index("cart"))
    liked = np.flatnonzero(rng.random(n) < p.favourite_per_view)
    return [
        Happening("product_added", steps.visit[rows], time, columns),
        Happening("product_removed", steps.visit[rows][out], away, {"item": steps.item[rows][out], "page": cart}),
        Happening(
            "product_favourited", steps.visit[liked], _within(steps, liked, 30, rng), {"item": steps.item[liked]}
        ),
    ]


def _checkouts(scene: Scene, steps: Steps, carts: Happening, rng: np.random.Generator) -> list[Happening]:
    visits = steps.visits
    has_cart = np.zeros(visits.person.size, dtype=bool)
    has_cart[carts.visit] = True
    able = has_cart & (visits.order == NO_ORDER) & ~visits.is_planted
    left = np.flatnonzero(able & (rng.random(able.size) < scene.parameters.funnel.abandoned_checkout_share))
    time = steps.end[left] + (rng.uniform(60, 150, left.size) * SECOND_US).astype(np.int64)
    return [Happening("checkout_started", left, time, {"page": np.full(left.size, PAGES.index("checkout"))})]


def _search(scene: Scene, people: People, steps: Steps, rng: np.random.Generator) -> list[Happening]:
    visits, p = steps.visits, scene.parameters.funnel
    shares = np.array([p.search_shares[name] for name in CHANNELS])[visits.channel]
    human = people.role[visits.person] != BOT
    eager = np.where(visits.steps > 1, _EAGER, _IDLE)
    begins = np.flatnonzero((rng.random(shares.size) < shares * eager) & human)
    at_start = visits.start[begins] - (rng.uniform(2, 12, begins.size) * SECOND_US).astype(np.int64)
    again = np.flatnonzero((rng.random(shares.size) < 0.4 * shares) & human & (visits.steps > 2))
    row = steps.first[:-1][again] + 1
    visit, time = np.concatenate([begins, again]), np.concatenate([at_start, _within(steps, row, 20, rng)])
    leaf = np.concatenate([visits.leaf[begins], steps.leaf[row]])
    page = np.full(visit.size, PAGES.index("search"))
    text = scene.bank.choose("search", leaf, rng)
    searches = Happening("products_searched", visit, time, {"page": page, "text": text, "leaf": leaf})
    home = p.home_page_share * np.where(visits.steps > 1, 1.0, 0.05)
    opens = np.flatnonzero((rng.random(home.size) < home) & human)
    when = visits.start[opens] - (rng.uniform(13, 40, opens.size) * SECOND_US).astype(np.int64)
    return [searches, Happening("page_viewed", opens, when, {"page": np.zeros(opens.size, dtype=np.int64)})]


def _clicks(scene: Scene, people: People, steps: Steps, rng: np.random.Generator) -> list[Happening]:
    many = steps.visits.steps[steps.visit] > 1
    rows = np.flatnonzero((rng.random(steps.visit.size) < scene.parameters.funnel.click_per_view) & many)
    thrifty = people.price_level[steps.person[rows]] < 0.35
    weights = np.where(thrifty[:, None], _ZONE_WEIGHTS * np.array([1, 1, 1, 0.6, 1, 4, 1, 1]), _ZONE_WEIGHTS)
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    zone = (rng.random(rows.size)[:, None] > edges).sum(axis=1).clip(0, len(ZONES) - 1)
    columns = {"zone": zone, "page": np.full(rows.size, PAGES.index("item")), "item": steps.item[rows]}
    return [Happening("element_clicked", steps.visit[rows], _within(steps, rows, 25, rng), columns)]


def _social(scene: Scene, people: People, steps: Steps, rng: np.random.Generator) -> list[Happening]:
    p, n = scene.parameters.social, steps.visit.size
    human = people.role[steps.person] != BOT
    parts = []
    many = steps.visits.steps[steps.visit] > 1
    kinds = {
        "product_shared": p.share_per_view,
        "content_liked": p.like_per_view,
        "content_commented": p.comment_per_view,
    }
    for name, share in kinds.items():
        fond = scene.personas.social[people.persona[steps.person]]
        rows = np.flatnonzero((rng.random(n) < share * fond) & human & many)
        page = np.full(rows.size, PAGES.index("item" if name == "product_shared" else "community"))
        columns = {"page": page, "item": steps.item[rows]}
        if name == "content_commented":
            columns["leaf"] = steps.leaf[rows]
        parts.append(Happening(name, steps.visit[rows], _within(steps, rows, 60, rng), columns))
    for name, mean in (("user_followed", p.follow_per_person), ("invite_accepted", p.invite_per_person)):
        known = np.flatnonzero(people.role[steps.visits.person] != ANONYMOUS)
        wanted = rng.poisson(mean * scene.n_people) if known.size else 0
        visit = np.sort(rng.choice(known, wanted)) if wanted else np.zeros(0, dtype=np.int64)
        time = _within(steps, steps.last[visit], 60, rng)
        parts.append(Happening(name, visit, time, {"page": np.full(visit.size, PAGES.index("community"))}))
    return parts

"""The shop as a stream of Segment-shaped calls in order of arrival, as an app would send them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from huaxiang.domain.instants import HOUR_US, SECOND_US, to_iso
from huaxiang.simulate.blocks import Block, simulate_blocks
from huaxiang.simulate.parameters import Parameters, read_parameters
from huaxiang.simulate.randomness import hashed_hex
from huaxiang.simulate.tracking import session_name

__all__ = ["StreamSettings", "stream"]

Call = dict[str, Any]
_Timed = tuple[int, int, Call]
_CHUNK = 8_192
_PROPERTIES = (
    "session_id", "item_id", "order_id", "quantity", "channel", "device", "page", "zone", "dwell_ms", "query"
)  # fmt: skip


@dataclass(frozen=True)
class StreamSettings:
    """Disorder of the stream; shares lie in 0..1.

    Attributes:
        late_share: Calls that arrive hours to days after they happened.
        duplicated_share: Calls that arrive twice with the same message id.
        shuffle_seconds: Each arrival is delayed by up to so many seconds more.
        identify_share: Members' visits with an `identify` call midway, logged in from then on.
        alias_share: Members with one `alias` call that joins a first device to them.
        with_orders: Whether payments, order lines, refunds and cancellations are sent as calls too.
    """

    late_share: float = 0.05
    duplicated_share: float = 0.02
    shuffle_seconds: float = 30.0
    identify_share: float = 0.10
    alias_share: float = 0.05
    with_orders: bool = True


def stream(
    people: int, *, seed: int, settings: StreamSettings | None = None, parameters: Parameters | None = None
) -> Iterator[Call]:
    """Calls in order of arrival: `track`, `identify` and `alias`, each with `receivedAt`; equal for equal arguments.

    Args:
        people: Number of people, 1 or more.
        seed: Seed of everything.
        settings: Disorder; the defaults when None.
        parameters: Of the shop; the shipped ones when None. Its own faults are not used.

    Yields:
        Segment-shaped calls. `properties` hold canonical names (item_id, l1, l2, l3, amount_minor, …).
        `anonymousId` is a device, an openid or a cookie.

    Raises:
        OutOfRange: `people` is below 1.
    """
    chosen = settings or StreamSettings()
    base = parameters or read_parameters()
    faults = replace(
        base.faults,
        late_share=chosen.late_share,
        duplicated_share=chosen.duplicated_share,
        broken_share=0.0,
        without_identity_share=0.0,
    )
    blocks = simulate_blocks(people, seed=seed, parameters=replace(base, faults=faults))
    for _, _, call in heapq.merge(*(_calls(block, chosen) for block in blocks), key=lambda timed: timed[:2]):
        yield call


def _calls(block: Block, settings: StreamSettings) -> Iterator[_Timed]:
    """The block's calls with arrival and a number that breaks ties; only its rows stay in memory."""
    extra = [*_identifies(block, settings), *_aliases(block, settings)]
    if settings.with_orders:
        extra += _order_calls(block)
    extra = _disordered(extra, block, settings)
    lane = block.scene.block * 10**9
    numbered = [(at, lane + 5 * 10**8 + place, call) for place, (at, call) in enumerate(extra)]
    rows, arrival = _shuffled(block, settings)
    tracks = _tracks(rows, (arrival, lane), _hidden_users(block, settings), _categories(block))
    return heapq.merge(tracks, numbered, key=lambda timed: timed[:2])


def _disordered(calls: list[tuple[int, Call]], block: Block, settings: StreamSettings) -> list[tuple[int, Call]]:
    """The calls with their share of late and doubled ones, in order of arrival."""
    rng, answer = block.scene.rng("disorder"), []
    calls.sort(key=lambda timed: (timed[0], timed[1]["messageId"]))
    late, twice = rng.random(len(calls)) < settings.late_share, rng.random(len(calls)) < settings.duplicated_share
    hours, again = rng.lognormal(2.0, 1.0, len(calls)), rng.exponential(600, len(calls))
    for place, (at, call) in enumerate(calls):
        arrival = at + int(hours[place] * HOUR_US) if late[place] else at
        answer.append((arrival, call | {"receivedAt": to_iso(arrival)}))
        if twice[place]:
            arrival += int(again[place] * SECOND_US)
            answer.append((arrival, call | {"receivedAt": to_iso(arrival)}))
    answer.sort(key=lambda timed: (timed[0], timed[1]["messageId"]))
    return answer


def _shuffled(block: Block, settings: StreamSettings) -> tuple[pa.Table, np.ndarray]:
    rows = block.tracked.rows
    received = rows["received_at"].cast(pa.int64()).to_numpy()
    noise = block.scene.rng("shuffle").random(received.size) * settings.shuffle_seconds * SECOND_US
    arrival = received + noise.astype(np.int64)
    order = np.argsort(arrival, kind="stable")
    return rows.take(pa.array(order)), arrival[order]


def _tracks(
    rows: pa.Table, arrivals: tuple[np.ndarray, int], hidden: dict[str, int], categories: dict[str, dict[str, str]]
) -> Iterator[_Timed]:
    arrival, lane = arrivals
    for start in range(0, rows.num_rows, _CHUNK):
        part, times = rows.slice(start, _CHUNK), arrival[start : start + _CHUNK].tolist()
        occurred = part["timestamp"].cast(pa.int64()).to_numpy()
        stamps, received = _iso(occurred), _iso(arrival[start : start + _CHUNK])
        for place, row in enumerate(part.drop_columns(["timestamp", "received_at"]).to_pylist()):
            call = _track(row, stamps[place], categories)
            call["receivedAt"] = received[place]
            if hidden.get(row["session_id"], 0) > occurred[place]:
                call["userId"] = None
            yield times[place], lane + start + place, call


def _track(row: dict[str, Any], at: str, categories: dict[str, dict[str, str]]) -> Call:
    properties = {name: row[name] for name in _PROPERTIES if row[name] is not None}
    if row["amount_fen"] is not None:
        properties |= {"amount_minor": row["amount_fen"], "currency": "CNY"}
    if row["item_id"] is not None:
        properties |= categories[row["item_id"]]
    return {
        "type": "track",
        "messageId": row["message_id"],
        "timestamp": at,
        "userId": row["user_id"],
        "anonymousId": row["device_id"] or row["openid"] or row["anonymous_id"],
        "event": row["event"],
        "properties": properties,
        "context": {"library": {"name": "huaxiang-simulate", "version": "1"}},
    }


def _categories(block: Block) -> dict[str, dict[str, str]]:
    catalogue = block.scene.catalogue
    answer = {}
    for number, item in enumerate(catalogue.item_ids()):
        l1, l2, l3 = catalogue.leaves[number // catalogue.items_per_leaf].path.split(".")
        brand = catalogue.brand_names[int(catalogue.brand[number])]
        answer[item] = {"l1": l1, "l2": l2, "l3": l3, "brand": brand}
    return answer


def _iso(instants: np.ndarray) -> list[str]:
    stamps = pa.array(instants, pa.int64()).cast(pa.timestamp("us"))
    answer: list[str] = pa.compute.strftime(stamps, format="%Y-%m-%dT%H:%M:%SZ").to_pylist()
    return answer


def _chosen_visits(block: Block, settings: StreamSettings) -> np.ndarray:
    """Logged-in visits of apps and mini programmes that begin without log-in and identify midway."""
    visits, user = block.steps.visits, block.handles.user
    able = (user >= 0) & (visits.channel <= 1) & (visits.steps > 1)
    draw = block.scene.rng("identify").random(user.size)
    return np.flatnonzero(able & (draw < settings.identify_share))


def _identified_at(block: Block, visit: np.ndarray) -> np.ndarray:
    return np.asarray((block.steps.visits.start[visit] + block.steps.end[visit]) // 2)


def _hidden_users(block: Block, settings: StreamSettings) -> dict[str, int]:
    """Sessions that identify midway, and the instant before which their calls name no user."""
    visit = _chosen_visits(block, settings)
    names = [session_name(block.scene.block, number) for number in visit.tolist()]
    return dict(zip(names, _identified_at(block, visit).tolist(), strict=True))


def _identifies(block: Block, settings: StreamSettings) -> list[tuple[int, Call]]:
    visit = _chosen_visits(block, settings)
    contacts, handles, at = block.contacts, block.handles, _identified_at(block, visit)
    ids, answer = hashed_hex(visit, block.scene.block, block.scene.seed, 29), []
    for place, (row, person) in enumerate(zip(visit.tolist(), handles.user[visit].tolist(), strict=True)):
        traits = {"phone": contacts.mobile[person], "email": contacts.email[person]}
        call = _call("identify", f"i{ids[place]}", int(at[place]), contacts.member_no[person])
        call |= {"anonymousId": _anonymous(block, row), "traits": {k: v for k, v in traits.items() if v is not None}}
        answer.append((int(at[place]) + 2 * SECOND_US, call))
    return answer


def _aliases(block: Block, settings: StreamSettings) -> list[tuple[int, Call]]:
    """Calls that give a visit without log-in to its member, an hour after it."""
    user, visits = block.handles.user, block.steps.visits
    rng = block.scene.rng("alias")
    chosen = (rng.random(block.scene.n_people) < settings.alias_share) & block.people.is_member
    rows = np.flatnonzero((user < 0) & chosen[visits.person])
    _, first = np.unique(visits.person[rows], return_index=True)
    rows = rows[first]
    ids, answer = hashed_hex(rows, block.scene.block, block.scene.seed, 31), []
    for place, row in enumerate(rows.tolist()):
        at = int(block.steps.end[row]) + HOUR_US
        call = _call("alias", f"a{ids[place]}", at, block.contacts.member_no[int(visits.person[row])])
        answer.append((at + SECOND_US, call | {"previousId": _anonymous(block, row)}))
    return answer


def _anonymous(block: Block, visit: int) -> str | None:
    handles = block.handles
    for codes, values in (
        (handles.device, handles.devices), (handles.openid, handles.openids), (handles.cookie, handles.cookies)
    ):  # fmt: skip
        if codes[visit] >= 0:
            return values[int(codes[visit])]
    return None


def _call(kind: str, message_id: str, at: int, user: str | None) -> Call:
    return {"type": kind, "messageId": message_id, "timestamp": to_iso(at), "userId": user}


def _order_calls(block: Block) -> list[tuple[int, Call]]:
    """Payments with their lines, refunds and cancellations of the tracked orders."""
    orders, catalogue = block.orders, block.scene.catalogue
    items, categories, first = catalogue.item_ids(), _categories(block), orders.first_line
    last = np.append(first[1:], orders.line_order.size)
    answer: list[tuple[int, Call]] = []
    for row in np.flatnonzero(orders.visit >= 0).tolist():
        number, user = str(orders.number[row]), block.contacts.member_no[int(orders.person[row])]

        def say(event: str, at: int, key: str, properties: Call, number: str = number, user: str | None = user) -> None:
            call = _call("track", f"{key}-{number}", at, user)
            answer.append((at + SECOND_US, call | {"event": event, "properties": {"order_id": number, **properties}}))

        paid_at, closed_at = int(orders.paid_at[row]), int(orders.closed_at[row])
        if paid_at >= 0:
            say("order_completed", paid_at, "p", {"amount_minor": int(orders.paid[row]), "currency": "CNY"})
            for line in range(int(first[row]), int(last[row])):
                item = items[int(orders.line_item[line])]
                amount, pieces = int(orders.line_amount[line]), int(orders.line_quantity[line])
                money = {"item_id": item, "quantity": pieces, "amount_minor": amount, "currency": "CNY"}
                say("order_line_recorded", paid_at, f"l{line - int(first[row])}", money | categories[item])
        if closed_at >= 0 and paid_at >= 0:
            say("order_refunded", closed_at, "r", {"amount_minor": int(orders.refund[row]), "currency": "CNY"})
        elif closed_at >= 0:
            say("order_cancelled", closed_at, "x", {})
    return answer

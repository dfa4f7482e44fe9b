"""Events of many people as a shop's SDK sends them, for measuring: visits of minutes, some calls late or twice."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from huaxiang.domain.instants import DAY_US, HOUR_US, SECOND_US, to_iso

__all__ = ["Shape", "bodies", "read_bodies", "write_bodies"]

Ints = npt.NDArray[np.int64]
_NAMES = (
    ("Product Viewed", 0.62),
    ("Element Clicked", 0.12),
    ("page", 0.08),
    ("Products Searched", 0.06),
    ("Product Added", 0.06),
    ("Product Added to Wishlist", 0.03),
    ("Checkout Started", 0.015),
    ("Order Completed", 0.015),
)
_PATHS = (
    *("美妆 > 底妆 > 粉底", "美妆 > 护肤 > 面霜", "母婴 > 奶粉 > 婴儿奶粉", "宠物 > 猫 > 猫粮", "食品 > 零食 > 坚果"),
    *(
        "女装 > 外套 > 羊毛大衣",
        "数码 > 手机 > 智能手机",
        "家居 > 床品 > 四件套",
        "运动 > 跑步 > 跑鞋",
        "酒水 > 啤酒 > 精酿",
    ),
)
_QUERIES = (
    "轻薄 粉底",
    "敏感肌 面霜",
    "有机 奶粉 二段",
    "无谷 猫粮",
    "每日坚果",
    "大码 羊毛大衣",
    "拍照 手机",
    "纯棉 四件套",
)
_CALLS = 100
_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the stream is like.

    Attributes:
        n_events: Calls, copies beside.
        n_people: Everybody has at least one visit where there are calls enough.
        until: Instant of the last call, µs.
        days: Over which the visits spread.
        late_share: Calls that arrive hours after they were made.
        twice_share: Calls that arrive twice.
    """

    n_events: int
    n_people: int
    until: int
    days: int = 3
    late_share: float = 0.05
    twice_share: float = 0.02
    events_a_visit: int = 6
    first_person: int = 0


def bodies(shape: Shape, *, seed: int) -> Iterator[bytes]:
    """Bodies of `POST /v1/batch`, 100 calls each, in the order of arrival; the same for the same arguments.

    Streams of two seeds have no message in common.
    """
    rng = np.random.default_rng(seed)
    person, visit, at = _visits(shape, rng)
    arrival = at + (rng.random(at.size) < shape.late_share) * (rng.lognormal(1.0, 0.8, at.size) * HOUR_US).astype(int)
    arrival = np.minimum(arrival, shape.until)
    again = np.flatnonzero(rng.random(at.size) < shape.twice_share)
    call = np.concatenate([np.arange(at.size), again])
    order = np.argsort(np.concatenate([arrival, arrival[again] + 60 * SECOND_US]), kind="stable")
    shares = np.array([share for _, share in _NAMES])
    name = rng.choice(len(_NAMES), at.size, p=shares / shares.sum())
    item = (rng.zipf(1.3, at.size) % 20_000).astype(np.int64)
    columns = (person, visit, at, name, item)
    call = call[order]
    for start in range(0, call.size, _CALLS):
        chosen = call[start : start + _CALLS]
        rows = zip(chosen.tolist(), *(column[chosen].tolist() for column in columns), strict=True)
        yield f'{{"batch":[{",".join(_call(f"{seed}-{number}", *row) for number, *row in rows)}]}}'.encode()


def _visits(shape: Shape, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Person, visit and instant of every call."""
    n_visits = max(shape.n_events // shape.events_a_visit, 1)
    everybody = np.arange(min(shape.n_people, n_visits))
    who = np.concatenate([everybody, rng.integers(0, shape.n_people, n_visits)])[:n_visits]
    start = shape.until - DAY_US // 24 - (rng.random(n_visits) * shape.days * DAY_US).astype(np.int64)
    sizes = rng.geometric(1 / shape.events_a_visit, n_visits)
    visit = np.repeat(np.arange(n_visits), sizes)[: shape.n_events]
    gaps = (rng.exponential(45.0, visit.size) * SECOND_US).astype(np.int64)
    gaps[np.flatnonzero(np.diff(visit, prepend=-1))] = 0
    within = np.cumsum(gaps)
    first = np.flatnonzero(np.diff(visit, prepend=-1))
    at = start[visit] + within - within[first][np.cumsum(np.diff(visit, prepend=-1) != 0) - 1]
    return who[visit] + shape.first_person, visit, np.minimum(at, shape.until)


def _call(number: str, person: int, visit: int, at: int, name: int, item: int) -> str:
    event = _NAMES[name][0]
    kind = '"type":"page","name":"home"' if event == "page" else f'"type":"track","event":"{event}"'
    user = f'"userId":"U{person}",' if person % 5 < 3 and visit % 3 else ""
    path = _PATHS[item % len(_PATHS)]
    query = f',"query":"{_QUERIES[item % len(_QUERIES)]}"' if event == "Products Searched" else ""
    order = f',"order_id":"o{number}","total":"{item % 900}.50"' if event == "Order Completed" else ""
    return (
        f'{{{kind},"messageId":"m{number}",{user}"anonymousId":"d{person}","timestamp":"{to_iso(at)}",'
        f'"context":{{"library":{{"name":"analytics.js"}},"sessionId":"s{visit}"}},'
        f'"properties":{{"product_id":"i{item}","category":"{path}","price":"{item % 500}.90"{query}{order}}}}}'
    )


def write_bodies(path: Path, shape: Shape, *, seed: int) -> int:
    """Writes the bodies one after another, each after its length; returns the number of calls with their copies."""
    total = 0
    with path.open("wb") as file:
        for body in bodies(shape, seed=seed):
            file.write(_LENGTH.pack(len(body)) + body)
            total += body.count(b'"messageId"')
    return total


def read_bodies(path: Path) -> Iterator[bytes]:
    """The bodies that `write_bodies` wrote."""
    with path.open("rb") as file:
        while head := file.read(_LENGTH.size):
            yield file.read(_LENGTH.unpack(head)[0])

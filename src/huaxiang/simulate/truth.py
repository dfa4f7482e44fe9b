"""What really is: personas, interests, identities, hesitations, effects and faults, written beside the sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.mailings import Campaign, PlantedTag
from huaxiang.simulate.people import N_FAVOURITES, ROLES
from huaxiang.simulate.writing import Files

__all__ = ["README", "effects", "write_truth"]

README = """Planted truth of the simulated shop. `huaxiang build` never reads this folder; `huaxiang evaluate` does.
person = number of the simulated person. Instants are µs UTC, -1 or empty where there is none.
personas.parquet     persona, role, drift, habits of each person
interests.parquet    favourite third-level categories by rank, with the time they hold
identities.parquet   each identity and the person it belongs to (a recycled phone has two); is_shared: others use it too
hesitation.parquet   planted episodes only: three carts of a leaf and no checkout; others may arise by chance
orders.parquet       person and purpose of each order; is_for_other: bought for somebody else
texts.jsonl          what each text says (text_id) and each search (message_id)
tag_effects.json     planted tags with their relative lift of clicks, and the tag that wears out
faults.json          planted late, doubled, broken and nameless rows by file
"""


def write_truth(files: Files, block: Block) -> None:
    """Appends the truth of a block."""
    files.add_parquet("personas.parquet", _personas(block))
    files.add_parquet("interests.parquet", _interests(block))
    files.add_parquet("identities.parquet", _identities(block))
    files.add_parquet("hesitation.parquet", _hesitations(block))
    files.add_parquet("orders.parquet", _orders(block))
    files.add_lines("texts.jsonl", _texts(block))


def _number(block: Block, person: np.ndarray) -> pa.Array:
    return pa.array(block.scene.first_number + person, pa.int64())


def _codes(names: tuple[str, ...], codes: np.ndarray) -> pa.Array:
    return pa.array([names[code] for code in codes.tolist()], pa.string())


def _personas(block: Block) -> pa.Table:
    people, everyone = block.people, np.arange(block.scene.n_people)
    ordered = np.bincount(block.orders.person[block.orders.visit >= 0], minlength=everyone.size)
    return pa.table(
        {
            "person": _number(block, everyone),
            "member_no": pa.array(block.contacts.member_no, pa.string()),
            "persona": _codes(block.scene.personas.slugs, people.persona),
            "role": _codes(ROLES, people.role),
            "drift_at": pa.array(np.where(people.drift_at < 2**61, people.drift_at, -1)),
            "is_cycler": pa.array(people.is_cycler),
            "is_dormant": pa.array((people.visits == 0) & people.is_member),
            "night_share": pa.array(people.night_share),
            "price_level": pa.array(people.price_level),
            "n_orders": pa.array(ordered),
        }
    )


def _interests(block: Block) -> pa.Table:
    people, scene = block.people, block.scene
    drifts = np.flatnonzero(people.drift_at < 2**61)
    everyone = np.arange(scene.n_people)
    person = np.concatenate([np.repeat(everyone, N_FAVOURITES), np.repeat(drifts, N_FAVOURITES)])
    leaf = np.concatenate([people.favourites.ravel(), people.favourites_later[drifts].ravel()])
    is_later = np.concatenate([np.zeros(everyone.size * N_FAVOURITES, bool), np.ones(drifts.size * N_FAVOURITES, bool)])
    drift = np.where(people.drift_at < 2**61, people.drift_at, -1)[person]
    paths = tuple(each.path for each in scene.catalogue.leaves)
    return pa.table(
        {
            "person": _number(block, person),
            "category": _codes(paths, leaf),
            "rank": pa.array(np.tile(np.arange(1, N_FAVOURITES + 1), person.size // N_FAVOURITES)),
            "valid_from": pa.array(np.where(is_later, drift, -1)),
            "valid_until": pa.array(np.where(is_later, -1, drift)),
        }
    )


def _identities(block: Block) -> pa.Table:
    contacts, handles = block.contacts, block.handles
    everyone = np.arange(block.scene.n_people)
    parts: list[tuple[str, list[Any], np.ndarray, np.ndarray]] = []
    no = np.zeros(everyone.size, dtype=bool)
    recycled = no.copy()
    new = contacts.first_owner >= 0
    recycled[new], recycled[contacts.first_owner[new]] = True, True
    parts.append(("member_no", list(contacts.member_no), everyone, no))
    parts.append(("mobile", list(contacts.mobile), everyone, recycled))
    parts.append(("email", list(contacts.email), everyone, no))
    parts.append(("wecom_external_userid", list(contacts.wecom), everyone, no))
    used = np.unique(handles.device[handles.device >= 0])
    shared = np.isin(used, handles.device[handles.is_on_shared])
    parts.append(("device_id", [handles.devices[code] for code in used.tolist()], handles.device_owner[used], shared))
    used = np.unique(handles.cookie[handles.cookie >= 0])
    parts.append(("cookie", [handles.cookies[c] for c in used.tolist()], handles.cookie_owner[used], used < 0))
    used = np.unique(handles.openid[handles.openid >= 0])
    parts.append(("openid", [handles.openids[code] for code in used.tolist()], used, used < 0))
    table = pa.table(
        {
            "namespace": pa.array(np.repeat([part[0] for part in parts], [len(part[1]) for part in parts]).tolist()),
            "value": pa.array([value for part in parts for value in part[1]], pa.string()),
            "person": _number(block, np.concatenate([part[2] for part in parts])),
            "is_shared": pa.array(np.concatenate([part[3] for part in parts])),
        }
    )
    return table.filter(pa.compute.is_valid(table["value"]))


def _hesitations(block: Block) -> pa.Table:
    visits, carts = block.steps.visits, block.carts
    visit = np.flatnonzero(visits.is_planted)
    last = np.full(visits.person.size, -1)
    np.maximum.at(last, carts.visit, carts.time)
    paths = tuple(each.path for each in block.scene.catalogue.leaves)
    returns = np.flatnonzero(visits.is_return)
    buys = np.isin(visits.person[visit], visits.person[returns])
    return pa.table(
        {
            "person": _number(block, visits.person[visit]),
            "member_no": pa.array([block.contacts.member_no[p] for p in visits.person[visit].tolist()], pa.string()),
            "is_logged_in": pa.array(block.handles.user[visit] >= 0),
            "category": _codes(paths, visits.leaf[visit]),
            "last_cart_at": pa.array(last[visit]),
            "buys_later": pa.array(buys),
        }
    )


def _orders(block: Block) -> pa.Table:
    orders = block.orders
    return pa.table(
        {
            "order_id": pa.array(orders.number).cast(pa.string()),
            "person": _number(block, orders.person),
            "is_for_other": pa.array(orders.is_for_other),
            "is_live": pa.array(orders.is_live),
        }
    )


def _texts(block: Block) -> Iterator[Mapping[str, Any]]:
    templates, first = block.scene.bank.templates, block.scene.first_number
    rows = block.written
    for k, (number, person) in enumerate(zip(rows.template.tolist(), rows.person.tolist(), strict=True)):
        key = {"text_id": f"t{block.scene.block:05d}{k:06d}", "person": first + person}
        yield key | _said(templates[number], rows.text[k], rows.truth[k])
    ids, numbers, texts = block.tracked.searches
    for message_id, number, text in zip(ids, numbers.tolist(), texts, strict=True):
        yield {"message_id": message_id} | _said(templates[number], text, templates[number].truth)


def _said(template: Any, text: str, said: Any) -> dict[str, Any]:
    return {
        "kind": template.kind,
        "text": text,
        "intent": template.intent,
        "rating": template.rating or None,
        "is_sensitive": template.is_sensitive,
        "truth": said,
    }


def effects(tags: tuple[PlantedTag, ...], campaigns: tuple[Campaign, ...]) -> dict[str, Any]:
    """Contents of `tag_effects.json`: the planted tags, and which campaigns ran after one of them wore out."""
    return {
        "tags": [
            {
                "key": tag.key,
                "label": tag.label,
                "lift": tag.lift,
                "wears_out": tag.wears_out,
                "later_lift": tag.later_lift,
            }
            for tag in tags
        ],
        "campaigns": [
            {"campaign_id": each.campaign_id, "tag_key": each.tag.key, "lift": each.lift} for each in campaigns
        ],
    }

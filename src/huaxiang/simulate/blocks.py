"""One block of people from first to last: who they are, what they do, and everything that the shop records of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huaxiang.simulate.agreements import Agreements, FactRows, draw_agreements, observe_facts
from huaxiang.simulate.coupons import CouponRows, issue_coupons
from huaxiang.simulate.happenings import Happening, happen
from huaxiang.simulate.identities import Contacts, Handles, draw_contacts, draw_handles
from huaxiang.simulate.journeys import plan_visits
from huaxiang.simulate.mailings import Campaign, Messages, plan_campaigns, plant_tags, send_messages
from huaxiang.simulate.orders import Orders, order_happenings, place_orders
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.people import People, draw_people
from huaxiang.simulate.scene import Scene, scenes
from huaxiang.simulate.steps import Steps, take_steps
from huaxiang.simulate.tracking import Tracked, track
from huaxiang.simulate.writers import Written, write_texts

__all__ = ["Block", "simulate_blocks"]


@dataclass(frozen=True)
class Block:
    """Everything that a block of people gives."""

    scene: Scene
    people: People
    contacts: Contacts
    steps: Steps
    handles: Handles
    orders: Orders
    carts: Happening
    tracked: Tracked
    written: Written
    coupons: CouponRows
    campaigns: tuple[Campaign, ...]
    messages: Messages
    agreements: Agreements
    facts: FactRows


def simulate_blocks(people: int, *, seed: int, parameters: Parameters) -> Iterator[Block]:
    """The blocks in order; each depends on the seed, the parameters and its number alone (and its size).

    Raises:
        OutOfRange: `people` is below 1.
    """
    for scene in scenes(people, seed=seed, parameters=parameters):
        tags = plant_tags(scene.catalogue, seed=seed, parameters=parameters)
        yield _simulate(scene, plan_campaigns(tags, scene.calendar, parameters))


def _simulate(scene: Scene, campaigns: tuple[Campaign, ...]) -> Block:
    people = draw_people(scene)
    contacts = draw_contacts(scene, people)
    steps = take_steps(scene, people, plan_visits(scene, people))
    handles = draw_handles(scene, people, steps.visits)
    orders = place_orders(scene, people, steps)
    happenings = happen(scene, people, steps)
    by_name = {each.name: each for each in happenings}
    agreements = draw_agreements(scene, people)
    everything = [*happenings, *order_happenings(scene, steps, orders)]
    return Block(
        scene=scene,
        people=people,
        contacts=contacts,
        steps=steps,
        handles=handles,
        orders=orders,
        carts=by_name["product_added"],
        tracked=track(scene, people, steps, (handles, contacts), everything),
        written=write_texts(scene, people, steps, orders, by_name["content_commented"], contacts.mobile),
        coupons=issue_coupons(scene, people, steps, orders),
        campaigns=campaigns,
        messages=send_messages(scene, people, contacts, campaigns, agreements.marketing),
        agreements=agreements,
        facts=observe_facts(scene, people),
    )

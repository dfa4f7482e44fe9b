"""E-mail campaigns on planted tags: who was mailed, who opened and clicked; half of the tags change nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from huaxiang.simulate.catalogue import Catalogue
from huaxiang.simulate.identities import Contacts
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.people import MEMBER, People
from huaxiang.simulate.promotions import Calendar
from huaxiang.simulate.randomness import generator
from huaxiang.simulate.scene import Scene

__all__ = ["Campaign", "Messages", "PlantedTag", "plan_campaigns", "plant_tags", "send_messages"]

_SEND_HOUR = 10
_WORN_LIFT = -0.35
_BAD_CYCLES = 3


@dataclass(frozen=True)
class PlantedTag:
    """A tag with a known effect on clicks: `lift` is relative, 0 for those that change nothing.

    One of those without effect wears out: in its last three campaigns its lift is `later_lift`.
    """

    key: str
    label: str
    l1: int
    lift: float
    wears_out: bool
    later_lift: float


@dataclass(frozen=True)
class Campaign:
    """A mailing to holders of a tag and to some people without it."""

    campaign_id: str
    tag: PlantedTag
    starts_at: int
    lift: float


@dataclass(frozen=True)
class Messages:
    """Mails of a block, arrays of one length; instants in µs UTC, -1 for what did not happen."""

    number: np.ndarray
    person: np.ndarray
    campaign: np.ndarray
    is_holder: np.ndarray
    sent_at: np.ndarray
    delivered_at: np.ndarray
    opened_at: np.ndarray
    clicked_at: np.ndarray
    unsubscribed_at: np.ndarray


def plant_tags(catalogue: Catalogue, *, seed: int, parameters: Parameters) -> tuple[PlantedTag, ...]:
    """One tag a first-level category that is not sensitive; the stated share of them works."""
    rng, p = generator(seed, "planted tags"), parameters.campaigns
    firsts = {leaf.labels[0]: leaf.path.split(".", maxsplit=1)[0] for leaf in catalogue.leaves if not leaf.is_sensitive}
    works = np.zeros(len(firsts), dtype=bool)
    works[: round(len(firsts) * p.effective_share)] = True
    works = works[rng.permutation(works.size)]
    idle = np.flatnonzero(~works)
    worn = int(idle[idle.size // 2]) if idle.size else -1
    answer = []
    for place, (label, slug) in enumerate(firsts.items()):
        lift = p.effect_lift if works[place] else 0.0
        later = _WORN_LIFT if place == worn else lift
        number = catalogue.l1_labels.index(label)
        answer.append(PlantedTag(f"interest.{slug}", label, number, lift, place == worn, later))
    return tuple(answer)


def plan_campaigns(tags: tuple[PlantedTag, ...], calendar: Calendar, parameters: Parameters) -> tuple[Campaign, ...]:
    """Campaigns of the tracked days, each tag on its own days, in order of their start."""
    every, answer = parameters.campaigns.every_days, []
    for place, tag in enumerate(tags):
        days = range(calendar.first + place % every, len(calendar.days), every)
        for turn, day in enumerate(days):
            lift = tag.later_lift if len(days) - turn <= _BAD_CYCLES else tag.lift
            name = f"mail-{tag.key.removeprefix('interest.')}-{calendar.days[day]:%Y%m%d}"
            answer.append(Campaign(name, tag, int(calendar.start_us[day]) + _SEND_HOUR * HOUR_US, lift))
    return tuple(sorted(answer, key=lambda campaign: (campaign.starts_at, campaign.campaign_id)))


def send_messages(
    scene: Scene, people: People, contacts: Contacts, campaigns: tuple[Campaign, ...], agrees: np.ndarray
) -> Messages:
    """The mails of the campaigns to the block's reachable people.

    Args:
        scene: The block.
        people: Its people.
        contacts: What is known of them; people without e-mail get none.
        campaigns: The shop's campaigns.
        agrees: Whether each person agreed to marketing mails.
    """
    rng, p = scene.rng("messages"), scene.parameters.campaigns
    has_mail = np.array([mail is not None for mail in contacts.email])
    reach = np.flatnonzero(has_mail & agrees & (people.role == MEMBER))
    who, which = np.meshgrid(reach, np.arange(len(campaigns)), indexing="ij")
    person, campaign = who.ravel(), which.ravel()
    start = np.array([each.starts_at for each in campaigns])[campaign]
    l1 = np.array([each.tag.l1 for each in campaigns])[campaign]
    holder = _holds(scene, people, (person, start), l1)
    wanted = rng.random(person.size) < np.where(holder, p.people_per_tag_share, p.reference_share)
    rows = np.flatnonzero(wanted & (people.registered_at[person] < start) & (start < scene.calendar.end_us))
    rows = rows[np.lexsort((person[rows], start[rows]))]
    person, campaign, holder = person[rows], campaign[rows], holder[rows]
    sent = start[rows] + (rng.random(rows.size) * 20 * MINUTE_US).astype(np.int64)
    lift = np.array([each.lift for each in campaigns])[campaign] * holder
    return _answers(scene, (person, campaign, holder, sent, lift), rng)


def _holds(scene: Scene, people: People, moment: tuple[np.ndarray, np.ndarray], l1: np.ndarray) -> np.ndarray:
    """Whether one of the person's two strongest favourites of that time lies in the first-level category."""
    person, start = moment
    holds = np.zeros(person.size, dtype=bool)
    for rank in range(2):
        leaf = people.favourite_at(person, start, np.full(person.size, rank))
        holds |= scene.catalogue.l1[leaf] == l1
    return holds


def _answers(scene: Scene, mails: tuple[np.ndarray, ...], rng: np.random.Generator) -> Messages:
    person, campaign, holder, sent, lift = mails
    p, n, end = scene.parameters.campaigns, person.size, scene.calendar.end_us
    delivered = rng.random(n) < p.delivered_share
    clicks = delivered & (rng.random(n) < p.click_share * (1 + lift))
    opens = delivered & (
        clicks | (rng.random(n) < max(p.open_share - p.click_share, 0.0) / max(1 - p.click_share, 1e-9))
    )
    by_machine = opens & ~clicks & (rng.random(n) < p.machine_open_share)
    opened = sent + np.where(
        by_machine, rng.uniform(1, 20, n) * SECOND_US, rng.lognormal(0.7, 1.3, n) * HOUR_US
    ).astype(np.int64)
    clicked = opened + (rng.uniform(5, 90, n) * SECOND_US).astype(np.int64)
    scanned = delivered & ~clicks & (rng.random(n) < p.scanner_click_share)
    clicked = np.where(scanned, sent + (rng.uniform(3, 10, n) * SECOND_US).astype(np.int64), clicked)
    leaves = delivered & (rng.random(n) < p.unsubscribe_share)
    clicks |= scanned
    return Messages(
        number=scene.block * 10**7 + np.arange(n),
        person=person,
        campaign=campaign,
        is_holder=holder,
        sent_at=sent,
        delivered_at=np.where(delivered, sent + 2 * SECOND_US, -1),
        opened_at=np.where(opens & (opened < end), opened, -1),
        clicked_at=np.where(clicks & (clicked < end), clicked, -1),
        unsubscribed_at=np.where(leaves & (sent + DAY_US < end), sent + DAY_US // 2, -1),
    )

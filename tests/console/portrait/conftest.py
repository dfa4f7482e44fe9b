"""Who is who in the simulated shop: people found by what they are, so that no test knows an id."""

from __future__ import annotations

import pytest

from huaxiang.audiences.exclusions import exclusion
from huaxiang.console.words import say
from huaxiang.domain.instants import Zone
from huaxiang.project.opening import Project


@pytest.fixture(scope="session")
def cast(demo_shop):
    """Person ids: `talker` (most interests, one of them read from a text), `refuser`, `buyer` (one order)."""
    project = Project.open(demo_shop)
    store = project.store()
    profiles = list(store.profiles())
    at = store.meta().as_of

    def n_read(profile):
        return sum(tag.evidence_kind == "span" and bool(tag.references.get("spans")) for tag in profile.tags)

    talker = max(profiles, key=lambda profile: (bool(profile.memberships) and n_read(profile), profile.person_id))
    buyers = [each for each in profiles if each.features.get("orders_180d") == 1.0 and each.memberships]
    return {
        "talker": talker.person_id,
        "spoken_tag": next(tag.tag_key for tag in talker.tags if tag.references.get("spans")),
        "refuser": next(each.person_id for each in profiles if exclusion(each, as_of=at) == "refused"),
        "buyer": buyers[0].person_id,
    }


class Speaker:
    """As much of a visit as words need."""

    def __init__(self, language):
        self.language, self.zone = language, Zone("Asia/Shanghai")

    def say(self, key, **figures):
        return say(key, self.language, **figures)


@pytest.fixture
def speaker():
    """Makes a speaker of a language."""
    return Speaker

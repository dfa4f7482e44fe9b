"""Words without a service, and updates of tags made by hand."""

from __future__ import annotations

import pytest

from huaxiang.console.views.changes import Shift, Update
from huaxiang.console.words import say
from huaxiang.domain.instants import Zone

NOON = 1_762_833_600_000_000
"""2025-11-11 12:00:00 in Shanghai."""


class Speaker:
    """As much of a visit as words need."""

    def __init__(self, language):
        self.language, self.zone = language, Zone("Asia/Shanghai")

    def say(self, key, **figures):
        return say(key, self.language, **figures)

    def joined(self, *sentences):
        return ("" if self.language == "zh" else " ").join(each for each in sentences if each)

    def listed(self, words):
        return self.say("frame.list_comma").join(words)


@pytest.fixture
def zh():
    return Speaker("zh")


@pytest.fixture
def en():
    return Speaker("en")


@pytest.fixture
def made():
    """Makes an update; what is not said is that of a flag gained by an event, not yet active."""

    def make(**said):
        gained = (Shift("*", None, {"status": "observation"}),)
        usual = {
            "seq": 7,
            "person_id": "p_1",
            "name": "M01",
            "is_visitor": False,
            "tag_key": "flag.hesitant",
            "labels": ("犹豫型高意向用户", "hesitant, high intent"),
            "cause": "event",
            "event_id": "app:1",
            "at": NOON,
            "shifts": gained,
            "leaving": (),
            "withheld": "observation",
        }
        return Update(**(usual | said))

    return make

from __future__ import annotations

import asyncio
import json

from huaxiang.project.opening import Project
from huaxiang.service.readings import Readings


def test_a_reading_is_used_again_and_two_at_a_time_are_two(shop):
    readings = Readings(shop)
    with readings.reading() as first, readings.reading() as second:
        assert first is not second
    with readings.reading() as third:
        assert third in (first, second)
    readings.close()


def test_a_switch_of_the_generation_is_followed(shop):
    readings = Readings(shop)
    with readings.reading() as reading:
        before = reading.store().meta().run_id
        Project.open(shop).build()
    with readings.reading() as reading:
        assert reading.store().meta().run_id != before
        assert reading.manifest()["as_of"]
    readings.close()


def test_a_tag_frozen_in_the_ledger_is_withheld_at_once(shop):
    readings = Readings(shop)
    with readings.reading() as reading:
        tag = next(t for p in reading.store().profiles() for t in p.tags if t.tag_key == "fact.buyer")
        assert reading.gate().reason(tag, at=reading.store().meta().as_of) is None
    line = json.dumps({"key": "fact.buyer", "state": "frozen", "reason": "test"})
    (shop / "ledger" / "tag-states.jsonl").write_text(line + "\n")
    with readings.reading() as reading:
        assert reading.gate().reason(tag, at=reading.store().meta().as_of) == "definition_not_active"
    readings.close()


def test_a_read_of_many_at_a_time_gives_each_its_own_answer(shop):
    readings = Readings(shop)

    async def all_at_once():
        return await asyncio.gather(
            *(readings.read(lambda reading, n: (reading.store().count(), n), n) for n in range(50))
        )

    assert asyncio.run(all_at_once()) == [(30, n) for n in range(50)]
    readings.close()

from __future__ import annotations

import asyncio

from huaxiang.service.measures import Measured, Measures


def test_gauges_say_what_they_are_now():
    measures = Measures()
    measures.count([{"verdict": "accepted"}, {"verdict": "refused", "reason": "no_name"}])
    assert b"huaxiang_people 3.0" in measures.text(people=3)
    assert b"huaxiang_people 4.0" in measures.text(people=4)


def test_two_services_do_not_share_measures():
    first, second = Measures(), Measures()
    first.count([{"verdict": "accepted"}])
    assert b'verdict="accepted"' not in second.text()


def test_requests_refused_by_pressure_are_counted():
    async def full(scope, receive, send):
        await send({"type": "http.response.start", "status": 429})

    async def nothing(*_):
        return {}

    measures = Measures()
    asyncio.run(Measured(full, measures)({"type": "http"}, nothing, nothing))
    assert b"huaxiang_requests_refused_by_pressure_total 1.0" in measures.text()

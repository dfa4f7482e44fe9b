from __future__ import annotations

import msgspec
import pytest

from huaxiang.client.answers import Page, Verdict


def test_a_duplicate_is_kept_and_a_refused_event_is_not():
    kept = {
        word: Verdict(message_id="1", verdict=word).is_kept for word in ("accepted", "duplicate", "parked", "refused")
    }
    assert kept == {"accepted": True, "duplicate": True, "parked": False, "refused": False}


def test_an_answer_without_its_instant_is_no_answer():
    with pytest.raises(msgspec.ValidationError, match="as_of"):
        msgspec.json.decode(b'{"run_id": "r", "lag_seconds": 1, "next": 1}', type=Page)


def test_what_a_newer_service_says_besides_is_passed_over():
    told = b'{"as_of": "2025-11-11T12:00:00Z", "run_id": "r", "lag_seconds": 1, "next": 4, "new": []}'
    assert msgspec.json.decode(told, type=Page).next == 4

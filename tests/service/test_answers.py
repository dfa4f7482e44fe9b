from __future__ import annotations

import asyncio
import json

import pytest
from fastapi import Request

from huaxiang.domain.errors import BadExpression, ContractBroken, OutOfRange, ProjectMissing, StorageError, UnknownName
from huaxiang.ingest.bodies import TooLarge
from huaxiang.service.answers import answer, as_refused


def request(**path_params) -> Request:
    return Request({"type": "http", "path_params": path_params})


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TooLarge("x"), 413),
        (UnknownName("trait", "x"), 400),
        (BadExpression("x"), 400),
        (OutOfRange("x"), 400),
        (StorageError("x"), 503),
        (ProjectMissing("x"), 503),
        (ContractBroken("x"), 500),
    ],
)
def test_each_mistake_has_its_status(error, status):
    assert asyncio.run(as_refused(request(), error)).status_code == status


def test_a_name_in_the_path_that_nobody_has_is_not_found():
    assert asyncio.run(as_refused(request(person="x"), UnknownName("person", "x"))).status_code == 404


def test_answers_keep_chinese_and_are_not_cached():
    made = answer({"a": "画像"})
    assert json.loads(made.body) == {"a": "画像"}
    assert made.headers["cache-control"] == "no-store"

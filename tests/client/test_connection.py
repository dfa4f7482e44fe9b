from __future__ import annotations

import inspect

import httpx
import pytest

from huaxiang.client import AsyncClient, Client, calls
from huaxiang.client.connection import settings_of, stream_timeout


def test_a_key_is_sent_as_bearer():
    assert settings_of("http://a", "k", 1.0)["headers"]["authorization"] == "Bearer k"
    assert "authorization" not in settings_of("http://a", None, 1.0)["headers"]


def test_a_stream_waits_longer_than_the_service_is_ever_quiet():
    with httpx.Client(timeout=2.0) as http:
        timeout = stream_timeout(http)
    assert (timeout.read, timeout.connect) == (45.0, 2.0)


@pytest.mark.parametrize("name", [name for name in calls.__all__ if name.islower()])
def test_both_clients_have_every_call_with_its_words_and_parameters(name):
    described = getattr(calls, name)
    for kind in (Client, AsyncClient):
        method = getattr(kind, name)
        assert method.__doc__ == described.__doc__
        assert list(inspect.signature(method).parameters)[1:] == list(inspect.signature(described).parameters)

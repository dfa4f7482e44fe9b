from __future__ import annotations

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.service.keyring import held_keys, make_key, remove_key

EVENT = {"event": "Product Viewed", "userId": "M01"}


def test_a_key_is_good_at_once_shown_by_its_mark_and_gone_at_once(client, service, shop):
    text = make_key(service, "app", scopes=("write",))
    (held,) = held_keys(service)
    assert (held.source, held.scopes, held.last_used_at, len(held.mark)) == ("app", ("write",), None, 8)
    assert text not in (shop / "ledger" / "keys.json").read_text()
    assert client.post("/v1/track", json=EVENT).status_code == 401
    assert client.post("/v1/track", json=EVENT, auth=(text, "")).status_code == 200
    assert held_keys(service)[0].last_used_at is not None
    remove_key(service, held.mark)
    assert held_keys(service) == []
    assert client.post("/v1/track", json=EVENT).status_code == 200


def test_another_key_stays_when_one_goes_and_an_unknown_mark_takes_none(client, service):
    first, second = (make_key(service, each, scopes=("write", "read")) for each in ("web", "app"))
    with pytest.raises(UnknownName):
        remove_key(service, "00000000x")
    remove_key(service, held_keys(service)[0].mark)
    assert [each.source for each in held_keys(service)] == ["app"]
    assert client.get("/v1/changes", auth=(first, "")).status_code == 401
    assert client.get("/v1/changes", auth=(second, "")).status_code == 200

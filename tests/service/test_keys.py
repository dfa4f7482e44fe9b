from __future__ import annotations

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.service.keys import add_key, judge, read_keys, stated_keys


def test_a_key_is_kept_as_its_hash_alone(tmp_path):
    text = add_key(tmp_path, "app", scopes=["write"])
    assert text not in (tmp_path / "keys.json").read_text()
    caller = judge(read_keys(tmp_path), "write", stated=[text], host="10.0.0.1", headers={})
    assert (caller.status, caller.source) == (200, "app")


def test_broken_headers_state_no_key():
    assert stated_keys({"authorization": "Basic !!"}) == []
    assert stated_keys({"authorization": "Basic"}) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_without_keys_this_machine_may(host):
    assert judge([], "read", stated=[], host=host, headers={"host": "localhost:8080"}).status == 200
    assert judge([], "read", stated=[], host=host, headers={"host": "[::1]:8080"}).status == 200
    assert judge([], "read", stated=[], host=host, headers={"host": "[bad"}).status == 403


def test_a_broken_file_of_keys_is_told(tmp_path):
    (tmp_path / "keys.json").write_text('[{"source": "app"}]')
    with pytest.raises(ConfigurationError, match=r"keys\.json"):
        read_keys(tmp_path)

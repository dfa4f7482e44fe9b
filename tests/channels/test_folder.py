from __future__ import annotations

import json

from tests.channels.test_contract import delivery

from huaxiang.channels.folder import Folder


def names(folder):
    return sorted(path.name for path in folder.path.iterdir())


def test_files_lie_in_the_order_of_the_feed_and_twice_is_one(tmp_path):
    folder = Folder(tmp_path / "out")
    for each in (delivery("msg_b", 30), delivery("msg_a", 4), delivery("msg_b", 30)):
        assert folder.deliver(each, at=0).kind == "delivered"
    assert names(folder) == ["000000000004-msg_a.json", "000000000030-msg_b.json"]
    assert json.loads((folder.path / names(folder)[0]).read_bytes())["id"] == "msg_a"


def test_forgotten_people_leave_no_byte_and_others_stay(tmp_path):
    folder = Folder(tmp_path / "out")
    folder.deliver(delivery("msg_a", 1), at=0)
    (folder.path / "notes.json").write_text("{}")
    assert folder.forget(["p_1"]) == 1
    text = (folder.path / "000000000001-msg_a.json").read_text()
    assert "p_1" not in text
    assert "p_2" in text
    assert folder.forget(["p_2"]) == 1
    assert names(folder) == ["notes.json"]


def test_a_place_that_cannot_be_written_is_a_failure(tmp_path):
    (tmp_path / "out").write_text("a file")
    outcome = Folder(tmp_path / "out").deliver(delivery(), at=0)
    assert outcome.kind == "failed"
    assert "cannot write" in outcome.reason

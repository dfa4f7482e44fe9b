from __future__ import annotations

import json

import pytest
from tests.laws.shops import usual_shop

from huaxiang.domain.errors import UserError
from huaxiang.project.opening import Project
from huaxiang.project.outlets import feed_slice, forget_in_channels, outbox_of, outlets_of

TOML = """
[[webhook]]
name = "crm"
url = "https://crm.shop.test/hook"
secret_env = "CRM_SECRET"
tags = ["fact.*"]
purpose = "service"

[[folder]]
name = "files"
path = "exports/changes"
start = "beginning"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A built shop with a webhook and a folder; tests change its outbox and folder only."""
    built = usual_shop().build(tmp_path_factory.mktemp("outlets") / "店")
    path = built.folder / "huaxiang.toml"
    path.write_text(path.read_text(encoding="utf-8") + TOML, encoding="utf-8")
    return Project.open(built.folder)


def test_names_in_the_file_become_channels(project):
    hook, files = outlets_of(project, {"CRM_SECRET": "s"})
    assert (hook.name, hook.address, hook.is_from_start) == ("crm", "https://crm.shop.test/hook", False)
    assert (files.name, files.kind, files.is_from_start) == ("files", "folder", True)
    hook.channel.close()


@pytest.mark.parametrize(("secret", "said"), [("", "CRM_SECRET is not set"), ("whsec_!", "goes on in Base64")])
def test_a_secret_that_is_missing_or_wrong_is_told_and_not_shown(project, secret, said):
    with pytest.raises(UserError, match=said) as caught:
        outlets_of(project, {"CRM_SECRET": secret})
    assert "webhook crm" in str(caught.value)
    assert not secret or secret not in str(caught.value)


def test_a_slice_is_the_page_that_leaves_and_a_purpose_leaves_tags_out(project):
    part = feed_slice(project, 0)
    assert {each.tag_key.split(".")[0] for each in part.entries} >= {"fact"}
    assert part.withheld > 0
    assert json.loads(part.entries[0].document)["seq"] == part.entries[0].seq
    hook, files = outlets_of(project, {"CRM_SECRET": "s"})
    assert all(map(files.wants, part.entries))
    assert not any(map(hook.wants, part.entries))  # no shipped fact serves `service`
    hook.channel.close()


def test_beyond_the_end_it_says_that_the_feed_was_begun_anew(project):
    part = feed_slice(project, 10**9)
    assert (part.is_anew, part.entries) == (True, [])
    assert feed_slice(project, part.next).is_end


def test_forgotten_people_go_from_the_outbox_and_from_folders(project):
    part = feed_slice(project, 0)
    person = part.entries[0].person_id
    n_theirs = sum(each.person_id == person for each in part.entries)
    _, files = outlets_of(project, {"CRM_SECRET": "s"})
    outbox = outbox_of(project)
    outbox.register("files", address="x", position=0)
    outbox.fill("files", part, part.entries)
    delivery = outbox.take("files", most=10_000)
    assert files.channel.deliver(delivery, at=0).kind == "delivered"
    outbox.close()
    assert forget_in_channels(project, [person]) == 2 * n_theirs
    assert forget_in_channels(project, [person]) == 0
    held = [project.ledger / "outbox.sqlite", *(project.folder / "exports" / "changes").iterdir()]
    assert all(person.encode() not in path.read_bytes() for path in held)

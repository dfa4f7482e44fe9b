from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys

import pytest
from fastapi.testclient import TestClient

from huaxiang.console.connect import offers as module
from huaxiang.console.connect.offers import KEY, MARK, offers, snippet
from huaxiang.domain.instants import now
from huaxiang.ingest.dialects.base import dialect, dialect_names
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.keys import add_key

OFFERS = offers()
NAMES = [each.name for each in OFFERS]


def test_every_dialect_is_offered_and_those_most_in_use_come_first():
    assert {each.dialect for each in OFFERS} == set(dialect_names())
    assert NAMES[0] == "segment"
    assert {"rudderstack", "http"} <= set(NAMES)


@pytest.mark.parametrize("offer", OFFERS, ids=NAMES)
def test_every_snippet_names_the_host_and_the_place_of_the_key_and_nothing_of_the_template(offer):
    for language in offer.languages:
        written = snippet(offer, language, "https://shop.test:8443")
        assert "shop.test:8443" in written
        assert KEY in written
        assert not {"<HOST>", "<HOSTNAME>", "<PROTOCOL>"} & set(written.split('"'))


def test_a_dialect_without_a_snippet_still_has_a_request(monkeypatch):
    monkeypatch.setattr(module, "_FLAVOURS", {"segment": ("unheard",)})
    (made,) = (each for each in offers() if each.name == "unheard")
    assert made.languages == ("curl",)
    assert snippet(made, "curl", "http://a.test").startswith(
        f"curl http://a.test{next(iter(dialect('segment').PATHS))}"
    )
    assert made.trial("huaxiang-test-1", now()) is None


@pytest.fixture(scope="module")
def keyed(built_shop, tmp_path_factory):
    """A client of a service with one key, and the key."""
    folder = shutil.copytree(built_shop, tmp_path_factory.mktemp("keyed") / "shop")
    key = add_key(folder / "ledger", "app", scopes=("write",))
    with TestClient(create_app(Project.open(folder), worker=False), base_url="http://127.0.0.1") as client:
        yield client, key


@pytest.mark.parametrize("offer", [each for each in OFFERS if each.trial_of], ids=lambda each: each.name)
def test_a_test_event_of_every_dialect_is_taken_with_the_key_and_only_with_it(keyed, offer):
    client, key = keyed
    service = client.app.state.service
    before = service.intake.last_seq()
    identity = f"{MARK}{offer.name}"

    def post(with_key):
        trial = offer.trial(identity, now())
        headers = {"content-type": trial.content_type}
        if trial.auth == "basic":
            headers["authorization"] = f"Basic {base64.b64encode(f'{with_key}:'.encode()).decode()}"
        elif trial.auth == "bearer":
            headers["authorization"] = f"Bearer {with_key}"
        path = trial.path.replace(KEY, with_key)
        return client.post(path, content=trial.body.replace(KEY, with_key), headers=headers)

    assert post("wrong").status_code == 401
    assert service.intake.last_seq() == before
    answer = post(key)
    assert answer.status_code == 200, answer.text
    log = service.readings.project.log()
    events = [event for _, event in log.read(before)]
    log.close()
    (added,) = (event for event in events if event.name == "product_added")
    assert added.source == "app"
    assert any(each.endswith(f":{identity}") for each in added.identities)
    assert json.loads(json.dumps(added.properties))["huaxiang_test"] == "true"


@pytest.fixture(scope="module")
def at_work(built_shop, serve_shop, tmp_path_factory):
    """Address and folder of a service that is served with one key, and the key."""
    folder = shutil.copytree(built_shop, tmp_path_factory.mktemp("snippets") / "shop")
    key = add_key(folder / "ledger", "app", scopes=("write",))
    return serve_shop(folder), folder, key


NEEDS = {"segment": "segment", "rudderstack": "rudderstack", "sensors": "sensorsanalytics", "posthog": "posthog"}
RUN = [(each, language) for each in OFFERS for language in ("python", "curl") if language in each.languages]


@pytest.mark.parametrize(("offer", "language"), RUN, ids=lambda each: getattr(each, "name", each))
def test_a_snippet_run_as_it_stands_brings_events_of_its_source(at_work, tmp_path, offer, language):
    host, folder, key = at_work
    written = snippet(offer, language, host).replace(KEY, key)
    if language == "python":
        pytest.importorskip(NEEDS.get(offer.name, "json"), reason=f"the SDK of {offer.name} is not installed")
        (tmp_path / "snippet.py").write_text(written, encoding="utf-8")
        command = [sys.executable, str(tmp_path / "snippet.py")]
    elif shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("no curl on this machine")
    else:
        command = ["bash", "-c", written.replace("curl ", "curl --silent --show-error --fail ", 1)]
    log = Project.open(folder).log()
    before = log.last_seq()
    environment = {**os.environ, "NO_PROXY": "127.0.0.1"}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environment)
    events = [event for _, event in log.read(before)]
    log.close()
    assert ran.returncode == 0, ran.stderr
    assert {event.source for event in events} == {"app"}
    assert "product_added" in {event.name for event in events}
    assert any("M1001" in identity for event in events for identity in event.identities)

from __future__ import annotations

import pytest

from huaxiang.domain.errors import StorageError
from huaxiang.ingest.dialects import segment
from huaxiang.ingest.dialects.base import Request
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.project.opening import Project
from huaxiang.service.intake import Intake, dialect_settings

BODY = b'{"messageId":"m1","event":"Product Viewed","userId":"M01"}'


def test_words_take_the_namespaces_that_files_have():
    source = SourceSpec("e", "csv", "e.csv", "events", person={"member_no": ("user_id",), "cookie": ("anonymousId",)})
    people = SourceSpec("p", "csv", "p.csv", "people", person={"email": ("user_id",)})
    settings = dialect_settings([people, source], currency="CNY")
    named = [settings.namespace(word) for word in ("user_id", "anonymous_id", "device_id", "phone")]
    assert named == ["member_no", "cookie", "device_id", "mobile"]


def test_the_same_message_to_a_named_source_is_the_same_event_as_in_its_file(shop):
    intake = Intake(Project.open(shop).log(), Project.open(shop).config)
    assert intake.source_of(["other", "events"]) == "events"
    assert intake.source_of(["other"]) == "live"


def test_an_event_beyond_the_horizon_is_accepted_and_noted(shop):
    intake = Intake(Project.open(shop).log(), Project.open(shop).config)
    body = BODY.replace(b"{", b'{"timestamp":"2020-01-01T00:00:00Z",', 1)
    verdict = intake.take(segment, Request("/v1/track", body), source="live")[0]
    assert (verdict["verdict"], verdict["reason"]) == ("accepted", "beyond_horizon")


def test_nothing_is_acknowledged_that_could_not_be_written(shop, monkeypatch):
    def fails(self, *events, **more):
        raise StorageError("disk full")

    intake = Intake(Project.open(shop).log(), Project.open(shop).config)
    with monkeypatch.context() as patched:
        patched.setattr(SQLiteLog, "append", fails)
        with pytest.raises(StorageError):
            intake.take(segment, Request("/v1/track", BODY), source="live")
    assert intake.take(segment, Request("/v1/track", BODY), source="live")[0]["verdict"] == "accepted"


def test_refusals_are_kept_with_their_reason(shop):
    project = Project.open(shop)
    Intake(project.log(), project.config).take(segment, Request("/v1/track", b'{"userId":"M01"}'), source="live")
    assert project.log().refusals() == {"no_name": 1}

from __future__ import annotations

from huaxiang.project.opening import Project
from huaxiang.project.reading import person
from huaxiang.service.app import create_app
from huaxiang.service.keys import add_key


def test_a_portrait_gives_passing_tags_only_and_counts_what_is_withheld(reader, gate_world):
    answer = reader.get(f"/v1/people/{gate_world['person']}").json()
    assert {tag["key"] for tag in answer["tags"]} == gate_world["passing"]
    assert sum(answer["withheld"].values()) == len(gate_world["withheld"])
    assert not {each["key"] for each in answer["interests"]} & gate_world["withheld"]


def test_a_segment_that_the_gate_withholds_is_not_named(reader):
    for number in range(30):
        answer = reader.get(f"/v1/people/M{number:02d}").json()
        keys = {tag["key"] for tag in answer["tags"]}
        segments = [] if answer["segment"] is None else [answer["segment"], *answer["segment"]["alternatives"]]
        assert all(f"segment.{each['id']}" in keys for each in segments)


def test_the_answer_says_as_of_run_and_lag(reader):
    answer = reader.get("/v1/people/member_no:M00").json()
    assert answer["as_of"].endswith("Z")
    assert answer["run_id"]
    assert answer["lag_seconds"] > 0


def test_a_purpose_that_no_definition_serves_gets_nothing(reader):
    answer = reader.get("/v1/people/M00?purpose=credit-scoring").json()
    assert (answer["tags"], answer["interests"], answer["segment"]) == ([], [], None)
    assert answer["withheld"]["purpose"] >= 1
    assert reader.get("/v1/people/M00?purpose=recommend").json()["tags"]


def test_contact_data_are_masked(client):
    client.post("/v1/identify", json={"messageId": "a", "userId": "M00", "traits": {"phone": "13912345678"}})
    client.turns()
    text = client.get("/v1/people/M00").text
    assert "139****5678" in text
    assert "13912345678" not in text


def test_nobody_is_404_in_one_line(reader):
    answer = reader.get("/v1/people/member_no:nobody")
    assert answer.status_code == 404
    assert "nobody" in answer.json()["error"]


def test_why_gives_evidence_and_says_what_the_gate_does(reader, gate_world):
    path = f"/v1/people/{gate_world['person']}/tags"
    for key in sorted(gate_world["passing"]):
        answer = reader.get(f"{path}/{key}/why").json()
        assert (answer["holds"], answer["passes_gate"]) == (True, True)
        assert answer["evidence"]
    for key in sorted(gate_world["withheld"]):
        assert reader.get(f"{path}/{key}/why").json()["passes_gate"] is False


def test_why_of_a_tag_not_held_says_what_failed_and_of_an_unknown_one_404(reader):
    assert reader.get("/v1/people/M01/tags/fact.buyer/why").json()["holds"] is False
    assert reader.get("/v1/people/M01/tags/fact.buyr/why").status_code == 404


def test_the_portrait_is_the_part_of_the_whole_one_that_passes(reader):
    project = Project.open(reader.shop)
    for number in range(30):
        answer = reader.get(f"/v1/people/M{number:02d}").json()
        whole = person(project, f"M{number:02d}")
        keys = {tag["key"] for tag in answer["tags"]}
        assert answer["tags"] == [tag for tag in whole["tags"] if tag["key"] in keys]
        assert answer["interests"] == [each for each in whole["interests"] if each["key"] in keys]
        for name in ("person_id", "as_of", "run_id", "identities", "traits", "facts"):
            assert answer[name] == whole[name]
        if answer["segment"] is not None:
            assert {**answer["segment"], "alternatives": []} == {**whole["segment"], "alternatives": []}


def test_a_reader_without_a_key_is_refused_where_there_are_keys(shop, local_client):
    key = add_key(shop / "ledger", "crm", scopes=["read"])
    with local_client(create_app(Project.open(shop), worker=False)) as client:
        assert client.get("/v1/people/M00").status_code == 401
        assert client.get("/v1/people/M00", headers={"authorization": f"Bearer {key}"}).status_code == 200


def test_why_says_as_of_and_lag_too(reader):
    answer = reader.get("/v1/people/M00/tags/fact.buyer/why").json()
    assert answer["lag_seconds"] > 0

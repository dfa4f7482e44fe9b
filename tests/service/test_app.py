from __future__ import annotations

import threading


def test_what_fails_unexpectedly_is_told_in_json(client):
    assert client.get("/nothing").status_code == 404
    assert client.get("/v1/changes?limit=0").json()["error"].startswith("limit")


def test_many_threads_post_and_read_at_once(client):
    failures = []

    def use(number):
        for step in range(10):
            body = {"messageId": f"{number}-{step}", "event": "Product Viewed", "userId": f"M{number:02d}"}
            answers = client.post("/v1/track", json=body), client.get(f"/v1/people/M{number:02d}")
            failures.extend(each.text for each in answers if each.status_code != 200)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert client.get("/readyz").json()["pending"] == 60


def test_unknown_paths_are_refused_in_json_with_the_methods_that_a_path_has(client):
    missing = client.get("/v1/nothing/here")
    assert missing.status_code == 404
    assert missing.json() == {"success": False, "error": "no such path: /v1/nothing/here; /docs lists them all"}
    wrong = client.delete("/v1/audiences/count")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert wrong.json()["success"] is False
    assert client.get("/nothing").json() == {"success": False, "error": "no such path: /nothing"}
    assert "/v1/{rest}" not in client.get("/openapi.json").json()["paths"]

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

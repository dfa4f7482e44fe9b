from __future__ import annotations


def test_every_method_is_refused_with_one_line(reader):
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        answer = reader.request(method, "/v1/elsewhere")
        assert answer.status_code == 404
        assert answer.json()["error"].startswith("no such path: /v1/elsewhere")
    assert reader.get("/v1/").status_code == 404

from __future__ import annotations

import re

from huaxiang.service.routes.docs import docs_page


def test_the_page_lists_every_operation_and_fetches_nothing_from_outside(reader):
    page, document = reader.get("/docs").text, reader.get("/openapi.json").json()
    assert all(path in page for path in document["paths"])
    assert not re.search(r"(?:src|href)=\"?(?:https?:)?//", page)


def test_the_contracts_paths_are_there(reader):
    paths = set(reader.get("/openapi.json").json()["paths"])
    posts = {f"/v1/{each}" for each in ("batch", "track", "identify", "page", "screen", "group", "alias")}
    assert (
        posts | {"/v1/changes", "/v1/audiences/count"} | {"/v1/people/{person}", "/healthz", "/readyz", "/metrics"}
        <= paths
    )


def test_words_are_escaped():
    operation = {"summary": "<b>x</b>", "tags": ["t"]}
    document = {"info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": operation}}}
    assert "<b>x</b>" not in docs_page(document)

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from huaxiang.service.routes.direct import DirectRoute, stated


def test_the_endpoint_gets_the_request_and_the_page_of_the_api_names_its_parameters():
    app = FastAPI()

    async def endpoint(request: Request) -> Response:
        return Response(f"{request.path_params['who']} {request.query_params.get('why')}")

    extra = stated(("who", "path", "a name"), ("why", "query", "a reason"))
    app.router.add_api_route("/at/{who}", endpoint, openapi_extra=extra, route_class_override=DirectRoute)
    assert TestClient(app).get("/at/a?why=b").text == "a b"
    told = app.openapi()["paths"]["/at/{who}"]["get"]["parameters"]
    assert [(each["name"], each["in"], each["required"]) for each in told] == [
        ("who", "path", True),
        ("why", "query", False),
    ]

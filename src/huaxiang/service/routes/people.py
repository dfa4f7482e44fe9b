"""People: the portrait with passing tags only, and why a person has a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from huaxiang.domain.profiles import HeldTag
from huaxiang.project.portrait_state import Found, find
from huaxiang.project.readable import Readable
from huaxiang.project.reading import portrait_of
from huaxiang.project.reasons import why
from huaxiang.service.answers import answer, answer_bytes
from huaxiang.service.readings import Reading
from huaxiang.service.routes.access import caller_of, may_read
from huaxiang.service.routes.direct import DirectRoute, stated
from huaxiang.service.state import Service

__all__ = ["outward_portrait", "people_routes"]

_PORTRAIT = "/v1/people/{person}"
_encoder = msgspec.json.Encoder()


def outward_portrait(project: Readable, name: str, *, purpose: str | None = None) -> dict[str, Any]:
    """The portrait as it may leave: tags, interests and segment that pass the gate, and how many were withheld and why.

    Args:
        project: Built.
        name: Person id, `namespace:value`, or a bare value.
        purpose: What it is wanted for; None asks for no particular purpose.

    Raises:
        UnknownName: Nobody has the name.
        UserError: Several people have it.
    """
    found = find(project, name)
    passed = project.gate().filter(found.profile.tags, at=found.as_of, purpose=purpose)
    told = portrait_of(project, found, passed.tags)
    interests, tags = told.pop("interests"), told.pop("tags")
    return {
        **told,
        "purpose": purpose,
        "segment": _segment(found, passed.tags, {tag["key"]: tag["label"] for tag in tags}),
        "interests": interests,
        "tags": tags,
        "withheld": passed.withheld,
    }


def _segment(found: Found, passing: Sequence[HeldTag], labels: Mapping[str, str]) -> dict[str, Any] | None:
    """The most probable segment where it passes, beside it those that pass too."""
    keys = {tag.tag_key for tag in passing}
    choices = [
        {"id": segment, "name": labels[f"segment.{segment}"], "probability": probability / 1000}
        for segment, probability in found.profile.memberships
        if f"segment.{segment}" in keys
    ]
    if not choices or choices[0]["id"] != found.profile.memberships[0][0]:
        return None
    return {**choices[0], "alternatives": choices[1:]}


def _portrait(reading: Reading, name: str, purpose: str | None) -> bytes:
    return _encoder.encode(outward_portrait(reading, name, purpose=purpose))


def people_routes(service: Service) -> APIRouter:
    """The routes of people."""
    router = APIRouter(tags=["people"], dependencies=[Depends(may_read(service))])

    async def portrait(request: Request) -> Response:
        """The person by id, `namespace:value` or bare value; `withheld` counts what the gate keeps back by reason."""
        caller_of(service, request, scope="read")
        person, purpose = request.path_params["person"], request.query_params.get("purpose")
        return answer_bytes(await service.readings.read(_portrait, person, purpose))

    router.add_api_route(
        _PORTRAIT,
        portrait,
        summary="A portrait, passing tags only",
        openapi_extra=stated(
            ("person", "path", "Person id, `namespace:value`, or a bare value"),
            ("purpose", "query", "What it is wanted for; tags that do not serve it are withheld"),
        ),
        route_class_override=DirectRoute,
    )

    @router.get("/v1/people/{person}/tags/{tag}/why", summary="Why a person has a tag, or why not")
    def reasons(person: str, tag: str) -> Response:
        """Evidence, state and whether the gate lets it pass; `tag` is a key or an exact label."""
        with service.readings.reading() as reading:
            return answer(why(reading, person, tag))

    return router

"""People: the portrait with passing tags only, and why a person has a tag."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Response

from huaxiang.project.portrait_state import find
from huaxiang.project.readable import Readable
from huaxiang.project.reading import person as read_person
from huaxiang.project.reasons import why
from huaxiang.service.answers import answer
from huaxiang.service.routes.access import may_read
from huaxiang.service.state import Service

__all__ = ["outward_portrait", "people_routes"]


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
    keys = {tag.tag_key for tag in passed.tags}
    document = read_person(project, found.profile.person_id)
    segment = document["segment"]
    if segment is not None:
        others = [each for each in segment["alternatives"] if f"segment.{each['id']}" in keys]
        segment = {**segment, "alternatives": others} if f"segment.{segment['id']}" in keys else None
    wanted = ("person_id", "as_of", "run_id", "lag_seconds", "identities", "traits", "facts")
    return {
        **{name: document[name] for name in wanted},
        "purpose": purpose,
        "segment": segment,
        "interests": [each for each in document["interests"] if each["key"] in keys],
        "tags": [each for each in document["tags"] if each["key"] in keys],
        "withheld": passed.withheld,
    }


def people_routes(service: Service) -> APIRouter:
    """The routes of people."""
    router = APIRouter(tags=["people"], dependencies=[Depends(may_read(service))])

    @router.get("/v1/people/{person}", summary="A portrait, passing tags only")
    def portrait(person: str, purpose: str | None = None) -> Response:
        """The person by id, `namespace:value` or bare value; `withheld` counts what the gate keeps back by reason."""
        with service.readings.reading() as reading:
            return answer(outward_portrait(reading, person, purpose=purpose))

    @router.get("/v1/people/{person}/tags/{tag}/why", summary="Why a person has a tag, or why not")
    def reasons(person: str, tag: str) -> Response:
        """Evidence, state and whether the gate lets it pass; `tag` is a key or an exact label."""
        with service.readings.reading() as reading:
            return answer(why(reading, person, tag))

    return router

"""Interests of people: texts and behaviour joined per category, both shown as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tags import Evidence, Proposal, TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.people import People, Rows
from huaxiang.interests.definitions import PREFIX, InterestDefinitions
from huaxiang.interests.touches import HALF_LIFE_DAYS, ONE, TouchCalibration, Touches, find_touches
from huaxiang.stats.weights import decay_table
from huaxiang.tags.scorer import Scored

__all__ = ["InterestScorer"]

_RECENT_DAYS = 180
_RETENTION_US = _RECENT_DAYS * DAY_US
_HALF_SCORE = 5 * ONE
_STANCES = ("prefer", "avoid", "neutral", "past")


@dataclass(slots=True)
class _Said:
    """What a person's texts say of one interest in one stance."""

    mass: int = 0
    strength: int = 0
    confidence_milli: int = 0
    n_days: int = 0
    first_day: int = 2**62
    last_day: int = 0
    span: str = ""


@dataclass(slots=True)
class _Interest:
    by_stance: dict[str, _Said] = field(default_factory=dict)


class InterestScorer:
    """Proposes the interests of people; what others were bought for stays out of a person's own."""

    name = "interests"
    replays: tuple[Replay, ...] = ()

    def __init__(
        self,
        definitions: InterestDefinitions,
        calibration: TouchCalibration,
        *,
        allowed_branches: frozenset[str],
        model_id: str,
    ) -> None:
        self._definitions, self._calibration = definitions, calibration
        self._allowed, self._model_id = allowed_branches, model_id
        self._computed: dict[str, bool] = {}

    def definitions(self) -> Sequence[TagDefinition]:
        """None beforehand: `InterestDefinitions` makes them on demand."""
        return ()

    def score(self, people: People, so_far: Scored) -> Scored:  # noqa: ARG002
        """Interests of each person as of `people.as_of`."""
        touches = find_touches(people.folds, people.day)
        behaviour = self._behaviour(people, touches)
        said = _said(people)
        places = sorted(behaviour.keys() | said.keys())
        computed = [place for place in places if self._is_computed(place[1])]
        proposals = [self._propose(place, behaviour.get(place), said.get(place)) for place in computed]
        suppressed = {"sensitive": len(places) - len(computed)}
        return Scored([proposal for proposal in proposals if proposal is not None], suppressed=suppressed)

    def _is_computed(self, key: str) -> bool:
        """Whether a key may be computed at all: sensitive branches only when the project allows them."""
        if key not in self._computed:
            definition = self._definitions(key)
            self._computed[key] = definition is not None and definition.branches <= self._allowed
        return self._computed[key]

    def _behaviour(self, people: People, touches: Touches) -> dict[tuple[int, str], dict[str, Any]]:
        last = people.folds["category_last"]
        newest = dict(zip(zip(last.person.tolist(), last.keys, strict=True), last.event_id, strict=True))
        confidence = self._calibration.confidence_milli(touches).tolist()
        columns = (
            touches.n_days,
            touches.n_touches,
            touches.n_bought,
            touches.mass,
            touches.first_day,
            touches.last_day,
        )
        found = {}
        for i, (person, key, path) in enumerate(
            zip(touches.person.tolist(), touches.keys, touches.paths(), strict=True)
        ):
            n_days, n_touches, n_bought, mass, first, final = (int(column[i]) for column in columns)
            references = {"touches": n_touches, "days": n_days, "events": [newest[person, key]]}
            found[person, f"{PREFIX}{path}"] = {
                "mass": mass,
                "confidence": confidence[i],
                "first_day": first,
                "last_day": final,
                "strength": 1 + (n_touches >= 5) + (n_touches >= 15),
                "references": references | ({"bought": n_bought} if n_bought else {}),
            }
        return found

    def _propose(
        self, place: tuple[int, str], behaviour: dict[str, Any] | None, interest: _Interest | None
    ) -> Proposal | None:
        person, key = place
        stance, said = _leading(interest)
        if said is None and behaviour is None:
            return None
        mass = (0 if said is None else said.mass) + (0 if behaviour is None else behaviour["mass"])
        if not mass:
            return None
        references: dict[str, Any] = {} if behaviour is None else dict(behaviour["references"])
        if said is not None:
            references |= {"spans": [said.span], "text_days": said.n_days}
        first = min(2**62 if said is None else said.first_day, 2**62 if behaviour is None else behaviour["first_day"])
        last = max(0 if said is None else said.last_day, 0 if behaviour is None else behaviour["last_day"])
        return Proposal(
            person=person,
            tag_key=key,
            score_milli=1000 * mass // (mass + _HALF_SCORE),
            confidence_milli=max(
                0 if said is None else said.confidence_milli, 0 if behaviour is None else behaviour["confidence"]
            ),
            valid_from=first * DAY_US,
            valid_until=last * DAY_US + _RETENTION_US,
            evidence=_evidence(said, references),
            strength=min(3, said.strength) if said is not None else behaviour["strength"] if behaviour else None,
            stance=stance,
            model_id=self._model_id,
        )


def _evidence(said: _Said | None, references: dict[str, Any]) -> Evidence:
    if said is None:
        return Evidence("event", references)
    return Evidence("span", references, said.span.rsplit(":", 1)[1])


def _leading(interest: _Interest | None) -> tuple[str, _Said | None]:
    """The stance with most decayed strength; prefer where only behaviour speaks."""
    if interest is None:
        return "prefer", None
    return max(interest.by_stance.items(), key=lambda pair: (pair[1].mass, -_STANCES.index(pair[0])))


def _said(people: People) -> dict[tuple[int, str], _Interest]:
    """What each person's texts say of their own interests, by (person, tag key)."""
    found: dict[tuple[int, str], _Interest] = {}
    weights = decay_table(HALF_LIFE_DAYS).tolist()
    for said, day, strength in _own(people.folds["readings"], found):
        age = people.day - day
        said.mass += strength * (weights[age] if age < len(weights) else 0)
        if age < _RECENT_DAYS:
            said.strength += strength
            said.n_days += 1
        said.first_day, said.last_day = min(said.first_day, day), max(said.last_day, day)
    for said, day, confidence in _own(people.folds["reading_confidence"], found):
        if people.day - day < _RECENT_DAYS:
            said.confidence_milli = max(said.confidence_milli, confidence)
    last = people.folds["reading_last"]
    for person, key, span in zip(last.person.tolist(), last.keys, last.text, strict=True):
        tag_key, stance, owner = key.split("|")
        if owner == "self":
            found[person, tag_key].by_stance[stance].span = span or ""
    return found


def _own(rows: Rows, found: dict[tuple[int, str], _Interest]) -> Iterator[tuple[_Said, int, int]]:
    """(what was said, day, value) of each row about the person's own interests."""
    columns = (rows.person.tolist(), rows.keys, rows.bucket.tolist(), rows.value.tolist())
    for person, key, day, value in zip(*columns, strict=True):
        tag_key, stance, owner = key.split("|")
        if owner == "self":
            interest = found.setdefault((person, tag_key), _Interest())
            yield interest.by_stance.setdefault(stance, _Said()), day, value

from __future__ import annotations

import numpy as np
import pytest

from huaxiang.segments.movements import Place, find_movements


@pytest.fixture
def place(fitted):
    """Makes the place of a person with the features of somebody of the sample."""
    features, _, _, model, _ = fitted

    def made(who: int, *, by=model, **changed: float) -> Place:
        own = {name: float(values[who]) for name, values in features.items()} | changed
        first = by.members(by.matrix({name: np.array([value]) for name, value in own.items()}))[0]
        return Place(by.segments[int(first[0])].segment_id, by.model_id, own)

    return made


def test_who_behaves_otherwise_moved_by_behaviour_with_what_changed_most(fitted, place) -> None:
    _, _, kind, model, _ = fitted
    who = int(np.flatnonzero(kind == 3)[0])
    before = place(who)
    now = place(who, days_since_last_order=5.0)
    (found,) = find_movements({"p": before}, {"p": now}, model=model, last=model)
    assert (found.from_segment, found.to_segment, found.cause) == (before.segment_id, now.segment_id, "behaviour")
    assert [each["feature"] for each in found.features] == ["days_since_last_order"]
    assert found.features[0]["now_milli"] == 5_000
    assert found.features[0]["step_milli"] < 0


def test_who_behaves_as_before_was_moved_by_the_model(fitted, fit, place) -> None:
    features, ids, kind, model, _ = fitted
    who = int(np.flatnonzero(kind == 0)[0])
    other, _ = fit({name: values for name, values in features.items() if name != "orders_180d"}, ids, previous=[])
    now = Place("s0009", other.model_id, place(who).features)
    (found,) = find_movements({"p": place(who)}, {"p": now}, model=other, last=model)
    assert found.cause == "model"
    assert found.features == ()


def test_who_stays_came_or_left_has_not_moved(fitted, place) -> None:
    model = fitted[3]
    stays, other = place(1), place(2)
    assert find_movements({"a": stays, "gone": other}, {"a": stays, "came": other}, model=model, last=model) == []
    assert find_movements({}, {}, model=model, last=None) == []


def test_without_the_last_model_another_model_is_the_cause(fitted, place) -> None:
    model = fitted[3]
    before = Place("s9999", "segments.long-gone", place(1).features)
    (found,) = find_movements({"p": before}, {"p": place(1)}, model=model, last=None)
    assert found.cause == "model"
    before = Place("s9999", model.model_id, place(1).features)
    (found,) = find_movements({"p": before}, {"p": place(1)}, model=model, last=None)
    assert found.cause == "behaviour"


def test_a_model_without_features_names_none(fitted, fit, place) -> None:
    _, ids, _, model, _ = fitted
    bare, _ = fit({"orders_180d": np.ones(600)}, ids)
    assert bare.features == ()
    now = Place(bare.segments[0].segment_id, bare.model_id, {})
    before = Place("s9999", model.model_id, place(1).features)
    (found,) = find_movements({"p": before}, {"p": now}, model=bare, last=bare)
    assert (found.cause, found.features) == ("model", ())

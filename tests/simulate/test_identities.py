from __future__ import annotations

import re

import numpy as np
import pytest

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.people import ANONYMOUS


def test_phones_are_plausible_and_distinct_but_for_recycled_ones(block: Block) -> None:
    known = [mobile for mobile in block.contacts.mobile if mobile]
    assert all(re.fullmatch(r"1[3-9]\d{9}", mobile) for mobile in known)
    recycled = int((block.contacts.first_owner >= 0).sum())
    assert recycled > 0
    assert len(known) - len(set(known)) == recycled


def test_recycled_number_belonged_to_an_older_member(block: Block) -> None:
    new = np.flatnonzero(block.contacts.first_owner >= 0)
    old = block.contacts.first_owner[new]
    assert (block.people.registered_at[old] < block.scene.calendar.tracking_start_us).all()
    assert all(block.contacts.mobile[a] == block.contacts.mobile[b] for a, b in zip(new, old, strict=True))


def test_who_never_logs_in_has_no_member_number(block: Block) -> None:
    anonymous = block.people.role == ANONYMOUS
    assert [number is None for number in block.contacts.member_no] == anonymous.tolist()
    assert (block.handles.user[anonymous[block.steps.visits.person]] == -1).all()


def test_every_visit_has_exactly_one_device_openid_or_cookie(block: Block) -> None:
    handles = block.handles
    count = (handles.device >= 0).astype(int) + (handles.openid >= 0) + (handles.cookie >= 0)
    assert (count == 1).all()


def test_orders_are_placed_logged_in(block: Block) -> None:
    visit = block.orders.visit[block.orders.visit >= 0]
    assert np.array_equal(block.handles.user[visit], block.steps.visits.person[visit])


def test_shared_devices_are_somebody_elses(block: Block) -> None:
    handles, person = block.handles, block.steps.visits.person
    rows = np.flatnonzero(handles.is_on_shared)
    assert rows.size > 0
    assert (handles.device_owner[handles.device[rows]] != person[rows]).all()
    own = np.flatnonzero((handles.device >= 0) & ~handles.is_on_shared)
    assert (handles.device_owner[handles.device[own]] == person[own]).all()
    assert np.unique(person[rows]).size / block.scene.n_people == pytest.approx(0.02, abs=0.02)
    assert len(set(handles.devices)) == len(handles.devices)


def test_cookies_belong_to_one_person(block: Block) -> None:
    handles = block.handles
    rows = np.flatnonzero(handles.cookie >= 0)
    assert np.array_equal(handles.cookie_owner[handles.cookie[rows]], block.steps.visits.person[rows])
    assert len(set(handles.cookies)) == len(handles.cookies)

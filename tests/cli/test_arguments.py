from __future__ import annotations

import pytest

from huaxiang.cli.arguments import instant
from huaxiang.domain.errors import UserError
from huaxiang.domain.instants import Zone, from_iso, to_iso

SHANGHAI = Zone("Asia/Shanghai")


def test_what_a_command_prints_is_taken_back() -> None:
    at = from_iso("2025-11-11T12:00:00.000001Z")
    assert instant(to_iso(at), SHANGHAI) == at


def test_a_date_means_the_end_of_that_local_day() -> None:
    assert instant("2025-11-11", SHANGHAI) == from_iso("2025-11-11T15:59:59.999999Z")


def test_nothing_given_is_nothing_asked() -> None:
    assert instant(None, SHANGHAI) is None


def test_anything_else_is_told_how_to_write_it() -> None:
    with pytest.raises(UserError, match=r"--as-of 'gestern' is no date or instant: write 2025-11-11"):
        instant("gestern", SHANGHAI)

from __future__ import annotations

import duckdb
import pytest

from huaxiang.ingest.identity_columns import IdentityColumns

COLUMNS = IdentityColumns({}, {}, (("member_no", "a"), ("mobile", "b"), ("mobile", "c"), ("cookie", "d")))


@pytest.mark.parametrize(
    ("row", "strongest", "others"),
    [
        (("1", "2", "3", "4"), "member_no:1", "mobile:2\x1fmobile:3\x1fcookie:4"),
        ((None, "2", "2", "4"), "mobile:2", "cookie:4"),
        ((None, None, None, "4"), "cookie:4", None),
        ((None, None, None, None), None, None),
    ],
)
def test_strongest_identity_and_the_rest(
    row: tuple[str | None, ...], strongest: str | None, others: str | None
) -> None:
    cells = ", ".join(f"?::VARCHAR AS {name}" for name in "abcd")
    sql = f"SELECT {COLUMNS.strongest()}, {COLUMNS.others()}, {COLUMNS.all()} FROM (SELECT {cells})"
    found = duckdb.execute(sql, list(row)).fetchone()
    assert found is not None
    assert found[:2] == (strongest, others)
    assert found[2] == [each for each in [strongest, *(others or "").split("\x1f")] if each]

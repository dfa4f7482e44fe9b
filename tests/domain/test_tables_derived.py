from __future__ import annotations

from huaxiang.domain.tables import table
from huaxiang.domain.tables_derived import DERIVED


def test_all_are_derived() -> None:
    assert [each.name for each in DERIVED if not each.is_derived] == []


def test_one_assignment_a_person_and_tag_never_without_evidence() -> None:
    assignments = table("assignments")
    assert assignments.key == ("person_id", "tag_key")
    assert not next(column for column in assignments.columns if column.name == "evidence_id").is_nullable

from __future__ import annotations

from huaxiang.ingest.propose.evidence import ROLES
from huaxiang.ingest.propose.labels import kind_label, role_label
from huaxiang.ingest.propose.stage import KINDS


def test_every_kind_and_role_has_a_word() -> None:
    assert all(kind_label(kind, language) for kind in KINDS for language in ("zh", "en"))
    assert all(role_label(role, language) for role in ROLES for language in ("zh", "en"))
    assert role_label("item") == "商品"

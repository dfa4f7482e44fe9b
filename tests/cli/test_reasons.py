from __future__ import annotations

from typing import Any

import pytest

from huaxiang.cli.reasons import print_reasons
from huaxiang.domain.instants import Zone

TAG = {"key": "interest.pet", "label": "宠物", "kind": "interest", "definition": "读出", "state": "active"}
MISSING: dict[str, Any] = {
    "tag": TAG | {"definition_version": 1},
    "holds": False,
    "passes_gate": False,
    "words": "此人的文本中没有读出该兴趣",
}
HELD: dict[str, Any] = {
    **MISSING,
    "holds": True,
    "status": "below_threshold",
    "score": 20,
    "confidence": 0.7,
    "valid_from": "2025-11-11T12:00:00.000000Z",
    "valid_until": None,
    "model": None,
    "words": "置信度低于阈值(0.700 < 0.820)",
    "evidence": [
        {
            "evidence_id": "e",
            "kind": "span",
            "references": {"text_days": 1},
            "events": [{"occurred_at": "2025-11-11T12:00:00.000000Z", "label": "加购", "item_id": "i1"}],
            "texts": [{"occurred_at": "2025-11-11T12:00:00.000000Z", "text": "给猫买粮", "start": 1, "end": 2}],
            "orders": [{"order_id": "o1", "placed_at": "2025-11-11T12:00:00.000000Z", "net": "¥80.00"}],
            "missing": ["gone"],
        }
    ],
}


def test_a_tag_that_is_not_held_says_the_condition(capsys: pytest.CaptureFixture[str]) -> None:
    print_reasons(MISSING, Zone("Asia/Shanghai"), "zh")
    assert capsys.readouterr().out.splitlines()[-1] == "未持有: 此人的文本中没有读出该兴趣"


def test_a_held_tag_shows_its_evidence_with_the_phrase_marked(capsys: pytest.CaptureFixture[str]) -> None:
    print_reasons(HELD, Zone("Asia/Shanghai"), "zh")
    printed = capsys.readouterr().out
    assert "不可对外使用: 置信度低于阈值(0.700 < 0.820)" in printed
    assert "  · 2025-11-11 20:00 加购 i1\n" in printed
    assert "  · 2025-11-11 20:00 给【猫】买粮\n" in printed
    assert "2025-11-11 20:00 o1 ¥80.00" in printed
    assert "gone: 湖与日志中已不存在" in printed


def test_english_projects_read_english(capsys: pytest.CaptureFixture[str]) -> None:
    print_reasons({**HELD, "passes_gate": True}, Zone("Asia/Shanghai"), "en")
    printed = capsys.readouterr().out
    assert "Held: below threshold, score 20, confidence 0.700" in printed
    assert "May be used" in printed

"""Prints what `why` and `why-not` answer."""

from __future__ import annotations

from typing import Any

from huaxiang.cli.output import local_time, print_line
from huaxiang.domain.instants import Zone
from huaxiang.project.words import KINDS, STATES, STATUSES, word

__all__ = ["marked", "print_reasons"]


def print_reasons(document: dict[str, Any], zone: Zone, language: str) -> None:
    """Prints the definition, whether it is held and may be used, and the evidence in words."""
    is_zh = language == "zh"
    tag = document["tag"]
    print_line(f"{tag['label']}  ({tag['key']}, {word(KINDS, tag['kind'], language)})")
    print_line(f"{'口径' if is_zh else 'Definition'} v{tag['definition_version']}: {tag['definition']}")
    print_line(f"{'状态' if is_zh else 'State'}: {word(STATES, tag['state'], language)}")
    if document["holds"]:
        status = word(STATUSES, document["status"], language)
        until = local_time(document["valid_until"], zone) or "…"
        span = f"{local_time(document['valid_from'], zone)} → {until}"
        names = ("持有", "分值", "置信度", "模型") if is_zh else ("Held", "score", "confidence", "model")
        print_line(f"{names[0]}: {status}, {names[1]} {document['score']}, {names[2]} {document['confidence']:.3f}")
        print_line(f"{'有效期' if is_zh else 'Valid'}: {span}, {names[3]} {document['model'] or '–'}")
    print_line(f"{_verdict(document, is_zh=is_zh)}: {document['words']}")
    for evidence in document.get("evidence", ()):
        _print_evidence(evidence, zone, is_zh=is_zh)


def _verdict(document: dict[str, Any], *, is_zh: bool) -> str:
    if not document["holds"]:
        return "未持有" if is_zh else "Not held"
    if document["passes_gate"]:
        return "可对外使用" if is_zh else "May be used"
    return "不可对外使用" if is_zh else "May not be used"


def marked(text: str, start: int, end: int) -> str:
    """A text with the phrase from `start` to `end` in brackets.

    >>> marked("想要轻薄的粉底", 2, 4)
    '想要【轻薄】的粉底'
    """
    return f"{text[:start]}【{text[start:end]}】{text[end:]}"


def _print_evidence(evidence: dict[str, Any], zone: Zone, *, is_zh: bool) -> None:
    print_line(f"{'依据' if is_zh else 'Evidence'} {evidence['evidence_id']} ({evidence['kind']})")
    for event in evidence["events"]:
        what = event.get("item_title") or event.get("item_id") or event.get("order_id") or ""
        print_line(f"  · {local_time(event['occurred_at'], zone)} {event['label']} {what}")
    for order in evidence["orders"]:
        print_line(f"  · {local_time(order['placed_at'], zone)} {order['order_id']} {order['net']}")
    for text in evidence["texts"]:
        at = local_time(text["occurred_at"], zone)
        print_line(f"  · {at} {marked(text['text'], text['start'], text['end'])}")
    for each in evidence.get("contributions", ()):
        print_line(f"  · {each['words']}")
    if evidence.get("told"):
        print_line(f"  · {evidence['told']}")
    elif not (evidence["events"] or evidence["texts"] or evidence.get("contributions")):
        for name, value in sorted(evidence["references"].items()):
            print_line(f"  · {name}: {value}")
    for missing in evidence["missing"]:
        print_line(f"  · {missing}: {'湖与日志中已不存在' if is_zh else 'no longer in lake or log'}")

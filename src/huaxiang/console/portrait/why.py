"""The why of one tag in words: evidence with the sentence marked, confidence against its threshold, and why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from nicegui import ui

from huaxiang.console.parts import chip, text
from huaxiang.console.portrait.words import day_of, measured, moment_of, named, withheld_words
from huaxiang.console.shown import percent
from huaxiang.console.typography import set_words
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS
from huaxiang.project.words import KINDS, REASONS, STATES, STATUSES, word

__all__ = ["marked_parts", "show_reasons"]

_MOST_EVENTS = 12
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def marked_parts(words: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is marked; spans in code points, end exclusive, may overlap.

    >>> marked_parts("想要轻薄的粉底", [(2, 4), (5, 7)])
    [('想要', False), ('轻薄', True), ('的', False), ('粉底', True)]
    """
    is_marked = [any(start <= place < end for start, end in spans) for place in range(len(words))]
    return [
        ("".join(sign for sign, _ in group), is_on)
        for is_on, group in groupby(zip(words, is_marked, strict=True), key=lambda pair: pair[1])
    ]


def show_reasons(visit: Visit, document: Mapping[str, Any]) -> None:
    """What `views.portrait.tag_reasons` gives: why, or why not."""
    tag = document["tag"]
    with ui.element("div").classes("hxp-why-head"):
        chip(word(KINDS, tag["kind"], visit.language), "accent")
        if document["holds"]:
            chip(word(STATUSES, document["status"], visit.language), "good" if document["passes_gate"] else "wait")
        else:
            chip(word(STATES, tag["state"], visit.language))
    if document["holds"]:
        _verdict(visit, document)
        for evidence in document.get("evidence", ()):
            _evidence(visit, evidence)
        _definition(visit, tag)
        _sure(visit, document)
        _facts(visit, document)
    else:
        _missing(visit, document)


def _verdict(visit: Visit, document: Mapping[str, Any]) -> None:
    with ui.element("p").classes("hxp-verdict"):
        if document["passes_gate"]:
            chip(visit.say("portrait.usable"), "good")
        else:
            chip(visit.say("portrait.withheld"), "wait")
            shown = {**document["tag"], "confidence": document["confidence"], "withheld": document["reason"]}
            text(withheld_words(visit, shown))


def _evidence(visit: Visit, evidence: Mapping[str, Any]) -> None:
    if evidence["texts"]:
        _texts(visit, evidence["texts"])
    if evidence["events"]:
        _events(visit, evidence)
    if evidence["orders"]:
        with _part(visit.say("portrait.ordered")), ui.element("ul").classes("hxp-list"):
            for order in evidence["orders"]:
                told = f"{moment_of(visit, order['placed_at'])} · {visit.say('portrait.order_net', net=order['net'])}"
                text(told, tag="li")
    counted = [
        visit.say(f"portrait.count.{name}", n=f"{value:,}")
        for name, value in evidence["references"].items()
        if f"portrait.count.{name}" in WORDS
    ]
    sentence = evidence.get("told")
    if sentence:
        with _part(visit.say("portrait.counted")):
            text(set_words(sentence, visit.language), tag="p")
    elif counted and not evidence["events"]:
        with _part(visit.say("portrait.counted")), ui.element("ul").classes("hxp-list"):
            for each in counted:
                text(each, tag="li")
    if evidence.get("contributions"):
        _contributions(visit, evidence["contributions"])
    if evidence["level"] in {"lexicon", "linear", "encoder", "parser", "llm"}:
        level = visit.say(f"portrait.level.{evidence['level']}")
        text(visit.say("portrait.read_by", level=level), "hx-note", tag="p")
    if evidence["missing"]:
        text(visit.say("portrait.missing_n", n=len(evidence["missing"])), "hx-note", tag="p")


def _part(title: str) -> ui.element:
    made = ui.element("section").classes("hxp-why-part")
    with made:
        text(title, "hxp-why-title", tag="h3")
    return made


def _texts(visit: Visit, texts: Sequence[Mapping[str, Any]]) -> None:
    """Each text once and whole, all its spans marked."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for each in texts:
        spans.setdefault(each["text_id"], []).append((each["start"], each["end"]))
    known = {each["text_id"]: each for each in texts}
    with _part(visit.say("portrait.said")):
        for text_id, each in known.items():
            with ui.element("figure").classes("hxp-quote"):
                with ui.element("blockquote"):
                    for words, is_on in marked_parts(each["text"], spans[text_id]):
                        text(words, tag="mark" if is_on else "span")
                kind = named(visit, "text", each["kind"])
                text(f"{kind} · {moment_of(visit, each['occurred_at'])}", "hx-note", tag="figcaption")


def _events(visit: Visit, evidence: Mapping[str, Any]) -> None:
    events, references = evidence["events"], evidence["references"]
    with _part(visit.say("portrait.did")):
        if "touches" in references and "days" in references:
            figures = {"days": references["days"], "n": references["touches"], "shown": min(len(events), _MOST_EVENTS)}
            if figures["n"]:
                text(visit.say("portrait.did_n", **figures), "hx-note", tag="p")
            if "bought" in references:
                text(visit.say("portrait.bought_n", n=references["bought"]), "hx-note", tag="p")
        with ui.element("ul").classes("hxp-list"):
            for each in events[:_MOST_EVENTS]:
                with ui.element("li"):
                    text(moment_of(visit, each["occurred_at"]), "hxp-when")
                    text(f"{each['label']} {each.get('item_title') or ''}")


def _contributions(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> None:
    with _part(visit.say("portrait.drawn")), ui.element("table").classes("hx-table"):
        with ui.element("thead"), ui.element("tr"):
            text("", tag="th")
            text(visit.say("portrait.drawn_person"), "hx-n", tag="th")
            text(visit.say("portrait.drawn_group"), "hx-n", tag="th")
        with ui.element("tbody"):
            for row in rows:
                with ui.element("tr"):
                    text(row["label"], tag="td")
                    own = row["value"]
                    known = visit.say("portrait.unknown_value") if own is None else measured(visit, own, row["unit"])
                    text(known, "hx-n", tag="td")
                    text(measured(visit, row["centre"], row["unit"]), "hx-n", tag="td")


def _definition(visit: Visit, tag: Mapping[str, Any]) -> None:
    own = {"segment": "segment_definition", "interest": "interest_definition"}.get(tag["kind"])
    is_foreign = visit.language != "zh" and own is None and _CHINESE.search(tag["definition"]) is not None
    with _part(visit.say("portrait.definition_zh" if is_foreign else "portrait.definition")):
        text(tag["definition"] if own is None else visit.say(f"portrait.{own}"), tag="p")


def _sure(visit: Visit, document: Mapping[str, Any]) -> None:
    threshold, confidence = document["tag"]["threshold"], document["confidence"]
    with _part(visit.say("portrait.how_sure")):
        if threshold == 0:
            text(visit.say("portrait.no_threshold"), tag="p")
            return
        is_over = confidence >= threshold
        with ui.element("div").classes("hxp-meter").props("aria-hidden=true"):
            ui.element("i").classes("hxp-meter-on" if is_over else "hxp-meter-under").style(
                f"width:{confidence * 100:.1f}%"
            )
            ui.element("b").style(f"left:{threshold * 100:.1f}%")
        word_key = "probability" if document["tag"]["kind"] == "segment" else "confidence"
        told = (
            visit.say(f"portrait.{word_key}", percent=percent(confidence)),
            visit.say("portrait.threshold", percent=percent(threshold)),
            visit.say("portrait.over_threshold" if is_over else "portrait.under_threshold"),
        )
        text(" · ".join(told), tag="p")
        means = _means(document)
        if means in WORDS:
            text(visit.say(means), "hx-note", tag="p")


def _means(document: Mapping[str, Any]) -> str:
    """Key of the words for what "right" means of this kind; an interest from behaviour alone has its own."""
    is_touch = all(each["kind"] == "event" for each in document["evidence"])
    kind = document["tag"]["kind"]
    return "portrait.means.interest_touch" if kind == "interest" and is_touch else f"portrait.means.{kind}"


def _facts(visit: Visit, document: Mapping[str, Any]) -> None:
    start, end = day_of(visit, document["valid_from"]), document["valid_until"]
    version = document["tag"]["definition_version"]
    with _part(visit.say("portrait.holds")):
        if end is None:
            text(visit.say("portrait.from_on", start=start), tag="p")
        else:
            text(visit.say("portrait.from_to", start=start, end=moment_of(visit, end)), tag="p")
    with _part(visit.say("portrait.made_by")):
        if document["model"] is None:
            text(visit.say("portrait.by_rule", version=version), tag="p")
        else:
            text(visit.say("portrait.by_model", model=document["model"], version=version), tag="p")


def _missing(visit: Visit, document: Mapping[str, Any]) -> None:
    with _part(visit.say("portrait.first_failed")):
        text(word(REASONS, document["reason"], visit.language), "hxp-reason", tag="p")
    _definition(visit, document["tag"])
    instead = _instead(visit, document)
    if instead:
        with _part(visit.say("portrait.found_instead")):
            for told in instead:
                text(told, tag="p")


def _instead(visit: Visit, document: Mapping[str, Any]) -> list[str]:
    """What there is instead of what the tag asks for."""
    reason, detail = document["reason"], document["detail"]
    joint = "、" if visit.language == "zh" else ", "
    if reason == "rule_not_met":
        counts = [visit.say("portrait.events_n", name=name, n=n) for name, n in detail["events"].items()]
        return [joint.join(counts) or visit.say("portrait.events_none")]
    if reason == "other_segment":
        held = visit.say("portrait.own_segment", held=detail["held"])
        own = visit.say(
            "portrait.own_probability", name=document["tag"]["label"], percent=percent(detail["own_probability"])
        )
        return [held, own]
    if reason == "other_of_group":
        return [visit.say("portrait.sister_held", held=detail["held"])]
    if reason == "sensitive_not_allowed":
        names = joint.join(detail["separate_consents"])
        return [visit.say("portrait.separate_some", names=names) if names else visit.say("portrait.separate_none")]
    return []

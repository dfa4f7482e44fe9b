"""The outcome of an audience: how many, who is held back and what to do, segments among them, a sample."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from huaxiang.audiences.tgi import STRONG, WEAK
from huaxiang.console.parts import bar, button, card, chip, empty, text
from huaxiang.console.shown import count, moment, money, percent
from huaxiang.console.views.audience import Counted, Sampled, Share, Unproven, Wrong
from huaxiang.console.visit import Visit
from huaxiang.domain.money import minor_digits
from huaxiang.project.words import EXCLUSIONS, REASONS, word

__all__ = ["show_count", "show_details", "show_wrong"]

_SEGMENTS_SHOWN = 6


def show_count(visit: Visit, found: Counted) -> None:
    """The number of people, their share, what they spent, and as of when."""
    say, language = visit.say, visit.language
    selection = found.selection
    n = len(selection.members)
    with ui.element("div").classes("hx-count").props('role=status aria-live="polite"'):
        value = text(count(n, language), "hx-count-value", tag="strong")
        value.props(f'data-count={n} title="{n:,}"')
        text(say("audience.person" if n == 1 else "audience.people"), "hx-count-unit")
    share = n / selection.n_eligible if selection.n_eligible else 0.0
    eligible = count(selection.n_eligible, language)
    text(say("audience.of_eligible", eligible=eligible, share=percent(share)), "hx-note", tag="p")
    bar(share)
    if found.net_yuan is not None:
        currency = visit.service.readings.project.config.project.currency
        minor = round(found.net_yuan * 10 ** minor_digits(currency))
        each = money(round(minor / n), currency, language) if n else "–"
        words = f"{say('audience.net_sales')} {money(minor, currency, language)} · {say('audience.per_person')} {each}"
        text(words, "hx-count-money", tag="p")
    text(say("audience.as_of", at=moment(selection.as_of, visit.zone)), "hx-note", tag="p")
    if not n:
        empty(say("audience.nobody"), say("audience.nobody_text"))


def show_wrong(visit: Visit, wrong: Wrong, written: str, on_choose: Callable[[str], Any]) -> None:
    """Why an expression cannot be read: the place marked in it, and the nearest names, each to be put there."""
    say = visit.say
    with ui.element("div").classes("hx-failed hx-wrong").props("role=alert"):
        text(say("audience.wrong_title"), tag="strong")
        if wrong.position is not None:
            with ui.element("code").classes("hx-code"):
                ui.label(written[: wrong.position]).classes("hx-plain")
                text(written[wrong.position : wrong.position + max(len(wrong.name), 1)] or " ", tag="mark")
                ui.label(written[wrong.position + max(len(wrong.name), 1) :]).classes("hx-plain")
        text(_reason(visit, wrong), "hx-note", tag="p")
        if wrong.near:
            with ui.element("div").classes("hx-row hx-near"):
                text(say("audience.did_you_mean"))
                for each in wrong.near:
                    near = button(each, partial(on_choose, _with(written, wrong, each)), tone="near")
                    near.props["aria-label"] = say("audience.use_it", name=each)


def _with(written: str, wrong: Wrong, name: str) -> str:
    """The expression with another name in the faulty one's place."""
    at = wrong.position or 0
    return f"{written[:at]}{name}{written[at + len(wrong.name) :]}"


def _reason(visit: Visit, wrong: Wrong) -> str:
    """The fault in the visitor's language, with its place."""
    say = visit.say
    told = wrong.message
    if wrong.kind:
        kind = wrong.kind.replace(" ", "_")
        kind = say(f"audience.unknown_{kind if kind in _KINDS else 'any'}")
        told = say(
            "audience.several_names" if wrong.is_several else "audience.unknown_name", kind=kind, name=wrong.name
        )
    elif wrong.code:
        told = say(f"audience.fault_{wrong.code}", about=wrong.name)
    return told if wrong.position is None else say("audience.at_fault", n=wrong.position + 1, told=told)


_KINDS = frozenset({"tag", "segment", "interest", "event", "feature", "trait", "fact", "pattern", "event_column"})


def show_details(visit: Visit, found: Counted) -> None:
    """Who is held back by reason, the segments among the people, and a sample of them."""
    selection = found.selection
    if selection.withheld or found.unproven:
        _withheld(visit, selection.withheld, found.unproven)
    if selection.excluded:
        with card(visit.say("audience.excluded_title"), classes="hx-excluded"):
            for reason, n in selection.excluded.items():
                _reason_row(visit, word(EXCLUSIONS, reason, visit.language), n, reason)
    if found.segments:
        _segments(visit, found.segments)
    if found.apart:
        _apart(visit, found.apart)
    if found.sample:
        _sample(visit, found.sample)


def _withheld(visit: Visit, withheld: dict[str, int], unproven: list[Unproven]) -> None:
    with card(visit.say("audience.withheld_title"), classes="hx-withheld"):
        for reason, n in withheld.items():
            _reason_row(visit, word(REASONS, reason, visit.language), n, reason)
        if unproven:
            text(visit.say("audience.unproven_tags"), "hx-note", tag="p")
            for each in unproven[:5]:
                with ui.element("div").classes("hx-row"):
                    text(each.label)
                    chip(each.state, "wait")
                    text(visit.say("audience.holders", n=count(each.n_people, visit.language)), "hx-note")


def _reason_row(visit: Visit, words: str, n: int, reason: str) -> None:
    with ui.element("div").classes("hx-reason"):
        with ui.element("div").classes("hx-spread"):
            text(words)
            text(visit.say("overview.n_people", n=count(n, visit.language)), "hx-n")
        with ui.element("p").classes("hx-note"):
            ui.label(visit.say("audience.do_this", what=visit.say(f"audience.do_{reason}"))).classes("hx-plain")


def _segments(visit: Visit, shares: list[Share]) -> None:
    with card(visit.say("audience.segments_title"), visit.say("audience.tgi_about")):
        for each in shares[:_SEGMENTS_SHOWN]:
            with ui.element("div").classes("hx-mix"):
                with ui.element("div").classes("hx-spread"):
                    text(each.name)
                    with ui.element("span").classes("hx-row hx-n"):
                        text(f"{count(each.n_people, visit.language)} · {percent(each.share)}")
                        if each.tgi is not None:
                            _tgi(visit, each.tgi)
                bar(each.share)


def _tgi(visit: Visit, value: int) -> None:
    chip(visit.say("audience.tgi", value=value), "good" if value >= STRONG else "wait" if value <= WEAK else "plain")


def _apart(visit: Visit, shares: list[dict[str, Any]]) -> None:
    with card(visit.say("audience.apart_title"), visit.say("audience.apart_about"), classes="hx-apart"):
        for each in shares:
            with ui.element("div").classes("hx-spread"):
                text(each["label"])
                with ui.element("span").classes("hx-row hx-n"):
                    text(visit.say("audience.against", own=percent(each["share"]), all=percent(each["share_against"])))
                    _tgi(visit, each["tgi"])


def _sample(visit: Visit, people: list[Sampled]) -> None:
    say = visit.say
    with card(say("audience.sample_title", n=len(people))), ui.element("div").classes("hx-scroll"), _table():
        with ui.element("thead"), ui.element("tr"):
            for name in ("sample_person", "sample_segment", "sample_tags"):
                text(say(f"audience.{name}"), tag="th")
        with ui.element("tbody"):
            for each in people:
                _sampled(visit, each)


def _table() -> ui.element:
    return ui.element("table").classes("hx-table hx-sample")


def _sampled(visit: Visit, person: Sampled) -> None:
    with ui.element("tr"):
        with ui.element("td"):
            ui.link(person.name.rpartition(":")[2], f"/people/{person.person_id}").tooltip(person.name)
        text(person.segment or visit.say("audience.no_segment"), tag="td")
        with ui.element("td"), ui.element("span").classes("hx-row"):
            for each in person.tags:
                chip(each)

"""The test event of the set-up page: sent by the browser, then followed until what it changed can be read."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from nicegui import Client, ui

from huaxiang.console.connect.offers import MARK, Offer, Trial
from huaxiang.console.connect.tried import drop_tried, note_tried, remove_tried, tried
from huaxiang.console.live.rows import row_of
from huaxiang.console.parts import button, card, chip, failed, loading, text
from huaxiang.console.reject_words import reject_words
from huaxiang.console.views.arrival import accepted_at, arrival
from huaxiang.console.views.changes import Update
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS
from huaxiang.domain.errors import HuaxiangError
from huaxiang.domain.instants import SECOND_US, now

__all__ = ["TrialCard", "verdict_of"]

_LOOK_SECONDS, _PATIENCE_SECONDS, _ANSWER_SECONDS = 0.05, 10.0, 30.0
_TONES = {"accepted": "good", "duplicate": "wait", "parked": "wait"}


def verdict_of(text_of_answer: str) -> tuple[str, str] | None:
    """Verdict and reason of the first event of an answer; None where the dialect's answer has none.

    >>> verdict_of('{"events": [{"verdict": "parked", "reason": "future"}]}'), verdict_of("ok")
    (('parked', 'future'), None)
    """
    try:
        first = json.loads(text_of_answer)["events"][0]
        return str(first["verdict"]), str(first.get("reason", ""))
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def fault_of(text_of_answer: str) -> str:
    """What the service says went wrong, in its own line.

    >>> fault_of('{"success": false, "error": "the key may not write"}'), fault_of("<html>")
    ('the key may not write', '<html>')
    """
    try:
        return str(json.loads(text_of_answer)["error"])
    except (ValueError, TypeError, LookupError):
        return " ".join(text_of_answer.split())[:200]


class TrialCard:
    """The card that sends test events, tells what became of them, and removes them."""

    def __init__(self, visit: Visit, client: Client, chosen: Callable[[], Offer], *, after: Callable[[], None]) -> None:
        """Args are as follows.

        Args:
            chosen: The offer that is tried.
            after: Called after each try.
        """
        self._visit, self._client, self._chosen, self._after = visit, client, chosen, after
        say = visit.say
        with card(say("connect.trial"), say("connect.trial_note"), classes="hxc-trial"):
            self._send_button = button(say("connect.send"), self._send, tone="primary")
            self._steps = ui.element("ol").classes("hxc-steps").props('aria-live="polite"')
            with ui.element("div").classes("hxc-left"):
                self._left = ui.element("div")
                self._remove_button = button(say("connect.remove_tests"), self._remove)
        self._show_left()

    async def _send(self) -> None:
        visit, identity = self._visit, MARK + secrets.token_hex(4)
        trial = self._chosen().trial(identity, now())
        self._steps.clear()
        if trial is None:
            self._step("verdict", lambda: text(visit.say("connect.no_trial")))
            return
        self._send_button.props("disabled")
        try:
            await self._try(trial, identity)
        except HuaxiangError as error:
            with self._steps:
                failed(visit, error)
        finally:
            self._send_button.props(remove="disabled")
            self._show_left()
            self._after()

    async def _try(self, trial: Trial, identity: str) -> None:
        visit = self._visit
        note_tried(visit.service.readings.project.ledger, identity)
        before = await visit.reads.off_loop(visit.service.intake.last_seq)
        feed_seq = await visit.reads.off_loop(visit.service.feed_seq)
        with self._steps:
            waiting = loading(visit)
        asked = f"hxConnect.send({json.dumps(trial.document())})"
        try:
            answer = await self._client.run_javascript(asked, timeout=_ANSWER_SECONDS)
        except TimeoutError:
            answer = {"status": 0, "text": "", "ms": int(_ANSWER_SECONDS * 1000)}
        if answer is None or self._steps.is_deleted:
            return
        waiting.delete()
        path = trial.path.partition("?")[0]
        told = visit.say("connect.sent_told", path=path, ms=answer["ms"], status=answer["status"] or "–")
        self._step("sent", lambda: text(told))
        accepted = await self._judge(answer, identity, before)
        if accepted is None:
            drop_tried(visit.service.readings.project.ledger, identity)
        else:
            await self._follow(identity, accepted, feed_seq)

    async def _judge(self, answer: dict[str, Any], identity: str, before: int) -> int | None:
        """Shows the verdict; when the event was accepted it gives when, µs."""
        visit, status = self._visit, int(answer["status"])
        if status != 200:
            self._step("verdict", lambda: self._show_refusal(status, str(answer["text"])))
            return None
        at = await visit.reads.read(accepted_at, identity, before, language=visit.language, seconds=0.0)
        verdict, reason = verdict_of(answer["text"]) or (("accepted" if at is not None else "unknown"), "")
        self._step("verdict", lambda: self._show_verdict(verdict, reason))
        return at

    def _show_refusal(self, status: int, told: str) -> None:
        say = self._visit.say
        if status == 0:
            chip(say("connect.not_sent"), "bad")
        else:
            chip(say("connect.verdict.refused"), "bad")
            key = f"connect.status.{status}"
            text(say(key if key in WORDS else "connect.status.other"))
        text(fault_of(told), tag="code")

    def _show_verdict(self, verdict: str, reason: str) -> None:
        key = f"connect.verdict.{verdict}"
        chip(self._visit.say(key) if key in WORDS else verdict, _TONES.get(verdict, "bad"))
        if verdict == "accepted":
            text(self._visit.say("connect.durable"))
        if reason:
            text(reject_words(reason, self._visit.language))

    async def _follow(self, identity: str, accepted: int, feed_seq: int) -> None:
        """Waits until the person can be read, and shows who it is and what changed."""
        visit = self._visit
        with self._steps:
            waiting = text(visit.say("connect.waiting"), "hx-note", tag="li")
        until = time.monotonic() + _PATIENCE_SECONDS
        found = None
        while found is None and time.monotonic() < until and not self._steps.is_deleted:
            found = await visit.reads.read(arrival, identity, feed_seq, language=visit.language, seconds=0.0)
            if found is None:
                await asyncio.sleep(_LOOK_SECONDS)
        seconds = (now() - accepted) / SECOND_US
        if self._steps.is_deleted:
            return
        waiting.delete()
        if found is None:
            words = self._why_not_yet()
            told = visit.say("connect.not_counted", seconds=int(_PATIENCE_SECONDS), why=words)
            self._step("counted", lambda: chip(told, "wait"))
            return
        self._show_arrival(found, seconds)

    def _show_arrival(self, found: dict[str, Any], seconds: float) -> None:
        visit = self._visit
        self._step("counted", lambda: text(visit.say("connect.readable", seconds=f"{seconds:.2f}"), "hx-chip hx-good"))
        self._step("person", lambda: self._show_person(found["person_id"]))
        updates = found["updates"]
        self._step("changes", lambda: self._show_changes(updates))

    def _why_not_yet(self) -> str:
        service, say = self._visit.service, self._visit.say
        if service.worker is None or not service.worker.is_well:
            return say("connect.no_worker")
        _, pending, _ = service.position()
        return say("connect.busy", n=f"{pending:,}") if pending else say("connect.later")

    def _show_person(self, person_id: str) -> None:
        ui.link(self._visit.say("connect.see_person"), f"/people/{person_id}", new_tab=True)
        text(person_id, tag="code")

    def _show_changes(self, updates: tuple[Update, ...]) -> None:
        visit = self._visit
        if not updates:
            text(visit.say("connect.no_changes"))
            return
        with ui.element("ul").classes("hxc-changes"):
            for each in updates:
                row = row_of(visit, each, is_gated=False, event_name=visit.reads.live.event_name)
                with ui.element("li"):
                    chip(row["words"], row["tone"])
                    text(row["tag"], tag="strong")
                    if row["why"]:
                        text(row["why"], "hx-note")

    def _step(self, name: str, show: Callable[[], Any]) -> None:
        with self._steps, ui.element("li").classes("hxc-step").props(f"data-step={name}"):
            text(self._visit.say(f"connect.{name}"), "hxc-step-name")
            with ui.element("div").classes("hxc-step-told"):
                show()

    def _show_left(self) -> None:
        visit = self._visit
        n = len(tried(visit.service.readings.project.ledger))
        self._left.clear()
        with self._left:
            many = "connect.left_none" if not n else "connect.left_one" if n == 1 else "connect.left_n"
            told = [visit.say("connect.left", mark=MARK), visit.say(many, **({"n": n} if n > 1 else {}))]
            text(visit.joined(*told), "hx-note", tag="p")
        self._remove_button.set_visibility(n > 0)

    async def _remove(self) -> None:
        visit = self._visit
        self._remove_button.props("disabled")
        self._steps.clear()
        try:
            n = await visit.reads.off_loop(remove_tried, visit.service.readings.project.folder)
        except HuaxiangError as error:
            with self._steps:
                failed(visit, error)
        else:
            with self._steps:
                text(visit.say("connect.removed", n=n), "hx-note", tag="li")
        finally:
            self._remove_button.props(remove="disabled")
            self._show_left()

"""The keys of the set-up page: made and shown once, listed by their mark, taken away."""

from __future__ import annotations

import json
import re
from functools import partial

from nicegui import Client, ui

from huaxiang.console.access import LOCAL
from huaxiang.console.parts import button, card, failed, text
from huaxiang.console.shown import moment
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError
from huaxiang.service.intake import DEFAULT_SOURCE
from huaxiang.service.keyring import HeldKey, held_keys, make_key, remove_key

__all__ = ["KeysCard", "copy_button", "is_source_name"]

_SOURCE = re.compile(r"[\w-]{1,40}")


def is_source_name(name: str) -> bool:
    """Whether a source may be named so: letters, digits, hyphens and underscores, at most forty.

    >>> is_source_name("mini-program"), is_source_name("a b"), is_source_name("")
    (True, False, False)
    """
    return _SOURCE.fullmatch(name) is not None


class KeysCard:
    """The card with a new key, and those there are."""

    def __init__(self, visit: Visit, client: Client) -> None:
        self._visit, self._client = visit, client
        say = visit.say
        with card(say("connect.key_title"), say("connect.key_note")):
            with ui.element("div").classes("hxc-make"):
                self._source = ui.input(label=say("connect.source"), value=DEFAULT_SOURCE).props("outlined dense")
                button(say("connect.make"), self._make, tone="primary")
                self._may_read = ui.checkbox(say("connect.may_read")).props("dense").classes("hxc-check")
            with ui.element("div").classes("hxc-key"):
                field = ui.element("input").classes("hx-input").props("id=hx-connect-key type=text autocomplete=off")
                field.props(
                    f'spellcheck=false placeholder="{say("connect.paste")}" aria-label="{say("connect.key_field")}"'
                )
                field.props(f'data-none="{say("connect.your_key")}"')
                copy_button(visit, "hx-connect-key")
            self._told = ui.element("div").props("role=status")
            self._list = ui.element("div")
            # Made with the page: the first key of a demo shuts its visitor out of whatever is not loaded yet.
            with ui.dialog() as self._dialog:
                self._asking = ui.element("div").classes("hx-card hxc-ask")
        self.show_list()

    async def _make(self) -> None:
        visit = self._visit
        name = str(self._source.value or "").strip()
        self._told.clear()
        if not is_source_name(name):
            with self._told:
                text(visit.say("connect.wrong_source"), "hxc-warn", tag="p")
            return
        scopes = ("write", "read") if self._may_read.value else ("write",)
        was_first = not visit.service.keys
        try:
            made = await visit.reads.off_loop(partial(make_key, visit.service, name, scopes=scopes))
        except HuaxiangError as error:
            with self._told:
                failed(visit, error)
            return
        self._client.run_javascript(f"hxConnect.made({json.dumps(made)})")
        with self._told:
            text(visit.say("connect.once"), "hxc-once", tag="p")
            if was_first and visit.user == LOCAL:
                with ui.element("p").classes("hxc-warn"):
                    text(visit.say("connect.first_key_demo")).classes("hxc-before-link")
                    ui.link(visit.say("connect.to_sign_in"), "/login?to=/connect", new_tab=True)
        self.show_list()

    def show_list(self) -> None:
        """Lists the keys as they are now."""
        visit, keys = self._visit, held_keys(self._visit.service)
        self._list.clear()
        with self._list:
            if not keys:
                more = visit.say("connect.first_key_demo") if visit.user == LOCAL else ""
                told = visit.joined(visit.say("connect.no_keys"), visit.say("connect.first_key"), more)
                text(told, "hxc-warn", tag="p")
                return
            with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table hxc-keys"):
                self._heads()
                with ui.element("tbody"):
                    for each in keys:
                        self._row(each, is_last=len(keys) == 1)

    def _heads(self) -> None:
        with ui.element("thead"), ui.element("tr"):
            for name in ("source", "key_mark", "scopes", "last_used"):
                text(self._visit.say(f"connect.{name}"), tag="th")
            text("", tag="th")

    def _row(self, key: HeldKey, *, is_last: bool) -> None:
        visit = self._visit
        used = key.last_used_at
        with ui.element("tr"):
            text(key.source, tag="td")
            text(key.mark, "hxc-mark", tag="td")
            text(visit.listed(visit.say(f"connect.scope.{each}") for each in key.scopes), tag="td")
            text(visit.say("connect.not_used") if used is None else moment(used, visit.zone), tag="td")
            with ui.element("td").classes("hx-n"):
                button(visit.say("connect.remove"), partial(self._ask, key, is_last), tone="quiet")

    def _ask(self, key: HeldKey, is_last: bool) -> None:
        visit = self._visit
        self._asking.clear()
        with self._asking:
            text(visit.say("connect.remove_title"), "hx-card-title", tag="h2")
            text(visit.say("connect.remove_text", source=key.source, mark=key.mark), tag="p")
            if is_last:
                text(visit.say("connect.remove_last"), "hxc-warn", tag="p")
            with ui.element("div").classes("hx-row hx-foot"):
                button(visit.say("connect.remove"), partial(self._remove, key.mark), tone="primary")
                button(visit.say("connect.keep"), self._dialog.close)
        self._dialog.open()

    async def _remove(self, mark: str) -> None:
        visit = self._visit
        self._dialog.close()
        self._told.clear()
        try:
            await visit.reads.off_loop(remove_key, visit.service, mark)
        except HuaxiangError as error:
            with self._told:
                failed(visit, error)
        self.show_list()


def copy_button(visit: Visit, target: str) -> ui.element:
    """A button that copies what an element of that id holds, in the browser alone."""
    made = ui.element("button").classes("hx-button hxc-copy").props("type=button")
    with made:
        ui.label(visit.say("connect.copy")).classes("hx-plain")
    name = f"hx-copy-{made.id}"
    words = json.dumps([target, name, visit.say("connect.copied")])
    return made.props(f"id={name}").on("click", js_handler=f"() => hxConnect.copy(...{words})")

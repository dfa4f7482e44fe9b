"""The form of one condition: what is compared, with what; only names that exist can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import ui

from huaxiang.console.parts import button, text
from huaxiang.console.shown import count
from huaxiang.console.views.chips import Chip
from huaxiang.console.views.choices import Choice, Choices
from huaxiang.console.views.drafts import KINDS, OPERATORS, Draft, chip_of, problem_of
from huaxiang.console.visit import Visit
from huaxiang.project.words import STATES, word
from huaxiang.tags.expressions import Vocabulary

__all__ = ["ConditionDialog"]

_SIGNS = {">=": "≥", "<=": "≤", "=": "=", "!=": "≠", ">": ">", "<": "<"}
_FIELD = "outlined dense options-dense"


class ConditionDialog:
    """A dialog that makes or changes one chip."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._draft = Draft()
        self._on_done: Callable[[Chip], None] = lambda _: None
        self._choices: Choices | None = None
        self._vocabulary = Vocabulary()
        self._is_told = False
        with ui.dialog() as self._dialog, ui.element("div").classes("hx-card hx-shell-like hx-condition") as self._card:
            pass

    def open(
        self, choices: Choices, vocabulary: Vocabulary, on_done: Callable[[Chip], None], *, draft: Draft | None = None
    ) -> None:
        """Shows the form, empty or filled with a draft; `on_done` gets the chip when it is complete."""
        self._choices, self._vocabulary, self._on_done = choices, vocabulary, on_done
        self._draft = draft or _blank("segment" if choices.by_kind["segment"] else "did")
        self._is_told = False
        self._fill()
        self._dialog.open()

    def _fill(self) -> None:
        say, draft = self._visit.say, self._draft
        self._card.clear()
        with self._card:
            text(say("audience.add"), "hx-card-title", tag="h2")
            with ui.element("div").classes("hx-tabs").props('role="tablist"'):
                for kind in KINDS:
                    tab = button(say(f"audience.kind_{kind}"), partial(self._turn, kind), tone="tab")
                    tab.props(f'role="tab" aria-selected={str(kind == draft.kind).lower()}')
            with ui.element("div").classes("hx-stack"):
                self._fields()
                ui.checkbox(say("audience.negate_long"), value=draft.is_not).on_value_change(
                    lambda event: setattr(draft, "is_not", bool(event.value))
                )
            self._problem = ui.element("p").classes("hx-problem").props('role="alert"')
            with ui.element("div").classes("hx-row hx-end"):
                button(say("audience.cancel"), self._dialog.close)
                button(say("audience.done"), self._done, tone="primary")

    def _turn(self, kind: str) -> None:
        self._draft = _blank(kind)
        self._fill()

    def _fields(self) -> None:
        say, draft = self._visit.say, self._draft
        assert self._choices is not None
        known = self._choices.by_kind[draft.kind]
        if not known:
            text(say("audience.none_of_kind"), "hx-note", tag="p")
            return
        label = say("audience.event" if draft.kind == "did" else "audience.choose")
        self._select(label, {each.key: self._told(each) for each in known}, "key")
        if draft.kind == "interest":
            stances = {each: say(f"audience.stance_{each or 'any'}") for each in ("", "prefer", "avoid")}
            self._select(say("audience.stance"), stances, "stance")
        elif draft.kind == "did":
            self._did_fields(self._choices.by_kind["category"])
        elif draft.kind in {"feature", "trait", "fact"}:
            with ui.element("div").classes("hx-pair"):
                self._select(say("audience.compare"), self._operators(), "operator")
                self._value(self._choices.values.get((draft.kind, draft.key), {}))

    def _did_fields(self, categories: list[Choice]) -> None:
        say = self._visit.say
        if categories:
            known = {"": say("audience.category_any")} | {each.key: each.label for each in categories}
            self._select(say("audience.category"), known, "category")
        self._input(say("audience.within_days"), "days", is_number=True)
        with ui.element("div").classes("hx-pair"):
            self._select(say("audience.compare"), self._operators(), "operator")
            self._input(say("audience.times"), "value", is_number=True)

    def _value(self, known: dict[str, str]) -> None:
        """A value to type, or to choose where few are known; another one can be typed there too."""
        say, draft = self._visit.say, self._draft
        if not known:
            self._input(say("audience.value"), "value")
            return
        options = known if not draft.value or draft.value in known else {draft.value: draft.value, **known}
        box = ui.select(options, label=say("audience.value"), value=draft.value or None, with_input=True)
        box.props(f'{_FIELD} popup-content-class="hx-options"').classes("hx-wide")
        box.on_value_change(lambda event: self._set("value", str(event.value or "")))

    def _operators(self) -> dict[str, str]:
        if self._draft.kind in {"trait", "fact"}:
            words = {"=": self._visit.say("audience.is"), "!=": self._visit.say("audience.is_not")}
            return words | {sign: _SIGNS[sign] for sign in OPERATORS if sign not in words}
        return {sign: _SIGNS[sign] for sign in OPERATORS}

    def _told(self, choice: Choice) -> str:
        """Label, state of a tag, and who has it."""
        language = self._visit.language
        state = word(STATES, choice.state, language) if choice.state else ""
        who = ""
        if choice.n_people is not None:
            unit = self._visit.say("audience.people")
            who = f"{count(choice.n_people, language)} {unit}"
        return " · ".join(each for each in (choice.label, state, who) if each)

    def _select(self, label: str, options: dict[str, str], field: str) -> None:
        value = getattr(self._draft, field)
        known = value if value in options else None
        box = ui.select(options, label=label, value=known, with_input=len(options) > len(OPERATORS))
        box.props(f'{_FIELD} popup-content-class="hx-options"').classes("hx-wide")
        box.on_value_change(lambda event: self._set(field, event.value or ""))

    def _input(self, label: str, field: str, *, is_number: bool = False) -> None:
        box = ui.input(label, value=getattr(self._draft, field)).props(_FIELD).classes("hx-wide")
        if is_number:
            box.props("inputmode=numeric")
        box.on_value_change(lambda event: self._set(field, str(event.value or "")))
        box.on("keydown.enter", self._done)

    def _set(self, field: str, value: str) -> None:
        setattr(self._draft, field, value)
        if field == "key" and self._draft.kind in {"trait", "fact"}:
            self._draft.value = ""
            self._fill()
        if self._is_told:
            self._tell(problem_of(self._draft))

    def _tell(self, problem: str) -> None:
        self._problem.clear()
        with self._problem:
            if problem:
                ui.label(self._visit.say(f"audience.{problem}")).classes("hx-plain")

    def _done(self) -> None:
        problem = problem_of(self._draft)
        self._is_told = True
        self._tell(problem)
        if not problem:
            self._dialog.close()
            self._on_done(chip_of(self._draft, self._vocabulary))


def _blank(kind: str) -> Draft:
    if kind == "did":
        return Draft(kind, value="1", days="30")
    return Draft(kind, operator="=" if kind in {"trait", "fact"} else ">=")

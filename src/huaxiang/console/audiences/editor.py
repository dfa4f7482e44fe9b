"""The chips of an audience: conditions, groups and exclusions, added, changed, joined and taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import ui

from huaxiang.console.audiences.condition import ConditionDialog
from huaxiang.console.parts import button, empty, text
from huaxiang.console.views.chips import Builder, Chip, Group
from huaxiang.console.views.choices import Choices
from huaxiang.console.views.conditions import chip_text
from huaxiang.console.views.drafts import draft_of
from huaxiang.console.views.edits import add, add_inside, can_exclude, exclusions, put, switch, switch_group
from huaxiang.console.visit import Visit
from huaxiang.domain.instants import DAY_US
from huaxiang.tags.expressions import Vocabulary
from huaxiang.tags.expressions.terms import Did

__all__ = ["Editor"]

_STARTS = {
    "preset_viewed": Did("product_viewed", within_us=7 * DAY_US),
    "preset_cart": Did("product_added", within_us=30 * DAY_US),
    "preset_buyers": Did("order_completed", within_us=90 * DAY_US),
}
_EXCLUSIONS = {
    "preset_bought": Did("order_completed", within_us=7 * DAY_US),
    "preset_touched": Did("message_sent", within_us=7 * DAY_US),
    "preset_refunded": Did("order_refunded", within_us=30 * DAY_US),
}


class Editor:
    """Shows a builder and gives each changed one to `on_change`."""

    def __init__(self, visit: Visit, on_change: Callable[[Builder], None]) -> None:
        self._visit, self._on_change = visit, on_change
        self._builder: Builder | None = Builder()
        self._choices: Choices | None = None
        self._vocabulary = Vocabulary()
        self._dialog = ConditionDialog(visit)
        self._place = ui.element("div").classes("hx-builder")
        # Not made anew with the chips: a click that comes while they are still counts.
        self._row = ui.element("div").classes("hx-row hx-builder-buttons")
        with self._row:
            self._buttons()
        self._row.set_visibility(False)

    def know(self, choices: Choices, vocabulary: Vocabulary) -> None:
        """Sets the names that conditions may use."""
        self._choices, self._vocabulary = choices, vocabulary

    def show(self, builder: Builder | None) -> None:
        """Shows chips; None is an expression that has none, written by hand."""
        self._builder = builder
        self._place.clear()
        self._row.set_visibility(builder is not None)
        self._exclude.set_visibility(builder is not None and can_exclude(builder))
        with self._place:
            if builder is None:
                text(self._visit.say("audience.by_hand"), "hx-stale hx-by-hand", tag="p")
                return
            if not builder.parts:
                self._start()
            else:
                self._parts(builder)

    def _start(self) -> None:
        empty(self._visit.say("audience.empty_title"), self._visit.say("audience.empty_text"))
        with ui.element("div").classes("hx-row hx-centre"):
            for name, term in _STARTS.items():
                button(self._visit.say(f"audience.{name}"), partial(self._add, Chip(term)), tone="preset")

    def _parts(self, builder: Builder) -> None:
        left_out = exclusions(builder)
        with ui.element("div").classes("hx-chips"):
            for place, number in enumerate(n for n in range(len(builder.parts)) if n not in left_out):
                if place:
                    self._joint(builder.joint, lambda: self._change(switch(builder)))
                part = builder.parts[number]
                if isinstance(part, Chip):
                    self._chip(part, number, None)
                else:
                    self._group(part, number)
        for number in sorted(left_out):
            part = builder.parts[number]
            assert isinstance(part, Group)
            self._group(part, number)

    def _chip(self, chip: Chip, number: int, inner: int | None) -> None:
        assert self._choices is not None
        say = self._visit.say
        words = chip_text(chip.term, self._choices.names, self._visit.language)
        with ui.element("span").classes(f"hx-condition-chip {'hx-negated' if chip.is_not else ''}"):
            draft = draft_of(chip)
            shown = ui.element("button" if draft else "span").classes("hx-condition-words")
            with shown:
                if chip.is_not:
                    text(say("audience.not"), "hx-not")
                ui.label(words).classes("hx-plain")
            if draft:
                shown.props(f'type=button title="{say("audience.edit")}"')
                shown.on("click", partial(self._edit, number, inner))
            away = ui.element("button").classes("hx-away").on("click", partial(self._remove, number, inner))
            away.props(f'type=button aria-label="{say("audience.remove")}"')
            with away:
                ui.label("×").classes("hx-plain")

    def _group(self, group: Group, number: int) -> None:
        assert self._builder is not None
        builder, say = self._builder, self._visit.say
        is_exclusion = number in exclusions(builder)
        with ui.element("div").classes(f"hx-group {'hx-leave-out' if is_exclusion else ''}"):
            with ui.element("div").classes("hx-spread"):
                text(self._group_title(group, is_exclusion=is_exclusion), "hx-group-title")
                away = button("×", partial(self._remove, number, None), tone="quiet")
                away.props(f'aria-label="{say("audience.remove")}"')
            with ui.element("div").classes("hx-chips"):
                for inner, chip in enumerate(group.chips):
                    if inner:
                        self._joint(group.joint, lambda: self._change(switch_group(builder, number)))
                    self._chip(chip, number, inner)
                button(f"+ {say('audience.add')}", partial(self._ask, number), tone="quiet")
            if is_exclusion:
                self._exclusion_presets(group, number)

    def _group_title(self, group: Group, *, is_exclusion: bool) -> str:
        say = self._visit.say
        if is_exclusion:
            return say("audience.without")
        title = say("audience.any_of" if group.joint == "or" else "audience.all_of")
        return f"{say('audience.not')} {title}" if group.is_not else title

    def _exclusion_presets(self, group: Group, number: int) -> None:
        held = {chip.term for chip in group.chips}
        with ui.element("div").classes("hx-row"):
            for name, term in _EXCLUSIONS.items():
                if term not in held:
                    words = f"+ {self._visit.say(f'audience.{name}')}"
                    button(words, partial(self._add_inside, number, Chip(term)), tone="preset")

    def _joint(self, joint: str, switched: Callable[[], None]) -> None:
        made = button(self._visit.say(f"audience.{joint}"), switched, tone="joint")
        made.props(f'title="{self._visit.say("audience.switch_joint")}"')

    def _buttons(self) -> None:
        say = self._visit.say
        button(f"+ {say('audience.add')}", partial(self._ask, None), tone="primary")
        button(f"+ {say('audience.add_group')}", partial(self._add, Group("or", ())))
        self._exclude = button(f"− {say('audience.add_exclusion')}", partial(self._add, Group("or", (), is_not=True)))

    def _ask(self, number: int | None) -> None:
        if self._choices is not None:
            done = self._add if number is None else partial(self._add_inside, number)
            self._dialog.open(self._choices, self._vocabulary, done)

    def _edit(self, number: int, inner: int | None) -> None:
        if self._choices is None or self._builder is None:
            return
        part = self._builder.parts[number]
        chip = part if isinstance(part, Chip) else part.chips[inner or 0]
        done = partial(self._put, number, inner)
        self._dialog.open(self._choices, self._vocabulary, done, draft=draft_of(chip))

    def _add(self, part: Chip | Group) -> None:
        self._change(add(self._builder or Builder(), part))

    def _add_inside(self, number: int, chip: Chip) -> None:
        self._change(add_inside(self._builder or Builder(), number, chip))

    def _put(self, number: int, inner: int | None, chip: Chip) -> None:
        self._change(put(self._builder or Builder(), number, inner, chip))

    def _remove(self, number: int, inner: int | None) -> None:
        self._change(put(self._builder or Builder(), number, inner, None))

    def _change(self, builder: Builder) -> None:
        self.show(builder)
        self._on_change(builder)

"""The category tree as rows that open to the second and third level, and the sensitive branches that are withheld."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from nicegui import ui

from huaxiang.console.parts import bar, card, chip, text
from huaxiang.console.shown import count
from huaxiang.console.views.interest_tree import LEAST_TEXTS, STANCES, InterestBoard, NodeVolume, Trend
from huaxiang.console.visit import Visit

__all__ = ["Tree", "change_words", "show_withheld"]

_COLUMNS = ("people", "passing", "texts", "trend", "stances")
_UP, _DOWN = "↑", "↓"
_MOST_ROWS, _FEW = 15, 3


def change_words(trend: Trend) -> str:
    """The change of a trend with its arrow; "" where none is told.

    >>> change_words(Trend(120, 100, 0.2)), change_words(Trend(50, 100, -0.5)), change_words(Trend(3, 1))
    ('↑20%', '↓50%', '')
    """
    if trend.change is None:
        return ""
    whole = round(abs(trend.change) * 100)
    return f"{_UP if trend.change > 0 else _DOWN}{whole}%" if whole else "→"


class Tree:
    """The rows of one visitor: which are open, and which category is chosen."""

    def __init__(
        self, visit: Visit, board: InterestBoard, chosen: str, on_choose: Callable[[str], Awaitable[None]]
    ) -> None:
        """Args are as follows.

        Args:
            chosen: Path of the category chosen; the rows above it are open.
            on_choose: Called with the path of a row that is chosen.
        """
        self._visit, self._chosen, self._on_choose = visit, chosen, on_choose
        self._names: dict[str, ui.element] = {}
        self._most = max((node.n_people for node in board.nodes), default=0)
        with ui.element("div").classes("hxi-tree"):
            self._head()
            self._level(board.nodes)

    def _head(self) -> None:
        with ui.element("div").classes("hxi-row hxi-head"):
            text(self._visit.say("interests.column.name"))
            for name in _COLUMNS:
                made = text(self._visit.say(f"interests.column.{name}"), "" if name == "stances" else "hx-n")
                made.tooltip(self._visit.say(f"interests.about_{name}", n=LEAST_TEXTS))

    def _level(self, nodes: Sequence[NodeVolume]) -> None:
        """The rows of a level: the first ones at once, the others when they are asked for."""
        top = next((at for at, node in enumerate(nodes) if f"{self._chosen}.".startswith(f"{node.path}.")), 0)
        n_first = len(nodes) if len(nodes) <= _MOST_ROWS + _FEW else max(_MOST_ROWS, top + 1)
        with ui.element("ul") as rows:
            for node in nodes[:n_first]:
                self._node(node)
        if n_first < len(nodes):
            more = ui.element("button").classes("hx-button hx-button-quiet").props("type=button")
            with more:
                ui.label(self._visit.say("interests.more", n=len(nodes) - n_first)).classes("hx-plain")
            more.on("click", partial(self._rest, more, rows, nodes[n_first:]))

    def _rest(self, more: ui.element, rows: ui.element, left: Sequence[NodeVolume]) -> None:
        """Shows the rows of a level that were left out, in place of the button that asked."""
        more.delete()
        with rows:
            for node in left:
                self._node(node)

    def _node(self, node: NodeVolume) -> None:
        with ui.element("li"):
            with ui.element("div").classes("hxi-row").props(f"data-path={node.path}"):
                toggle = self._name(node)
                self._figures(node)
            below = ui.element("div").classes("hxi-below")
        if toggle is not None:
            toggle.on("click", partial(self._turn, node, toggle, below))
            if self._chosen.startswith(f"{node.path}."):
                self._turn(node, toggle, below)

    def _name(self, node: NodeVolume) -> ui.element | None:
        """The name and, where anything lies below, what opens it."""
        toggle = None
        with ui.element("div").classes("hxi-name"):
            if node.children:
                toggle = ui.element("button").classes("hxi-toggle").props("type=button aria-expanded=false")
                toggle.props["aria-label"] = self._visit.say("interests.open", name=node.name)
            else:
                ui.element("i").classes("hxi-toggle")
            with ui.element("div").classes("hxi-named"):
                made = ui.element("button").classes("hxi-choose").props("type=button")
                with made:
                    ui.label(node.name).classes("hx-plain")
                made.on("click", partial(self._choose, node.path))
                bar(node.n_people / self._most if self._most else 0.0)
        self._names[node.path] = made
        self._mark(node.path)
        return toggle

    def _figures(self, node: NodeVolume) -> None:
        language = self._visit.language
        for name, value in (("people", node.n_people), ("passing", node.n_passing), ("texts", node.n_texts)):
            self._cell(name, count(value, language))
        with self._cell("trend", f"{count(node.trend.n_now, language)} / {count(node.trend.n_before, language)}"):
            change = change_words(node.trend)
            if change:
                text(change, "hxi-change")
        self._stances(node)

    def _cell(self, name: str, shown: str) -> ui.element:
        made = text(shown, "hx-n")
        made.props["data-label"] = self._visit.say(f"interests.column.{name}")
        return made

    def _stances(self, node: NodeVolume) -> None:
        """A bar with its counts in words; with few texts the words alone."""
        pairs = [pair for pair in zip(STANCES, node.stances, strict=True) if pair[1]]
        told = self._visit.say("frame.list_comma").join(
            self._visit.say(
                "interests.stance_n",
                stance=self._visit.say(f"interests.stance.{stance}"),
                n=count(n, self._visit.language),
            )
            for stance, n in pairs
        )
        with ui.element("span").classes("hxi-stances"):
            if node.n_texts >= LEAST_TEXTS:
                with ui.element("span").classes("hxi-split").props("aria-hidden=true"):
                    total = sum(n for _, n in pairs)
                    for stance, n in pairs:
                        ui.element("i").classes(f"hxi-{stance}").style(f"width:{n / total * 100:.1f}%")
            text(told or "–", "hxi-split-told")

    def _turn(self, node: NodeVolume, toggle: ui.element, below: ui.element) -> None:
        """Opens or closes a row; what lies below is made when it is first opened."""
        is_open = toggle.props["aria-expanded"] != "true"
        if is_open and not below.default_slot.children:
            with below:
                self._level(node.children)
        below.set_visibility(is_open)
        toggle.props(f"aria-expanded={'true' if is_open else 'false'}")
        toggle.props["aria-label"] = self._visit.say(f"interests.{'close' if is_open else 'open'}", name=node.name)
        toggle.update()

    async def _choose(self, path: str) -> None:
        before, self._chosen = self._chosen, path
        for each in {before, path} & self._names.keys():
            self._mark(each)
        await self._on_choose(path)

    def _mark(self, path: str) -> None:
        self._names[path].props(f"aria-pressed={'true' if path == self._chosen else 'false'}")


def show_withheld(visit: Visit, board: InterestBoard) -> None:
    """The sensitive branches, each with its kind and the reason."""
    if not board.withheld:
        return
    note = visit.say("interests.withheld_note", n=count(board.n_withheld_readings, visit.language))
    with card(visit.say("interests.withheld"), note, classes="hxi-withheld"):
        for reason in dict.fromkeys(each.reason for each in board.withheld):
            text(visit.say(f"interests.withheld.{reason}"), tag="p")
            with ui.element("ul"):
                for each in board.withheld:
                    if each.reason == reason:
                        with ui.element("li"):
                            text(each.label)
                            chip(visit.say(f"interests.sensitive.{each.kind}"), "bad")

"""Names that a person gives to segments: they hold at once everywhere, and survive every later build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.domain.instants import now
from huaxiang.project.reading import segment_names
from huaxiang.tags.banned import check_label

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["rename_segment"]

_LONGEST = 40


def rename_segment(project: Project, segment: str, name: str, *, en: str | None = None, by: str = "cli") -> str:
    """Gives a segment a name of the shop's own; returns its id.

    Args:
        project: Built.
        segment: Id, or the name it has.
        name: The new name, 1 to 40 characters; in English too unless `en` is given.
        en: English name.
        by: Who gives it, for the history.

    Raises:
        UnknownName: There is no such segment.
        UserError: The name is empty, too long, or another segment's.
        ConfigurationError: It holds a banned word.
        StorageError: The ledger cannot be written.
    """
    names = segment_names(project)
    chosen = segment if segment in names else next((each for each, old in names.items() if old == segment), None)
    if chosen is None:
        raise UnknownName("segment", segment, [*names, *names.values()])
    told = [_checked(text, f"segment {chosen}") for text in (name, name if en is None else en)]
    for other, old in names.items():
        if other != chosen and old in told:
            raise UserError(f"segment {chosen}: {old} is the name of {other} already: choose another")
    project.history.name_segment(chosen, told[0], told[1], by=by, at=now())
    project.forget_kit()
    return chosen


def _checked(text: str, where: str) -> str:
    plain = " ".join(text.split())
    if not 1 <= len(plain) <= _LONGEST:
        raise UserError(f"{where}: a name has 1 to {_LONGEST} characters, this one {len(plain)}")
    return check_label(plain, where=where)

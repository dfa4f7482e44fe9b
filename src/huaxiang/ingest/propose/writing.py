"""A proposal as the text of huaxiang.toml, each guess with its confidence and reason as a comment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from huaxiang.ingest.mapping import Computed, Constant, MapValue
from huaxiang.ingest.propose.behaviours import Meaning
from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.proposal import UNSURE, Draft, Guess, Proposal, TableGuess

__all__ = ["source_names", "write_config", "write_sources"]

_WORDS = {
    "head": (
        "由 huaxiang init 提出的映射,可以直接改。行末 # 之后是这个猜测的把握(0–1)和理由;标 ?? 的请核对。",
        "A mapping proposed by huaxiang init, yours to change. After #: confidence (0–1) and reason; check the ??.",
    ),
    "more": ("各键的意思见 docs/mapping.md。", "docs/mapping.md explains every key."),
    "unused": ("未使用", "not used"),
    "rows": ("{0} 行", "{0} rows"),
}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def write_config(proposal: Proposal, *, folder: Path, language: str | None = None) -> str:
    """The text of huaxiang.toml.

    Args:
        proposal: What was proposed and corrected.
        folder: The project folder: paths inside it are written relative to it, others absolute.
        language: Of the comments, `zh` or `en`; the project's unless given.
    """
    words = language or proposal.project.language.value
    return "\n".join([_head(proposal, words), *_namespaces(proposal.namespaces), _sources(proposal, (), folder, words)])


def write_sources(
    proposal: Proposal, *, folder: Path, language: str, taken: Iterable[str] = (), namespaces: Iterable[str] = ()
) -> str:
    """The sources alone, to stand below those of a huaxiang.toml that is there already.

    Args:
        taken: Names of its sources; the new ones get others.
        namespaces: Kinds of identities that it knows; the others are declared.
    """
    known = set(namespaces)
    own = [each for each in proposal.namespaces if each not in known]
    return "\n".join([*_namespaces(own), _sources(proposal, taken, folder, language)])


def _sources(proposal: Proposal, taken: Iterable[str], folder: Path, language: str) -> str:
    names = source_names(proposal, taken=taken)
    parts = []
    for table in proposal.tables:
        parts.append(_table_comment(table, language))
        parts += [
            _source(table, draft, names[table.file.name, draft.name], folder=folder, language=language)
            for draft in table.drafts
        ]
    return "\n".join(parts)


def source_names(proposal: Proposal, *, taken: Iterable[str] = ()) -> dict[tuple[str, str], str]:
    """(table, draft) → a name of the source that no other has, nor any of `taken`."""
    found: dict[tuple[str, str], str] = {}
    others = set(taken)
    for table in proposal.tables:
        for draft in table.drafts:
            plain = "_".join(normalise(draft.name).split()) or "source"
            name, number = plain, 1
            while name in found.values() or name in others:
                number += 1
                name = f"{plain}_{number}"
            found[table.file.name, draft.name] = name
    return found


def _say(key: str, language: str, *values: str) -> str:
    return _WORDS[key][0 if language == "zh" else 1].format(*values)


def _note(guess: Guess | None, language: str) -> str:
    """` # 0.93 reason; reason`, marked ?? when weak; empty without a guess."""
    if guess is None:
        return ""
    between = ";" if language == "zh" else "; "
    reasons = between.join(each.text(language) for each in guess.reasons)
    mark = "?? " if guess.confidence < UNSURE else ""
    return f"    # {mark}{guess.confidence:.2f} {_one_line(reasons)}".rstrip()


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _head(proposal: Proposal, language: str) -> str:
    project = proposal.project
    lines = [
        f"# {_say('head', language)}",
        f"# {_say('more', language)}",
        "version = 1",
        "",
        "[project]",
        f"name = {_text(project.name)}",
        f"time_zone = {_text(project.time_zone.value)}{_note(project.time_zone, language)}",
        f"currency = {_text(project.currency.value)}{_note(project.currency, language)}",
        f"language = {_text(project.language.value)}",
        "",
    ]
    return "\n".join(lines)


def _namespaces(names: Iterable[str]) -> list[str]:
    return [
        f"[[identity.namespaces]]\nname = {_text(space)}\npriority = {30 + number}\n"
        for number, space in enumerate(names)
    ]


def _table_comment(table: TableGuess, language: str) -> str:
    rows = _say("rows", language, str(table.file.n_rows))
    kind = _say("unused", language) if not table.drafts else table.kind
    note = _note(Guess(kind, table.confidence, table.reasons), language).strip().removeprefix("# ")
    return f"# {_one_line(f'{table.file.path.name} ({table.file.name}, {rows}): {kind} · {note}')}\n"


def _source(table: TableGuess, draft: Draft, name: str, *, folder: Path, language: str) -> str:
    lines = [
        "[[source]]",
        f"name = {_text(name)}",
        f"kind = {_text(table.file.kind)}",
        f"path = {_text(_place(table.file.path, folder))}",
        f"table = {_text(draft.table)}",
    ]
    lines += [f"{key} = {_value(value)}" for key, value in draft.settings.items()]
    form = {**table.file.format, **draft.format}
    if form:
        lines.append(f"format = {_value(form)}")
    lines += ["", "[source.map]"]
    lines += [f"{_key(key)} = {_mapped(v)}{_note(draft.notes.get(key), language)}" for key, v in draft.map.items()]
    for column, values in draft.values.items():
        notes = {m.raw: m for m in table.meanings} if column == "name" else {}
        lines += ["", f"[source.values.{_key(column)}]"]
        lines += [
            f"{_text(raw)} = {_text(word)}{_meant(notes.get(raw), table, language)}" for raw, word in values.items()
        ]
    if draft.person:
        lines += ["", "[source.person]"]
        for space, columns in draft.person.items():
            value = _value(columns[0] if len(columns) == 1 else list(columns))
            lines.append(f"{_key(space)} = {value}{_note(draft.notes.get(f'person.{space}'), language)}")
    return "\n".join([*lines, ""])


def _meant(meaning: Meaning | None, table: TableGuess, language: str) -> str:
    """The reason of a behaviour's meaning, with its share of the rows."""
    if meaning is None:
        return ""
    total = max(1, sum(each.rows for each in table.meanings))
    mark = "?? " if meaning.confidence < UNSURE else ""
    words = {
        "name": ("词义", "its word"),
        "order": ("这些行带订单号", "its rows name an order"),
        "distribution": ("按占比和先后推断", "by its share and what it follows"),
        "unknown": ("没有对应的标准名", "no standard name"),
        "pinned": ("由你指定", "you said so"),
    }[meaning.reason][0 if language == "zh" else 1]
    return f"    # {mark}{meaning.confidence:.2f} {words}, {100 * meaning.rows / total:.1f} %"


def _place(path: Path, folder: Path) -> str:
    """The path relative to the project when it lies inside, absolute otherwise."""
    absolute, base = path.absolute(), folder.absolute()
    inside = absolute.resolve().is_relative_to(base.resolve())
    return absolute.resolve().relative_to(base.resolve()).as_posix() if inside else absolute.as_posix()


def _mapped(value: MapValue) -> str:
    if isinstance(value, Constant):
        return _value({"value": value.value})
    if isinstance(value, Computed):
        return _value(_made(value))
    return _text(value)


def _made(value: Computed) -> dict[str, Any]:
    if value.how == "flags":
        made: dict[str, Any] = {"flags": dict(zip(value.columns, value.words, strict=False))}
        if len(value.words) > len(value.columns):
            made["otherwise"] = value.words[-1]
        return made
    if value.how == "join" and len(value.columns) == 1:
        made = {"column": value.columns[0]}
    else:
        made = {value.how: list(value.columns)}
    if value.how == "join" and value.separator != " ":
        made["separator"] = value.separator
    return made | {key: text for key, text in (("time", value.time), ("since", value.since)) if text}


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(str(key))} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return _text(str(value))


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else _text(key)


def _text(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for the delete sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

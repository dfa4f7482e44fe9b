"""A file added to a project that is there: kept in its folder, its mapping proposed and put below the others."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from huaxiang.domain.errors import BadInput, ConfigurationError, StorageError, UserError
from huaxiang.ingest.propose.proposal import Proposal
from huaxiang.ingest.propose.stage import propose
from huaxiang.ingest.propose.writing import source_names, write_sources
from huaxiang.project.config import load_config
from huaxiang.project.initialising import CONFIG, is_blank, look_at, write_project

__all__ = ["UPLOADS", "add_sources", "discard_upload", "keep_upload", "propose_file", "upload_name"]

UPLOADS = "uploads"
"""Folder of a project for files that came through the console."""
_CHUNK = 1 << 20
_LONGEST = 120
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def upload_name(name: str) -> str:
    """A file name that is safe on every system: no folder, no control signs, not empty, its ending kept.

    >>> upload_name("../../etc/订单 11月.csv"), upload_name("a:b?.xlsx"), upload_name("..")
    ('订单 11月.csv', 'a_b_.xlsx', 'file')
    """
    plain = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join("_" if sign in '<>:"|?*%' else sign for sign in plain if sign.isprintable()).strip(" .")
    if len(plain) > _LONGEST:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: _LONGEST - 10]}{dot}{ending[:9]}" if dot else plain[:_LONGEST]
    if not plain:
        return "file"
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain


def keep_upload(folder: Path, name: str, content: BinaryIO, *, most_bytes: int) -> Path:
    """Keeps a file in the project's `uploads` folder; the same content is kept once, another never overwritten.

    Raises:
        BadInput: It is empty or larger than `most_bytes`.
        StorageError: It cannot be written.
    """
    target = folder / UPLOADS / upload_name(name)
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        size = _copy(content, partial, most_bytes)
        if not size:
            raise BadInput("is empty", path=Path(upload_name(name)))
        return _placed(partial, target)
    except OSError as error:
        raise StorageError(f"{target}: cannot write: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def _copy(content: BinaryIO, path: Path, most_bytes: int) -> int:
    size = 0
    with path.open("wb") as file:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise BadInput(f"is larger than {most_bytes >> 20} MB: put it into the project folder instead")
            file.write(chunk)
    return size


def _placed(partial: Path, target: Path) -> Path:
    """Gives the file its name, with a number when another file has it; a file of equal content stays alone."""
    sign, number, free = _sign(partial), 1, target
    while free.exists():
        if _sign(free) == sign:
            return free
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    partial.rename(free)
    return free


def _sign(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def discard_upload(folder: Path, path: Path) -> bool:
    """Takes an uploaded file away again, unless a source reads it; whether it did."""
    inside = path.resolve().parent == (folder / UPLOADS).resolve()
    if not inside or path.resolve() in _files(folder):
        return False
    path.unlink(missing_ok=True)
    return True


def _files(folder: Path) -> set[Path]:
    """The files that the project's sources read."""
    found: set[Path] = set()
    for source in load_config(folder / CONFIG).sources:
        is_relative = not Path(source.path).is_absolute()
        found |= {each.resolve() for each in folder.glob(source.path)} if is_relative else {Path(source.path).resolve()}
    return found


def propose_file(folder: Path, path: Path, *, progress: Callable[[str], None] = lambda _: None) -> Proposal:
    """A mapping of one file for the project in `folder`; nothing is written.

    Raises:
        BadInput: The file holds no table.
    """
    return propose(look_at([path], progress=progress), name=load_config(folder / CONFIG).project.name)


def add_sources(folder: Path, proposal: Proposal, *, language: str) -> list[str]:
    """Puts the proposed sources below what huaxiang.toml holds, which stays as it is, comments included.

    Where nothing was ever said of the project, its zone, currency and language are those of the proposal.

    Returns:
        Names of the new sources.

    Raises:
        UserError: Nothing of the proposal can be used, a file is a source already, or what would be written is no
            valid configuration; nothing is written then.
        StorageError: It cannot be written.
    """
    path = folder / CONFIG
    config = load_config(path)
    used = [table for table in proposal.tables if table.drafts]
    if not used:
        raise UserError("no table of the file can be used: say of a column what it is, such as who and when")
    known = _files(folder)
    for table in used:
        if table.file.path.resolve() in known:
            raise UserError(f"{table.file.path.name} is a source already: change its mapping in {CONFIG}")
    if is_blank(folder):
        written = replace(proposal, tables=tuple(used))
        write_project(folder, written, overwrite=True)
        return list(source_names(written).values())
    taken = [source.name for source in config.sources]
    namespaces = [space.name for space in config.identity.namespaces]
    added = write_sources(
        replace(proposal, tables=tuple(used)), folder=folder, language=language, taken=taken, namespaces=namespaces
    )
    _append(path, added)
    return list(source_names(replace(proposal, tables=tuple(used)), taken=taken).values())


def _append(path: Path, added: str) -> None:
    """Writes the file with more below it, once the whole has been read without a fault."""
    partial = path.with_suffix(".partial")
    try:
        before = path.read_text(encoding="utf-8")
        partial.write_text(f"{before.rstrip()}\n\n{added.rstrip()}\n", encoding="utf-8")
        load_config(partial)
        partial.replace(path)
    except ConfigurationError as error:
        raise UserError(f"the mapping was not written: {str(error).replace(str(partial), path.name)}") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)

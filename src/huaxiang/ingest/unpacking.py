"""Files inside .gz, .zst and .zip: their names, and plain copies of them."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

import pyarrow as pa

from huaxiang.domain.errors import BadInput, StorageError

__all__ = ["PACKED", "is_archive", "member_names", "outer_file", "plain_name", "unpacked"]

PACKED = (".gz", ".zst")
_BUFFER = 1 << 20
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, ValueError)


def plain_name(name: str) -> str:
    """A file name without what says that it is packed.

    >>> plain_name("orders.csv.gz"), plain_name("orders.csv")
    ('orders.csv', 'orders.csv')
    """
    low = name.lower()
    return name[: name.rindex(".")] if low.endswith(PACKED) else name


def outer_file(path: Path) -> tuple[Path, str]:
    """The file on disk and the name within it: `shop.zip/2025/orders.csv` is a member of `shop.zip`.

    Returns:
        The path itself and an empty name when it is a file, or when no part of it is one.
    """
    if path.is_file():
        return path, ""
    for outer in path.parents:
        if outer.is_file():
            return outer, path.relative_to(outer).as_posix()
    return path, ""


def is_archive(path: Path) -> bool:
    """Whether a file is a .zip; a packed one may end like one."""
    try:
        with path.open("rb") as raw:
            return raw.read(2) == b"PK" and zipfile.is_zipfile(path)
    except OSError:
        return False


def member_names(path: Path) -> list[str]:
    """Files in a .zip, sorted, without folders and what macOS adds; names written in GBK are read as such.

    Raises:
        BadInput: It is no .zip file.
    """
    return sorted(_members(path))


def _members(path: Path) -> dict[str, zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = {_name(info): info for info in archive.infolist() if not info.is_dir()}
    except _BROKEN as error:
        raise BadInput(f"cannot be unpacked: {error}", path=path) from error
    return {name: info for name, info in found.items() if not _is_litter(name)}


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _is_litter(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1].startswith((".", "~$")) or parts[-1] in ("Thumbs.db", "desktop.ini")


def unpacked(path: Path, workspace: Path) -> Path:
    """The file itself when it is plain, else a plain copy of it (or of the .zip member it names) in `workspace`.

    Raises:
        BadInput: It cannot be unpacked, or has no such member.
        StorageError: The copy cannot be written.
    """
    outer, inner = outer_file(path)
    if inner and is_archive(outer):
        members = _members(outer)
        if inner not in members:
            raise BadInput(f"has no member {inner!r}; it has: {', '.join(sorted(members)[:8])}", path=outer)
        file = _copied_member(outer, members[inner], workspace, path)
    elif inner:
        raise BadInput(f"is one file: it holds no {inner!r}", path=outer)
    else:
        file = outer
    while (packing := _packing(file, path)) is not None:
        before, file = file, _copied(file, packing, workspace, path)
        if before != outer:
            before.unlink(missing_ok=True)
    return file


def _packing(file: Path, path: Path) -> str | None:
    try:
        with file.open("rb") as raw:
            start = raw.read(4)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", path=path) from error
    if start[:2] == b"\x1f\x8b":
        return "gzip"
    return "zstd" if start == b"\x28\xb5\x2f\xfd" else None


def _copied_member(archive: Path, info: zipfile.ZipInfo, workspace: Path, path: Path) -> Path:
    if info.flag_bits & 1:
        raise BadInput("is protected by a password: unpack it first", path=path)
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(info) as raw:
            return _write(raw, workspace, path)
    except StorageError:
        raise
    except _BROKEN as error:
        raise BadInput(f"cannot be unpacked: {error}", path=path) from error


def _copied(file: Path, packing: str, workspace: Path, path: Path) -> Path:
    try:
        if packing == "gzip":
            with gzip.open(file, "rb") as raw:
                return _write(raw, workspace, path)  # type: ignore[arg-type]
        with pa.input_stream(str(file), compression="zstd") as stream:
            return _write(stream, workspace, path)
    except StorageError:
        raise
    except _BROKEN as error:
        raise BadInput(f"cannot be unpacked: {str(error).splitlines()[0]}", path=path) from error


def _write(raw: IO[bytes], workspace: Path, path: Path) -> Path:
    with tempfile.NamedTemporaryFile("wb", suffix=".unpacked", dir=workspace, delete=False) as out:
        while chunk := raw.read(_BUFFER):
            try:
                out.write(chunk)
            except OSError as error:
                raise StorageError(f"{workspace}: cannot unpack {path}: {error.strerror or error}") from error
    return Path(out.name)

"""Encodings of text files: what is not UTF-8 is named, and transcoded when the mapping says what it is."""

from __future__ import annotations

import codecs
import gzip
import tempfile
from pathlib import Path
from typing import IO

from huaxiang.domain.errors import BadInput, ConfigurationError, StorageError

__all__ = ["check_text", "guess", "open_text", "transcoded"]

_SAMPLE = 1 << 18
_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF32_LE, "utf-32"))
_GUESSES = ("gb18030", "big5", "shift_jis")


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def open_text(path: Path) -> IO[str]:
    """A UTF-8 file, plain or gzip, as text with its line ends; bytes that do not fit are U+FFFD."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _beginning(path: Path) -> bytes:
    try:
        with _open(path) as file:
            return file.read(_SAMPLE)
    except (OSError, EOFError) as error:
        raise BadInput(f"cannot be read: {error}", path=path) from error


def guess(sample: bytes) -> str | None:
    """The encoding that a sample is probably in, None when none fits."""
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    for name in _GUESSES:
        try:
            codecs.getincrementaldecoder(name)().decode(sample)
        except UnicodeDecodeError:
            continue
        return name
    return None


def check_text(path: Path, file: Path) -> None:
    """Raises BadInput when `file` (the UTF-8 form of `path`) is empty, binary or mostly not UTF-8."""
    sample = _beginning(file)
    if not sample.strip():
        raise BadInput("is empty", path=path)
    lines = sample.split(b"\n")[: -1 if len(sample) == _SAMPLE else None]
    foreign = [line for line in lines if not line.isascii()]
    broken = sum(1 for line in foreign if not _is_utf8(line))
    has_bom = any(sample.startswith(bom) for bom, _ in _BOMS)
    if has_bom or (lines and not _is_utf8(lines[0])) or broken * 2 > len(foreign):
        likely = None if b"\x00" in sample and not has_bom else guess(sample)
        if likely is None:
            raise BadInput("is not a text file", path=path)
        raise BadInput(f'is not UTF-8: set format.encoding = "{likely}" for its source', path=path)
    if b"\x00" in lines[0]:
        raise BadInput("is not a text file", path=path)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def transcoded(path: Path, encoding: str, workspace: Path) -> Path:
    """The file itself when it is UTF-8, else a UTF-8 copy in `workspace`; bytes that do not fit become U+FFFD.

    Raises:
        ConfigurationError: There is no such encoding.
        BadInput: The file is in another encoding than stated.
    """
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise ConfigurationError(f"unknown format.encoding {encoding!r}; such as utf-8, gb18030, big5") from error
    if name in ("utf-8", "utf-8-sig"):
        return path
    _check_stated(path, name)
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    try:
        with (
            tempfile.NamedTemporaryFile(
                "wb", suffix=path.with_suffix("").suffix or path.suffix, dir=workspace, delete=False
            ) as out,
            _open(path) as raw,
        ):
            while chunk := raw.read(_CHUNK):
                out.write(decoder.decode(chunk).encode())
            out.write(decoder.decode(b"", final=True).encode())
    except OSError as error:
        raise StorageError(f"{workspace}: cannot write: {error.strerror or error}") from error
    return Path(out.name)


def _check_stated(path: Path, name: str) -> None:
    sample = _beginning(path)
    lines = sample.decode(name, errors="replace").split("\n")
    if sum("\ufffd" in line for line in lines) * 10 > len(lines) or "\ufffd" in lines[0]:
        likely = "utf-8" if _is_utf8(sample[:-4]) else guess(sample)
        raise BadInput(f'is not {name}: set format.encoding = "{likely or "utf-8"}" for its source', path=path)

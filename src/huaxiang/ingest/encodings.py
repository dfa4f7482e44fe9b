"""Encodings of text files: found by their bytes, and transcoded to UTF-8 where they are something else."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import IO

from huaxiang.domain.errors import BadInput, ConfigurationError, StorageError

__all__ = ["beginning", "check_text", "find_encoding", "guess", "open_text", "transcoded"]

SAMPLE = 1 << 18
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EASTERN = ("gb18030", "big5", "shift_jis")
_LEAST_USUAL = 0.75
_CYRILLIC_SIGNS = frozenset((0xA8, 0xB8, 0xB9, 0xA3, 0xB3, 0xAB, 0xBB))
_LEAST_LETTERS, _MANY_SIGNS, _LONG_RUNS, _TELLING = 8, 30, 2.5, 0.2
_SYLLABLES = frozenset(
    "이가은는을를의에도로다하고한지서기주문일시회원번호상품수량금액명객장바구니조매찜단카테리결제코드행동"
    "사용자아날짜격합계름자남여성별나대소분류검색취완료배송환불고"
)
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_PLAIN = re.compile(
    r"[\n\r\t -~\u00a0-\u024f\u0370-\u06ff\u0e00-\u0e7f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf"
    r"\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)
_NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"PAR1", b"SQLite format 3")


def open_text(path: Path) -> IO[str]:
    """A UTF-8 file as text with its line ends; bytes that do not fit are lone surrogates."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def beginning(path: Path, size: int = SAMPLE) -> bytes:
    """The first bytes of a file; raises BadInput when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", path=path) from error


def guess(sample: bytes) -> str | None:
    r"""The encoding that the beginning of a file is probably in, None when it is no text.

    >>> guess("订单编号,买家".encode("gbk")), guess("订单编号,买家\n".encode("utf-16-le"))
    ('gb18030', 'utf-16-le')
    """
    if sample.startswith(_NO_TEXT):
        return None
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    if b"\x00" in sample:
        wide = _wide(sample)
        if wide is not None:
            return wide
    if _is_mostly_utf8(sample):
        return "utf-8"
    return None if sample.count(b"\x00") * 100 > len(sample) else _eight_bit(sample)


def find_encoding(path: Path) -> str | None:
    """The encoding of a plain file by its beginning, or where that is ASCII by its first other bytes."""
    sample = beginning(path)
    if len(sample) < SAMPLE or not sample.isascii():
        return guess(sample)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if not chunk.isascii():
                whole = chunk + file.readline()
                return guess(whole[whole.find(b"\n") + 1 :] if file.tell() > len(whole) else whole)
    return "utf-8"


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: line ends and delimiters leave a zero in every second place."""
    even = sample[: len(sample) // 2 * 2]
    for name, zeros, other in (("utf-16-le", even[1::2], even[::2]), ("utf-16-be", even[::2], even[1::2])):
        if zeros.count(0) * 50 > len(zeros) and zeros.count(0) > 4 * other.count(0):
            text = even.decode(name, errors="replace")
            if sum(1 for _ in _PLAIN.finditer(text)) > 0.95 * len(text):
                return name
    return None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(sample: bytes) -> bool:
    lines = sample.split(b"\n")
    whole = lines[:-1] if len(sample) >= SAMPLE and len(lines) > 1 else lines
    foreign = [line for line in whole if not line.isascii()]
    broken = sum(1 for line in foreign if not _is_utf8(line))
    return broken * 2 <= len(foreign) and (len(whole) < 2 or broken == 0 or _is_utf8(whole[0]))


def _eight_bit(sample: bytes) -> str | None:
    runs = _HIGH_RUNS.findall(sample)
    alone = sum(1 for run in runs if len(run) == 1)
    high = Counter(b"".join(runs))
    is_foreign = sum(map(len, runs)) > _LONG_RUNS * len(runs)
    narrow = _latin(high) if alone * 10 > len(runs) * 6 else _cyrillic(high) if is_foreign else None
    if narrow is not None and _is_printable(sample.decode(narrow, errors="replace")):
        return narrow
    if _is_korean(sample):
        return "cp949"
    fitting = []
    for name in _EASTERN:
        text = codecs.getincrementaldecoder(name)(errors="replace").decode(sample)
        foreign = sum(1 for sign in text if sign > "\x7f")
        if text.count("\ufffd") * 50 <= foreign and _is_printable(text):
            fitting.append((name, _usual(name, text)))
    usual = [name for name, share in fitting if share > _LEAST_USUAL]
    return next(iter(usual or [name for name, _ in fitting]), None)


def _cyrillic(high: Counter[int]) -> str | None:
    """Letters of Cyrillic alone fill the upper quarter; most are small, which tells the two old encodings apart."""
    total = high.total()
    upper = sum(n for byte, n in high.items() if byte >= 0xC0 or byte in _CYRILLIC_SIGNS)
    if not total or upper < 0.95 * total or len(high) < _LEAST_LETTERS:
        return None
    return "cp1251" if sum(n for byte, n in high.items() if byte >= 0xE0) > 0.5 * total else "koi8_r"


def _latin(high: Counter[int]) -> str:
    """Which of the encodings of Latin letters, by the bytes that are letters in one of them alone."""
    total = high.total()
    for name, letters in (("cp1254", b"\xf0\xfd\xfe\xdd\xde\xd0"), ("cp1250", b"\xb9\xb3\x9c\x9f\xbf\x8c")):
        if sum(high[byte] for byte in letters) > _TELLING * total:
            return name
    return "cp1252"


def _is_korean(sample: bytes) -> bool:
    """Everyday Hangul has a narrow band of first bytes, and words of shops are made of few syllables."""
    text = codecs.getincrementaldecoder("cp949")(errors="replace").decode(sample)
    foreign = [sign for sign in text if sign > "\x7f"]
    hangul = [sign for sign in foreign if "\uac00" <= sign <= "\ud7a3"]
    if not hangul or len(hangul) < 0.9 * len(foreign):
        return False
    everyday = sum(sign in _SYLLABLES for sign in hangul)
    leads = [sign.encode("cp949")[0] for sign in set(hangul)]
    in_band = all(0xB0 <= lead <= 0xC8 for lead in leads)
    return in_band and (everyday > 0.5 * len(hangul) or len(leads) >= _MANY_SIGNS)


def _usual(name: str, text: str) -> float:
    """Share of the foreign signs that everyday writing in the encoding has: the first level of its characters."""
    signs = [sign for sign in text if sign > "\x7f"]
    found = 0
    for sign in signs:
        raw = sign.encode(name, errors="ignore")
        lead, rest = (raw[0], raw[1:]) if raw else (0, b"")
        in_gb = name == "gb18030" and len(raw) == 2 and 0xA1 <= lead <= 0xD7 and rest[0] >= 0xA1
        found += in_gb or (name == "big5" and 0xA1 <= lead <= 0xC6) or (name == "shift_jis" and 0x81 <= lead <= 0x98)
    return found / len(signs) if signs else 1.0


def _is_printable(text: str) -> bool:
    return sum(1 for _ in _PLAIN.finditer(text)) > 0.97 * len(text)


def check_text(path: Path, file: Path) -> None:
    """Raises BadInput when `file` (the UTF-8 form of `path`) is empty, binary or mostly not UTF-8."""
    sample = beginning(file)
    if not sample.strip():
        raise BadInput("is empty", path=path)
    likely = guess(sample)
    if likely is None:
        raise BadInput("is not a text file", path=path)
    if likely != "utf-8":
        raise BadInput(f'is not UTF-8: set format.encoding = "{likely}" for its source', path=path)
    if b"\x00" in sample.split(b"\n", 1)[0]:
        raise BadInput("is not a text file", path=path)


def transcoded(path: Path, encoding: str, workspace: Path, *, named: Path | None = None) -> Path:
    """The file itself when it is UTF-8, else a UTF-8 copy in `workspace`; bytes that do not fit stay invalid there.

    Args:
        path: A plain file.
        encoding: Its encoding, or `auto` to find it.
        workspace: Folder for the copy.
        named: The file as errors name it, when `path` is a copy itself.

    Raises:
        ConfigurationError: There is no such encoding.
        BadInput: The file is in another encoding than stated, or no text.
    """
    shown = named or path
    if encoding == "auto":
        sample = beginning(path)
        if not sample.strip():
            raise BadInput("is empty", path=shown)
        found = find_encoding(path)
        if found is None:
            raise BadInput("is not a text file", path=shown)
        return path if found == "utf-8" else _copy(path, found, workspace)
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise ConfigurationError(f"unknown format.encoding {encoding!r}; such as utf-8, gb18030, big5") from error
    if name in ("utf-8", "utf-8-sig"):
        return path
    _check_stated(path, name, shown)
    return _copy(path, name, workspace)


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\udcff", error.end


codecs.register_error("huaxiang-mark", _mark)


def _copy(path: Path, name: str, workspace: Path) -> Path:
    decoder = codecs.getincrementaldecoder(name)(errors="huaxiang-mark")
    try:
        with (
            tempfile.NamedTemporaryFile("wb", suffix=".utf8", dir=workspace, delete=False) as out,
            path.open("rb") as raw,
        ):
            while chunk := raw.read(_CHUNK):
                out.write(decoder.decode(chunk).encode("utf-8", errors="surrogateescape"))
            out.write(decoder.decode(b"", final=True).encode("utf-8", errors="surrogateescape"))
    except OSError as error:
        raise StorageError(f"{workspace}: cannot write: {error.strerror or error}") from error
    return Path(out.name)


def _check_stated(path: Path, name: str, shown: Path) -> None:
    sample = beginning(path)
    lines = codecs.getincrementaldecoder(name)(errors="replace").decode(sample).split("\n")
    if sum("\ufffd" in line for line in lines) * 10 > len(lines) or "\ufffd" in lines[0]:
        likely = guess(sample) or "utf-8"
        raise BadInput(f'is not {name}: set format.encoding = "{likely}" for its source', path=shown)

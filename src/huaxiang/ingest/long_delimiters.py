"""Files whose cells are parted by several signs, such as `::`: a copy with one sign in their place."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from huaxiang.domain.errors import StorageError

__all__ = ["ONE_SIGN", "find_long_delimiter", "with_one_sign"]

ONE_SIGN = "\x1f"
"""What stands between cells in the copy: a sign that texts do not hold."""
_LIKELY = ("::", "||", "|@|", "~~", ";;", "@@", "##", "$$")
_LEAST_SHARE = 0.9


def find_long_delimiter(lines: Sequence[str]) -> str:
    """The sign of several characters that comes equally often in nearly all lines; `""` without one.

    >>> find_long_delimiter(["1::2::3", "4::5::6"]), find_long_delimiter(["a,b", "c::d"])
    ('::', '')
    """
    some = [line for line in lines if line.strip()]
    for sign in _LIKELY:
        counts = Counter(line.count(sign) for line in some)
        usual, n = counts.most_common(1)[0] if counts else (0, 0)
        if usual and n >= _LEAST_SHARE * len(some):
            return sign
    return ""


def with_one_sign(file: Path, delimiter: str, workspace: Path) -> Path:
    """A copy of a UTF-8 file with `ONE_SIGN` for the delimiter, line by line; raises StorageError when it cannot be."""
    long, short = delimiter.encode(), ONE_SIGN.encode()
    try:
        with (
            tempfile.NamedTemporaryFile("wb", suffix=".parted", dir=workspace, delete=False) as out,
            file.open("rb") as raw,
        ):
            out.writelines(line.replace(long, short) for line in raw)
    except OSError as error:
        raise StorageError(f"{workspace}: cannot write: {error.strerror or error}") from error
    return Path(out.name)

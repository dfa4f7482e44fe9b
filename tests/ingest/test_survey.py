from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.ingest.delimited import Layout
from huaxiang.ingest.survey import Survey, ends_alike, survey


def _survey(folder: Path, content: bytes, delimiter: str = ",") -> Survey:
    path = folder / "a.csv"
    path.write_bytes(content)
    return survey(path, Layout(delimiter))


@pytest.mark.parametrize(
    "content", [b"a,b\n1,2\n", b"a,b\r\n1,2\r\n", b"a,b\n1,2", b"a,b\n1,2\n\n\n", b'a,b\n"1,5",2\n']
)
def test_rows_of_one_line_are_plain(content: bytes, tmp_path: Path) -> None:
    assert _survey(tmp_path, content) == Survey(is_plain=True, is_marked=False)


@pytest.mark.parametrize(
    "content",
    [
        b'a,b\n"1\n",2\n',
        b"a,b\r\n1,2\n",
        b"a,b\n\n1,2\n",
        b"a,b\n1,\x00\n",
        b"a,b\r1,2\n",
        b"\na,b\n1,2\n",
        "a,b,c\n1,2,3\n合计,,3\n".encode(),
    ],
)
def test_what_the_fast_reader_would_miss_is_not_plain(content: bytes, tmp_path: Path) -> None:
    assert not _survey(tmp_path, content).is_plain


@pytest.mark.parametrize("content", [b'a,b\n="1",2\n', b"a,b\n1\t,2\n", b"a,b\n'1,2\n"])
def test_marks_around_cells_are_seen(content: bytes, tmp_path: Path) -> None:
    assert _survey(tmp_path, content).is_marked


def test_line_ends_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1\r\n2\r\n")
    assert ends_alike(path)
    path.write_bytes(b"1\r\n2\n")
    assert not ends_alike(path)

from __future__ import annotations

from pathlib import Path

from huaxiang.ingest.long_delimiters import find_long_delimiter, with_one_sign
from huaxiang.ingest.sniffing import sniff


def test_a_sign_of_several_characters_is_found_where_lines_have_it_equally_often() -> None:
    assert find_long_delimiter(["1::a::3"] * 9 + ["broken"]) == "::"
    assert find_long_delimiter(["a||b", "c||d"]) == "||"
    assert find_long_delimiter(["std::map", "a,b", "c,d"]) == ""
    assert find_long_delimiter([]) == ""


def test_the_copy_has_one_sign_and_the_same_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_bytes("1::é::x\n2::y\n".encode())
    assert with_one_sign(path, "::", tmp_path).read_bytes() == "1\x1fé\x1fx\n2\x1fy\n".encode()


def test_such_a_file_is_a_table_with_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "ratings.dat"
    path.write_text("".join(f"{n % 9}::{n}::{1 + n % 5}::{978300000 + n}\n" for n in range(50)))
    (table,) = sniff(path)
    assert (table.columns, table.format["delimiter"], table.n_rows) == (("col1", "col2", "col3", "col4"), "::", 50)
    assert table.sample.column("col4")[49].as_py() == "978300049"

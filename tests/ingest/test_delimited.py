from __future__ import annotations

import pytest

from huaxiang.ingest.delimited import Layout, detect_delimiter, detect_starts, read_records


def _read(text: str, delimiter: str = ",", width: int = 3) -> list[tuple[int, list[str], str]]:
    records = read_records(text.splitlines(keepends=True), Layout(delimiter), width=width)
    return [(record.line, record.cells, record.reason) for record in records]


def test_cells_over_lines_are_one_record_and_the_next_has_its_own_line() -> None:
    assert _read('1,"a\nb",2\n3,4,5\n') == [(1, ["1", "a\nb", "2"], ""), (3, ["3", "4", "5"], "")]


def test_quote_that_never_closes_takes_its_own_line_alone() -> None:
    found = _read('1,2,3\n4,5,"open\n6,7,8\n9,8,7"\n')
    assert [(line, reason) for line, _, reason in found] == [(1, ""), (2, "broken quotes"), (3, ""), (4, "")]


def test_quote_inside_an_unquoted_cell_is_a_sign_like_others() -> None:
    assert _read('1,5" tv,3\n2,b,c\n') == [(1, ["1", '5" tv', "3"], ""), (2, ["2", "b", "c"], "")]


def test_ragged_lines_are_told_and_empty_cells_at_the_end_dropped() -> None:
    assert [(line, reason) for line, _, reason in _read("1,2\n1,2,3,,\n\n1,2,3,4\n")] == [
        (1, "too few columns"),
        (2, ""),
        (4, "too many columns"),
    ]


def test_line_of_broken_bytes_is_rejected_alone() -> None:
    assert [reason for *_, reason in _read("1,\udcff,3\n1,2,3\n")] == ["broken encoding", ""]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_though_texts_hold_others(delimiter: str) -> None:
    lines = [delimiter.join(["id", "text", "n"])]
    lines += [delimiter.join([str(n), f'"好,用;的|东西 {n}"', "1.5"]) for n in range(9)]
    assert detect_delimiter(lines) == delimiter


def test_runs_of_blanks_are_found_and_sentences_are_not() -> None:
    assert detect_delimiter([" 00001 19970101  1   11.77", " 00002 19970112 12   12.00"]) == " "
    assert detect_delimiter(["the quick brown fox", "jumps over", "a lazy dog again"]) not in (" ", "  ")


def test_columns_at_fixed_places_may_be_empty_or_hold_blanks() -> None:
    lines = ["id   name       price", "1    小 明          5", "22                  7", "333  Anna Bell   12.5"]
    starts = detect_starts(lines)
    assert starts == (0, 5, 16)
    assert Layout("", "", starts).split(lines[2]) == ["22", "", "7"]

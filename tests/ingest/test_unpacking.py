from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.unpacking import member_names, outer_file, plain_name, unpacked


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_plain_files_are_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n")
    assert unpacked(path, tmp_path) == path


def test_packed_files_are_told_by_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n"))
    assert unpacked(tmp_path / "a.csv", tmp_path).read_bytes() == b"a,b\n1,2\n"
    with pa.output_stream(str(tmp_path / "b.zst"), compression="zstd") as out:
        out.write(b"a,b\n")
    assert unpacked(tmp_path / "b.zst", tmp_path).read_bytes() == b"a,b\n"


def test_members_are_files_below_their_archive(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "a.zip", {"x/订单.csv": b"a\n", "__MACOSX/x/._订单.csv": b"?", "b.csv.gz": gzip.compress(b"b\n")}
    )
    assert member_names(path) == ["b.csv.gz", "x/订单.csv"]
    assert outer_file(path / "x/订单.csv") == (path, "x/订单.csv")
    assert unpacked(path / "x/订单.csv", tmp_path).read_bytes() == b"a\n"
    assert unpacked(path / "b.csv.gz", tmp_path).read_bytes() == b"b\n"


def test_names_written_in_gbk_are_read(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("XXXX.csv", b"a\n")
    (tmp_path / "a.zip").write_bytes(content.getvalue().replace(b"XXXX", "订单".encode("gbk")))
    assert member_names(tmp_path / "a.zip") == ["订单.csv"]
    assert unpacked(tmp_path / "a.zip" / "订单.csv", tmp_path).read_bytes() == b"a\n"


@pytest.mark.parametrize("name", ["a.gz", "a.zst", "a.zip"])
def test_cut_archives_are_one_clear_line(name: str, tmp_path: Path) -> None:
    starts = {"a.gz": gzip.compress(b"x" * 999), "a.zst": b"\x28\xb5\x2f\xfd\x00", "a.zip": b"PK\x03\x04"}
    path = tmp_path / name
    path.write_bytes(starts[name][: len(starts[name]) - 5] if name == "a.gz" else starts[name])
    with pytest.raises(BadInput, match="cannot be unpacked") as caught:
        unpacked(path, tmp_path) if name != "a.zip" else member_names(path)
    assert "\n" not in str(caught.value)


def test_missing_member_names_those_that_are_there(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"b.csv": b""})
    with pytest.raises(BadInput, match=r"has no member 'c\.csv'; it has: b\.csv"):
        unpacked(path / "c.csv", tmp_path)


def test_endings_of_packing_are_taken_off() -> None:
    assert plain_name("orders.CSV.GZ") == "orders.CSV"

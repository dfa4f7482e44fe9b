from __future__ import annotations

import io
from pathlib import Path

import pytest

from huaxiang.domain.errors import BadInput, UserError
from huaxiang.ingest.propose.stage import correct
from huaxiang.project.adding import add_sources, discard_upload, keep_upload, propose_file, upload_name
from huaxiang.project.config import load_config
from huaxiang.project.initialising import begin_project, is_blank

CONFIG = """# kept: our shop
version = 1

[project]
name = "corner"    # kept too

[[source]]
name = "orders"
kind = "csv"
path = "orders.csv"
table = "orders"
map = { order_id = "id", placed_at = "at" }
person = { member_no = "who" }
"""
ORDERS = "order_id,customer_id,amount,order_time\n" + "".join(
    f"A{n:05d},C{n % 15:03d},{n + 10}.50,2025-11-{n % 28 + 1:02d} 10:00:00\n" for n in range(90)
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "huaxiang.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def kept(shop: Path, name: str = "orders.csv", text: str = ORDERS) -> Path:
    return keep_upload(shop, name, io.BytesIO(text.encode()), most_bytes=1 << 20)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("CON.csv", "_CON.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        (".hidden", "hidden"),
        ("...", "file"),
        ("x" * 300 + ".csv", "x" * 110 + ".csv"),
        ("双11 订单.xlsx", "双11 订单.xlsx"),
    ],
)
def test_a_name_from_outside_is_a_plain_file_name(name: str, safe: str) -> None:
    assert upload_name(name) == safe


def test_a_file_is_kept_once_and_never_in_anothers_place(shop: Path) -> None:
    first = kept(shop)
    assert first == shop / "uploads" / "orders.csv"
    assert kept(shop) == first
    second = kept(shop, text=ORDERS.replace("A0", "B0"))
    assert second == shop / "uploads" / "orders-2.csv"
    assert first.read_text() == ORDERS
    assert sorted(path.name for path in (shop / "uploads").iterdir()) == ["orders-2.csv", "orders.csv"]


@pytest.mark.parametrize(("content", "message"), [(b"", "is empty"), (b"x" * 2048, "larger than")])
def test_an_empty_or_too_large_file_is_refused_and_leaves_nothing(shop: Path, content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        keep_upload(shop, "a.csv", io.BytesIO(content), most_bytes=1024)
    assert list((shop / "uploads").iterdir()) == []


def test_the_configuration_grows_below_and_stays_as_it_was_above(shop: Path) -> None:
    names = add_sources(shop, propose_file(shop, kept(shop)), language="zh")
    text = (shop / "huaxiang.toml").read_text(encoding="utf-8")
    assert text.startswith(CONFIG.rstrip())
    sources = load_config(shop / "huaxiang.toml").sources
    assert [source.name for source in sources] == ["orders", *names]
    assert "orders" not in names
    assert sources[1].path == "uploads/orders.csv"
    assert sources[1].person


def test_a_correction_is_what_is_written(shop: Path) -> None:
    proposal = correct(propose_file(shop, kept(shop)), "orders", "amount", "gross")
    add_sources(shop, proposal, language="en")
    source = load_config(shop / "huaxiang.toml").sources[1]
    assert source.map["gross_minor"] == "amount"


def test_a_file_is_added_once(shop: Path) -> None:
    proposal = propose_file(shop, kept(shop))
    add_sources(shop, proposal, language="en")
    before = (shop / "huaxiang.toml").read_text(encoding="utf-8")
    with pytest.raises(UserError, match="is a source already"):
        add_sources(shop, proposal, language="en")
    assert (shop / "huaxiang.toml").read_text(encoding="utf-8") == before


def test_nothing_is_written_of_a_table_without_use(shop: Path) -> None:
    proposal = correct(propose_file(shop, kept(shop)), "orders", "", "ignored")
    with pytest.raises(UserError, match="no table of the file can be used"):
        add_sources(shop, proposal, language="en")
    assert (shop / "huaxiang.toml").read_text(encoding="utf-8") == CONFIG


def test_only_an_upload_that_no_source_reads_is_taken_away(shop: Path) -> None:
    path = kept(shop)
    (shop / "orders.csv").write_text("id,at,who\n", encoding="utf-8")
    assert not discard_upload(shop, shop / "orders.csv")
    assert discard_upload(shop, path)
    assert not path.exists()
    path = kept(shop)
    add_sources(shop, propose_file(shop, path), language="en")
    assert not discard_upload(shop, path)
    assert path.exists()


def test_the_first_file_of_a_blank_project_gives_it_its_zone_and_currency(tmp_path):
    folder = tmp_path / "new"
    begin_project(folder)
    file = folder / "uploads" / "orders.csv"
    file.parent.mkdir()
    rows = [f"o{n},m{n % 9},2025-10-{n % 28 + 1:02d} 10:00:00,${20 + n}.50,item {n % 5}" for n in range(60)]
    file.write_text("\n".join(["order id,customer id,order date,amount paid,product", *rows]), encoding="utf-8")
    proposal = propose_file(folder, file)
    names = add_sources(folder, proposal, language="en")
    config = load_config(folder / "huaxiang.toml")
    assert [source.name for source in config.sources] == names
    assert config.project.currency == proposal.project.currency.value == "USD"
    assert config.project.name == "new"
    assert not is_blank(folder)

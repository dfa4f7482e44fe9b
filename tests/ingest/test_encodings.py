from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import BadInput, ConfigurationError
from huaxiang.ingest.encodings import check_text, find_encoding, guess, open_text, transcoded


def test_chinese_bytes_are_guessed_as_gb18030() -> None:
    assert guess("订单编号,买家应付货款".encode("gbk")) == "gb18030"
    assert guess("订单".encode("utf-16")) == "utf-16"


def test_utf8_files_are_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("订单\n", encoding="utf-8")
    assert transcoded(path, "utf-8", tmp_path) == path


def test_other_encodings_become_a_utf8_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("订单编号\n".encode("gb18030"))
    copy = transcoded(path, "gb18030", tmp_path)
    with open_text(copy) as text:
        assert text.read() == "订单编号\n"


def test_utf8_file_said_to_be_gb18030_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,标题\n" + "一,美白面霜\n" * 50, encoding="utf-8")
    with pytest.raises(BadInput, match=r'format\.encoding = "utf-8"'):
        transcoded(path, "gb18030", tmp_path)


def test_unknown_encoding_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="utf-9"):
        transcoded(tmp_path / "a.csv", "utf-9", tmp_path)


def test_file_of_blanks_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n\n")
    with pytest.raises(BadInput, match="is empty"):
        check_text(path, path)


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030", "utf-8"])
def test_first_foreign_letter_may_stand_far_below(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "café £5\n" if encoding == "cp1252" else "订单编号,买家会员名\n"
    path.write_bytes(b"1,CREAM\n" * 200_000 + text.encode(encoding) * 3)
    assert find_encoding(path) == encoding
    assert (transcoded(path, "auto", tmp_path) == path) is (encoding == "utf-8")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("注文番号,顧客ID,商品コード,商品名\n900,C1,P1,緑茶カップ\n", "shift_jis"),
        ("订单编号,买家会员名,宝贝标题\n1,小鱼,轻薄粉底液\n", "gb18030"),
        ("訂單編號,會員,商品名稱\n1,小魚,輕薄粉底液與保濕面霜\n", "big5"),
    ],
)
def test_eastern_encodings_are_told_by_their_everyday_signs(text: str, encoding: str) -> None:
    assert guess((text * 20).encode(encoding)) == encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Дата;Клиент;Сумма\n01.05.2022;Иванова Мария;кофе растворимый, доставка в город\n", "cp1251"),
        ("Дата;Клиент;Сумма\n01.05.2022;Иванова Мария;кофе растворимый, доставка в город\n", "koi8_r"),
        ("주문일시,회원번호,상품명,행동\n2022-05-01,M1,녹차 라떼,장바구니\n2022-05-01,M2,커피 원두,구매\n", "cp949"),
        ("Sipariş No;Müşteri No;Ürün Adı;Durum\nS1;M1;Çay bardağı;İptal edildi\n", "cp1254"),
        ("Nr zamówienia;Kwota;Płatność\nZ1;12,50;wysłane już\nZ2;9,99;część paczek wróciła\n", "cp1250"),
        ("N° commande;Libellé;Qté\nC1;thé glacé à la pêche;3\n", "cp1252"),
        ("订单编号,会员名,状态,时间,商品\n1,张三,交易成功,昨天,口红\n", "gb18030"),
    ],
)
def test_encodings_of_many_countries_are_told(text: str, encoding: str) -> None:
    assert guess((text * 5).encode(encoding)) == encoding

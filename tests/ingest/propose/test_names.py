from __future__ import annotations

import pytest

from huaxiang.ingest.propose.names import name_evidence, normalise, phrases, says_minor


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("customer_unique_id", "person"),
        ("InvoiceNo", "order"),
        ("visitorid", "person"),
        ("order_purchase_timestamp", "time"),
        ("买家会员名", "person"),
        ("订单付款时间 ", "paid_at"),
        ("宝贝标题", "title"),
        ("买家实际支付金额", "paid"),
        ("买家应付货款", "payable"),
        ("Kundennummer", "person"),
        ("Bestelldatum", "time"),
        ("precio_unitario", "price"),
        ("nome_produto", "title"),
        ("注文番号", "order"),
        ("amount_fen", "amount"),
        ("Größe", None),
    ],
)
def test_names_in_many_languages_say_a_role(name: str, role: str | None) -> None:
    found = name_evidence(name)
    assert (max(found, key=lambda each: found[each]) if found else None) == role


def test_meaningless_names_say_nothing() -> None:
    assert [name_evidence(name) for name in ("col1", "_c3", "7", "Unnamed: 0")] == [{}, {}, {}, {}]


def test_word_after_of_says_less_than_the_same_word_alone() -> None:
    assert name_evidence("size_of_product")["title"] < name_evidence("shop product")["title"]


def test_words_of_the_table_are_read_over() -> None:
    assert name_evidence("review_score", table="order_reviews")["rating"] >= 3.5


def test_accents_width_and_case_do_not_matter() -> None:
    assert normalise("Ｐréço_Unitário") == "preco unitario"


def test_names_of_minor_units_are_told() -> None:
    assert [says_minor(name) for name in ("amount_fen", "price_cents", "金额(分)", "amount", "defence")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_no_phrase_is_an_exact_name_of_more_than_three_roles() -> None:
    counts: dict[str, int] = {}
    for words in phrases().values():
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    assert max(counts.values()) <= 3


def test_a_plain_id_is_that_of_what_the_table_lists() -> None:
    assert name_evidence("id", table="users")["person"] == 4.0
    assert name_evidence("id", table="products")["item"] == 4.0
    assert name_evidence("id", table="order_items")["line"] == 4.0


def test_traditional_signs_and_letters_without_accents_are_the_same_names() -> None:
    assert name_evidence("會員卡號")["person"] == 4.0
    assert normalise("Wysłane") == "wyslane"
    assert normalise("user_id:token") == "user id"


def test_shops_and_staff_are_no_people() -> None:
    found = [name_evidence(name) for name in ("STORE_CODE", "seller_id", "门店编号", "EmployeeID")]
    assert [max(each, key=lambda role: each[role]) for each in found] == ["place"] * 4

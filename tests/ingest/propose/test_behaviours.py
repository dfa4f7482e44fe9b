from __future__ import annotations

from collections import Counter

import pytest

from huaxiang.ingest.propose.behaviours import behaviour_share, meaning_of_word, meanings


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("pv cart fav buy", "product_viewed product_added product_favourited buy"),
        ("view addtocart transaction", "product_viewed product_added buy"),
        ("view cart remove_from_cart purchase", "product_viewed product_added product_removed buy"),
        ("浏览 加购 收藏 下单 支付", "product_viewed product_added product_favourited order_placed buy"),
        ("click Add-To-Cart begin_checkout", "product_viewed product_added checkout_started"),
        ("view_item add_to_cart search", "product_viewed product_added products_searched"),
        ("browse basket wishlist order", "product_viewed product_added product_favourited buy"),
        ("impression bag heart checkout pay", "product_viewed product_added product_favourited checkout_started buy"),
        (
            "click refund return share review",
            "product_viewed order_refunded order_refunded product_shared product_reviewed",
        ),
        (
            "瀏覽 加入購物車 願望清單 結帳 購買 退貨",
            "product_viewed product_added product_favourited checkout_started buy order_refunded",
        ),
        (
            "閲覧 カートに追加 お気に入り 購入 返品 検索",
            "product_viewed product_added product_favourited buy order_refunded products_searched",
        ),
        (
            "Ansicht Warenkorb Wunschliste Bestellung Retoure",
            "product_viewed product_added product_favourited buy order_refunded",
        ),
        (
            "vue panier favoris achat retour partage",
            "product_viewed product_added product_favourited buy order_refunded product_shared",
        ),
        ("vista cesta deseos compra búsqueda", "product_viewed product_added product_favourited buy products_searched"),
        (
            "visualização carrinho favoritos compra pesquisa",
            "product_viewed product_added product_favourited buy products_searched",
        ),
        (
            "просмотр корзина избранное покупка поиск",
            "product_viewed product_added product_favourited buy products_searched",
        ),
    ],
)
def test_words_mean_standard_events(words: str, names: str) -> None:
    found = meanings([(word, 10) for word in words.split()])
    assert [each.name for each in found] == names.split()


def test_everyday_words_do_not_make_a_column_one_of_behaviours() -> None:
    assert behaviour_share([("delivery", 60), ("pickup", 40)]) == 0.0
    assert [meaning_of_word("delivery"), meaning_of_word("delivery", weak=True)] == [None, "checkout_started"]


def test_standard_names_stay_and_unknown_words_are_kept() -> None:
    assert meaning_of_word("Product Added to Wishlist") == "product_favourited"
    assert [each.name for each in meanings([("order_completed", 5), ("Foo Bar", 2)])] == ["order_completed", "foo_bar"]


TRUTH = {"v": "product_viewed", "c": "product_added", "f": "product_favourited", "b": "buy"}


@pytest.mark.parametrize("codes", ["1324", "7532", "0213"])
def test_codes_are_told_by_their_share_and_by_what_follows_what(codes: str) -> None:
    v, c, f, b = codes
    before = Counter({(b, c): 30, (b, v): 60, (c, v): 150, (f, v): 60, (c, f): 4, (b, f): 2})
    found = meanings([(v, 9_000), (c, 500), (f, 300), (b, 200)], before=before)
    assert {each.raw: each.name for each in found} == dict(zip(codes, (TRUTH[k] for k in "vcfb"), strict=True))


def test_codes_whose_rows_name_orders_are_purchases() -> None:
    found = meanings([("1", 900), ("2", 60), ("9", 80)], has_order=frozenset({"2"}))
    assert {each.raw: each.name for each in found} == {"1": "product_viewed", "2": "buy", "9": "product_added"}


def test_two_codes_are_view_and_purchase() -> None:
    assert [each.name for each in meanings([("0", 950), ("1", 50)])] == ["product_viewed", "buy"]


def test_share_counts_rows_of_known_words() -> None:
    assert behaviour_share([("pv", 9), ("zzz", 1)]) == 0.9

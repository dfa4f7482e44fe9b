"""What the values of a behaviour column mean: by their words, else by how often each comes and what it follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.ingest.commerce import event_name
from huaxiang.ingest.propose.names import normalise

__all__ = ["Meaning", "behaviour_share", "meaning_of_word", "meanings"]

_WORDS = {
    "product_viewed": (
        "pv view viewed views product view view item item view view product detail browse browsing impression detail"
        " click clicks clicked product click clk page view read visit look show play 浏览 点击 查看 看 访问 曝光 浏览商品"
        " 商品浏览 看商品 商品详情 点击商品 详情页 ver vista visualizacao visualizar visualizacion visita vue voir consulter"
        " ansicht angesehen ansehen klick visto visualizzazione bekijken 閲覧 表示 クリック 조회 보기 클릭 просмотр клик"
        " goruntuleme tiklama wyswietlenie"
    ),
    "product_added": (
        "cart add to cart addtocart add cart added to cart atc add to basket basket add added addtobasket carting cart add"
        " 加购 加购物车 加入购物车 购物车 加车 anadir al carrito agregar al carrito carrito adicionar ao carrinho carrinho"
        " ajout panier panier ajouter au panier warenkorb in den warenkorb carrello aggiungi al carrello winkelwagen カート"
        " カート追加 カートに追加 장바구니 장바구니 담기 корзина в корзину добавление в корзину sepet sepete ekle koszyk"
    ),
    "product_removed": (
        "remove from cart removefromcart remove cart removed delete from cart cart remove removed from cart remove 移出购物车"
        " 删除购物车 删购 移除 удаление из корзины"
    ),
    "product_favourited": (
        "fav favorite favourite collect wishlist add to wishlist like liked save star bookmark follow item favor favour"
        " favorites 收藏 收藏商品 喜欢 心愿单 关注商品 关注 favorito favoritos favori merken merkliste preferiti お気に入り 찜"
        " избранное в избранное favorilere ekle ulubione"
    ),
    "buy": (
        "buy purchase purchased transaction order ordered bought conversion sale checkout complete pay paid payment order"
        " completed order paid buying deal convert checkout success 购买 支付 成交 付款 下单支付 买 完成支付 支付成功 购买商品"
        " compra comprar comprado compra realizada achat acheter achete kauf gekauft kaufen acquisto acquistato aankoop 購入"
        " 注文完了 구매 결제 주문완료 покупка оплата satin alma satin al zakup"
    ),
    "order_placed": "下单 提交订单 order submit place order submit order create order order placed 생성주문 주문 注文 оформление",
    "checkout_started": (
        "checkout begin checkout start checkout initiate checkout checkout started 结算 去结算 开始结算 caisse kasse 결제시작"
    ),
    "order_refunded": "refund refunded return returned 退款 退货 reembolso devolucion remboursement 返品 返金 환불 возврат iade",
    "order_cancelled": "cancel cancelled canceled cancel order order cancelled 取消 取消订单 キャンセル 취소 отмена iptal",
    "products_searched": "search searched query site search 搜索 查询 busqueda busca recherche suche 検索 검색 поиск arama",
    "product_shared": "share shared 分享 转发 compartir partager teilen 공유",
    "product_reviewed": "review rate rating rated comment 评价 评论 打分 resena avis bewertung レビュー 리뷰 отзыв yorum",
    "coupon_applied": "coupon use coupon apply coupon redeem 用券 使用优惠券 核销",
    "coupon_issued": "get coupon receive coupon 领券 领取优惠券",
    "page_viewed": "page pageview page viewed home homepage landing visit page 浏览页面 首页",
    "user_followed": "follow follow shop subscribe 关注店铺",
}
_SEVERAL = [
    "view item",
    "item view",
    "product view",
    "view product",
    "product click",
    "page view",
    "product detail",
    "detail page",
    "add to cart",
    "add cart",
    "added to cart",
    "add to basket",
    "basket add",
    "cart add",
    "remove from cart",
    "remove cart",
    "delete from cart",
    "cart remove",
    "removed from cart",
    "add to wishlist",
    "follow item",
    "checkout complete",
    "order completed",
    "order paid",
    "checkout success",
    "anadir al carrito",
    "agregar al carrito",
    "adicionar ao carrinho",
    "ajout panier",
    "ajouter au panier",
    "in den warenkorb",
    "aggiungi al carrello",
    "sepete ekle",
    "в корзину",
    "добавление в корзину",
    "в избранное",
    "удаление из корзины",
    "favorilere ekle",
    "satin alma",
    "satin al",
    "compra realizada",
    "장바구니 담기",
    "order submit",
    "place order",
    "submit order",
    "create order",
    "order placed",
    "begin checkout",
    "start checkout",
    "initiate checkout",
    "checkout started",
    "cancel order",
    "order cancelled",
    "site search",
    "use coupon",
    "apply coupon",
    "redeem coupon",
    "get coupon",
    "receive coupon",
    "page viewed",
    "visit page",
    "follow shop",
]
_SPACED = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one raw value means.

    Attributes:
        raw: The value in the file.
        name: Standard event name; `buy` for a purchase of an item; the value itself in snake case when unknown.
        rows: Rows of the sample that have it.
        confidence: 0..1.
        reason: `name` when the word says it, `distribution` when its share does, `unknown` when nothing does.
    """

    raw: str
    name: str
    rows: int
    confidence: float
    reason: str


def _lexicon() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, words in _WORDS.items():
        plain = normalise(words)
        for phrase in sorted((normalise(each) for each in _SEVERAL), key=len, reverse=True):
            if f" {phrase} " in f" {plain} ":
                found.setdefault(phrase, name)
                found.setdefault(phrase.replace(" ", ""), name)
                plain = _SPACED.sub(" ", f" {plain} ".replace(f" {phrase} ", "  ")).strip()
        for word in plain.split():
            found.setdefault(word, name)
    for name in EVENT_NAMES:
        found[normalise(name)] = name
    return found


_LEXICON = _lexicon()


def meaning_of_word(raw: str) -> str | None:
    """Standard event name of a behaviour's word, `buy` for a purchase, None when it says nothing to us.

    >>> meaning_of_word("add_to_cart"), meaning_of_word("加购"), meaning_of_word("transaction"), meaning_of_word("7")
    ('product_added', 'product_added', 'buy', None)
    """
    plain = normalise(raw)
    found = _LEXICON.get(plain) or _LEXICON.get(plain.replace(" ", ""))
    if found is None and (standard := event_name(raw)) in EVENT_NAMES:
        found = standard
    if found is None:
        hits = {_LEXICON[word] for word in plain.split() if word in _LEXICON}
        found = hits.pop() if len(hits) == 1 else None
    return found


def behaviour_share(top: Iterable[tuple[str, int]]) -> float:
    """Share of the rows whose value is a known behaviour word, 0..1."""
    rows = [(rows, meaning_of_word(value) is not None) for value, rows in top]
    total = sum(n for n, _ in rows)
    return sum(n for n, is_known in rows if is_known) / total if total else 0.0


def meanings(
    top: Sequence[tuple[str, int]],
    *,
    before: Counter[tuple[str, str]] | None = None,
    has_order: frozenset[str] = frozenset(),
) -> list[Meaning]:
    """What each value of a behaviour column means.

    Args:
        top: Values with their rows, most frequent first.
        before: (value, value of the same person's same item just before) → how often; helps where words do not.
        has_order: Values whose rows name an order: purchases.
    """
    words = {value: meaning_of_word(value) for value, _ in top}
    total = max(1, sum(rows for _, rows in top))
    known = sum(rows for value, rows in top if words[value]) / total
    is_coded = known < 0.5 and len(top) <= 6
    coded = _by_distribution(top, before or Counter(), has_order) if is_coded else {}
    found = []
    for value, rows in top:
        name = words[value]
        if name is not None:
            found.append(Meaning(value, name, rows, 0.95, "name"))
        elif value in has_order:
            found.append(Meaning(value, "buy", rows, 0.9, "order"))
        elif value in coded:
            found.append(Meaning(value, coded[value][0], rows, coded[value][1], "distribution"))
        else:
            found.append(Meaning(value, event_name(value) or value, rows, 0.5, "unknown"))
    return found


def _by_distribution(
    top: Sequence[tuple[str, int]], before: Counter[tuple[str, str]], has_order: frozenset[str]
) -> dict[str, tuple[str, float]]:
    """Views are far the most; purchases name orders, or follow the other steps and are rare; carts lead to purchases."""
    ordered = sorted(top, key=lambda each: -each[1])
    total = sum(rows for _, rows in ordered)
    if len(ordered) < 2 or ordered[0][1] < 0.4 * total:
        return {}
    view, rest = ordered[0][0], [value for value, _ in ordered[1:]]
    found = {view: ("product_viewed", 0.85)}
    buy = next((value for value in rest if value in has_order), None)
    if buy is None and len(rest) == 1:
        return {**found, rest[0]: ("buy", 0.75)}
    rows_of = dict(ordered)
    buy = buy or max(rest, key=lambda value: (_last_step(value, rest, rows_of, before), -rows_of[value]))
    found[buy] = ("buy", 0.75)
    names = ("product_added", "product_favourited", "product_removed")
    for name, value in zip(names, _carts_first([v for v in rest if v != buy], buy, rows_of, before), strict=False):
        found[value] = (name, 0.65)
    return found


def _last_step(value: str, rest: Sequence[str], rows_of: dict[str, int], before: Counter[tuple[str, str]]) -> float:
    """How much a value looks like the purchase: it follows other steps, is rare, and has the highest of codes 1 to n."""
    follows = sum(before[value, other] for other in rest if other != value) / rows_of[value]
    rank = sorted(rest, key=lambda each: rows_of[each]).index(value)
    codes = sorted(rows_of)
    is_counted = codes == [str(number) for number in range(1, len(codes) + 1)]
    return (
        2.0 * min(1.0, follows) + (0.4, 0.15, 0.0)[min(rank, 2)] + (0.5 if is_counted and value == codes[-1] else 0.0)
    )


def _carts_first(others: list[str], buy: str, rows_of: dict[str, int], before: Counter[tuple[str, str]]) -> list[str]:
    """Carts before favourites: purchases follow them more often; else they have the higher code, or are more."""
    codes = sorted(rows_of)
    is_counted = codes == [str(number) for number in range(1, len(codes) + 1)]

    def key(value: str) -> tuple[float, float]:
        led = round(4 * before[buy, value] / rows_of[value], 1)
        return (-led, -int(value) if is_counted else -rows_of[value])

    return sorted(others, key=key)

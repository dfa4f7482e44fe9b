"""Names that SDKs and shops give to events, put into the contract's: presets of 神策 and PostHog, and usual words."""

from __future__ import annotations

from collections.abc import Mapping

from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.ingest.commerce import event_name, snake

__all__ = ["tracked_name"]

_PRESETS = {
    **dict.fromkeys(("$pageview", "$mp_page_view"), "page_viewed"),
    **dict.fromkeys(("$app_view_screen", "$mp_view_screen", "$screen"), "screen_viewed"),
    **dict.fromkeys(("$web_click", "$app_click", "$mp_click", "$autocapture"), "element_clicked"),
    **dict.fromkeys(("$app_start", "$mp_launch", "$mp_show", "$app_opened"), "app_opened"),
    **dict.fromkeys(("$app_end", "$mp_hide", "$app_closed", "$app_backgrounded"), "app_closed"),
    **dict.fromkeys(("$web_page_leave", "$app_page_leave", "$pageleave", "$mp_page_leave"), "page_left"),
    "$app_install": "app_installed",
    "$mp_share": "content_shared",
    "$rageclick": "rage_clicked",
}
"""Preset event in snake case, its sign kept → name."""

_SHOPS = {
    "product_viewed": "view_product product_detail product_detail_view view_goods goods_detail commodity_detail "
    "view_commodity_detail view_item view_commodity 浏览商品 商品浏览 查看商品 "
    "商品详情 浏览商品详情 商品详情页浏览 浏览商品详情页",
    "product_clicked": "product_click click_product goods_click commodity_click 点击商品 商品点击",
    "product_list_viewed": "product_list view_product_list goods_list view_goods_list 浏览商品列表 商品列表浏览",
    "product_added": "add_to_cart add_cart add_to_shoppingcart add_to_shopping_cart add_product_to_cart 加购 "
    "加购物车 加入购物车 添加购物车 加入购物袋 商品加购",
    "product_removed": "remove_from_cart delete_from_cart remove_from_shoppingcart 移出购物车 "
    "删除购物车商品 移除购物车",
    "product_favourited": "collect collect_product add_to_favorite add_to_favorites favorite_product add_to_wishlist "
    "收藏 收藏商品 商品收藏 加入收藏",
    "products_searched": "search search_request search_product product_search search_goods search_commodity 搜索 "
    "搜索商品 商品搜索 发起搜索",
    "cart_viewed": "view_cart view_shoppingcart view_shopping_cart 查看购物车 浏览购物车",
    "checkout_started": "begin_checkout start_checkout checkout initiate_checkout 去结算 结算 点击结算 发起结算",
    "order_placed": "submit_order place_order create_order 下单 提交订单 创建订单 生成订单",
    "order_completed": "pay_order order_paid pay_success pay_order_success payment_success purchase 支付订单 "
    "支付 支付成功 订单支付 付款 付款成功 完成支付 购买",
    "order_line_recorded": "pay_order_detail order_paid_detail 支付订单详情 支付订单明细",
    "order_cancelled": "cancel_order cancel_pay_order 取消订单 订单取消",
    "order_refunded": "refund_order order_refund return_order refund_success 退款 退货 申请退款 退款成功 退货退款",
    "coupon_issued": "receive_coupon get_coupon receive_discount claim_coupon 领券 领取优惠券 领优惠券",
    "coupon_applied": "use_coupon use_discount 用券 使用优惠券 核销优惠券",
    "product_shared": "share_product product_share share_goods share_commodity 分享商品 商品分享",
    "content_shared": "share share_method 分享",
    "product_reviewed": "review_product comment_product product_review submit_review 评价 评价商品 "
    "商品评价 发表评价 晒单",
    "content_liked": "like 点赞",
    "content_commented": "comment 评论 发表评论",
    "user_followed": "follow 关注",
    "service_contacted": "contact_service 联系客服 咨询客服",
    "consent_given": "give_consent consent_granted 同意授权 授权同意 同意隐私政策",
    "consent_withdrawn": "withdraw_consent consent_revoked 撤回同意 撤销授权 撤回授权",
}
_NAMES = {word: name for name, words in _SHOPS.items() for word in words.split()}


def tracked_name(sent: object, *, presets: Mapping[str, str] = _PRESETS) -> str | None:
    """The contract's name of an event that an SDK sent; None when it has none.

    Unknown names are kept in snake case, presets without their sign.

    >>> tracked_name("$AppViewScreen"), tracked_name("payOrder"), tracked_name("加入购物车"), tracked_name("$my_preset")
    ('screen_viewed', 'order_completed', 'product_added', 'my_preset')
    """
    if not isinstance(sent, str):
        return None
    if sent.lstrip().startswith("$"):
        plain = snake(sent)
        return presets.get(plain) or event_name(plain.lstrip("$"))
    name = event_name(sent)
    return name if name is None or name in EVENT_NAMES else _NAMES.get(name, name)

"""Names of events, after the Segment e-commerce specification in snake case, with words in zh and en."""

from __future__ import annotations

__all__ = ["EVENT_NAMES", "event_label"]

EVENT_NAMES: dict[str, tuple[str, str]] = {
    "cart_cleared": ("清空购物车", "cart cleared"),
    "cart_viewed": ("看购物车", "cart viewed"),
    "checkout_started": ("去结算", "checkout started"),
    "checkout_step_completed": ("完成结算步骤", "checkout step completed"),
    "consent_given": ("同意", "consent given"),
    "consent_withdrawn": ("撤回同意", "consent withdrawn"),
    "content_commented": ("评论内容", "content commented"),
    "content_liked": ("点赞内容", "content liked"),
    "coupon_applied": ("用券", "coupon applied"),
    "coupon_issued": ("领券", "coupon issued"),
    "element_clicked": ("点击", "element clicked"),
    "email_clicked": ("点击邮件", "e-mail clicked"),
    "email_delivered": ("邮件送达", "e-mail delivered"),
    "email_opened": ("打开邮件", "e-mail opened"),
    "email_sent": ("发出邮件", "e-mail sent"),
    "fact_observed": ("第三方事实", "fact observed"),
    "identity_linked": ("关联标识", "identities linked"),
    "identity_unlinked": ("解除关联", "identities parted"),
    "interest_read": ("读出兴趣", "interest read"),
    "invite_accepted": ("接受邀请", "invite accepted"),
    "message_clicked": ("点击触达", "touch clicked"),
    "message_delivered": ("触达送达", "touch delivered"),
    "message_opened": ("打开触达", "touch opened"),
    "message_sent": ("触达", "touch sent"),
    "order_cancelled": ("取消订单", "order cancelled"),
    "order_completed": ("支付", "order paid"),
    "order_line_recorded": ("订单明细", "order line"),
    "order_placed": ("下单", "order placed"),
    "order_refunded": ("退款", "order refunded"),
    "page_viewed": ("浏览页面", "page viewed"),
    "product_added": ("加购", "added to cart"),
    "product_clicked": ("点击商品", "product clicked"),
    "product_favourited": ("收藏", "favourited"),
    "product_list_viewed": ("浏览列表", "product list viewed"),
    "product_removed": ("移出购物车", "removed from cart"),
    "product_reviewed": ("评价", "reviewed"),
    "product_shared": ("分享", "shared"),
    "product_viewed": ("浏览", "viewed"),
    "products_searched": ("搜索", "searched"),
    "question_asked": ("提问", "question asked"),
    "screen_viewed": ("浏览屏幕", "screen viewed"),
    "service_contacted": ("联系客服", "service contacted"),
    "trait_appended": ("属性追加", "trait value added"),
    "trait_incremented": ("属性累加", "trait increased"),
    "trait_set": ("属性", "trait set"),
    "trait_set_once": ("首次属性", "trait set once"),
    "traits_cleared": ("清除属性", "traits cleared"),
    "user_followed": ("关注", "followed"),
}


def event_label(name: str, language: str = "zh") -> str:
    """Word for an event name; the name itself when it is not one of ours.

    >>> event_label("product_added"), event_label("product_added", "en"), event_label("my_event")
    ('加购', 'added to cart', 'my_event')
    """
    words = EVENT_NAMES.get(name)
    if words is None:
        return name
    return words[0] if language == "zh" else words[1]

"""Roles of columns and kinds of tables in the words that people read."""

from __future__ import annotations

__all__ = ["kind_label", "role_label"]

_ROLES: dict[str, tuple[str, str]] = {
    "person": ("人", "person"),
    "order": ("订单号", "order"),
    "line": ("订单行号", "line of an order"),
    "item": ("商品", "item"),
    "session": ("会话", "session"),
    "message": ("记录编号", "id of the record"),
    "campaign": ("活动", "campaign"),
    "coupon": ("优惠券", "coupon"),
    "event": ("行为", "behaviour"),
    "time": ("时间", "time"),
    "clock": ("时刻", "time of day"),
    "day": ("第几天", "number of the day"),
    "paid_at": ("付款时间", "paid at"),
    "closed_at": ("完结时间", "closed at"),
    "other_at": ("其他时间", "another time"),
    "registered_at": ("注册时间", "registered at"),
    "starts_at": ("开始时间", "starts at"),
    "ends_at": ("结束时间", "ends at"),
    "price": ("单价", "price"),
    "paid": ("实付金额", "amount paid"),
    "amount": ("金额", "amount"),
    "payable": ("应付金额", "amount to be paid"),
    "gross": ("优惠前金额", "amount before discounts"),
    "discount": ("优惠金额", "discount"),
    "refund": ("退款金额", "refund"),
    "net": ("净额", "net amount"),
    "freight": ("运费税费", "freight and taxes"),
    "quantity": ("件数", "quantity"),
    "category": ("类目", "category"),
    "brand": ("品牌", "brand"),
    "title": ("商品名", "title"),
    "text": ("文本", "text"),
    "text_title": ("文本标题", "title of a text"),
    "rating": ("评分", "rating"),
    "status": ("订单状态", "status"),
    "channel": ("渠道", "channel"),
    "device": ("设备", "device"),
    "page": ("页面", "page"),
    "query": ("搜索词", "query"),
    "dwell": ("停留时长", "time on the page"),
    "currency": ("币种", "currency"),
    "trait": ("人的属性", "trait of a person"),
    "private": ("隐私,不用", "private, not used"),
    "flag": ("是否标记", "yes or no"),
    "stock": ("库存", "stock"),
    "place": ("店铺或商家", "shop or seller"),
    "other": ("其他", "other"),
}
_KINDS: dict[str, tuple[str, str]] = {
    "events": ("行为事件", "events"),
    "orders": ("订单", "orders"),
    "wide": ("订单及明细", "orders with their lines"),
    "purchases": ("购买明细(无订单号)", "purchases without order ids"),
    "lines": ("订单明细", "lines of orders"),
    "items": ("商品", "items"),
    "people": ("会员", "people"),
    "texts": ("文本", "texts"),
    "item_states": ("商品价格库存", "prices and stock"),
    "campaigns": ("营销活动", "campaigns"),
    "coupons": ("优惠券", "coupons"),
    "messages": ("触达记录", "messages"),
    "consents": ("同意记录", "consents"),
    "facts": ("第三方事实", "facts of third parties"),
    "ignored": ("未使用", "not used"),
}


def role_label(role: str, language: str = "zh") -> str:
    """The word for a role, its name in plain words when it has none of its own.

    >>> role_label("order"), role_label("sent_at", "en")
    ('订单号', 'sent at')
    """
    words = _ROLES.get(role)
    return role.replace("_", " ") if words is None else words[0 if language == "zh" else 1]


def kind_label(kind: str, language: str = "zh") -> str:
    """The word for a kind of table.

    >>> kind_label("wide", "en")
    'orders with their lines'
    """
    return _KINDS[kind][0 if language == "zh" else 1]

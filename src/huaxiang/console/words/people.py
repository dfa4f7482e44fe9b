"""Words of the search for people."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "title": ("找人", "Find people"),
    "note": (
        "输入会员号、手机号、邮箱、设备号等任何一个标识,或分群、标签的名字。",
        "Type any identity (member number, phone, e-mail, device), or the name of a segment or tag.",
    ),
    "search": ("会员号、手机号,或分群、标签名", "Member number, phone, or a segment's or tag's name"),
    "segment": ("分群", "Segment"),
    "all_segments": ("全部分群", "All segments"),
    "sort": ("排序", "Sort by"),
    "sort_last_seen_at": ("最近来访", "last seen"),
    "sort_net_minor": ("净销售额", "net sales"),
    "sort_n_orders": ("订单数", "orders"),
    "suggest_segment": ("分群:{label} · {n} 人", "Segment: {label} · {n} people"),
    "suggest_tag": ("标签:{label} · {n} 人", "Tag: {label} · {n} people"),
    "with_tag": ("标签:{label}", "Tag: {label}"),
    "remove": ("去掉这个条件", "Remove this condition"),
    "total": ("{n} 人", "{n} people"),
    "of_page": ("第 {page} / {pages} 页", "page {page} of {pages}"),
    "before": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "person": ("人", "Person"),
    "interests": ("主要兴趣", "Top interests"),
    "last_seen": ("最近来访", "Last seen"),
    "orders": ("订单", "Orders"),
    "net": ("净销售额", "Net sales"),
    "visitor": ("访客 {name}", "visitor {name}"),
    "no_name": ("未留标识", "no identity"),
    "none": ("没有找到这样的人", "Nobody was found"),
    "none_do": (
        "标识要输入完整(会员号可以只输开头);也可以去掉一个条件再试。",
        "Identities have to be whole (a member number may be its beginning); or remove a condition.",
    ),
    "no_people": ("还没有人", "No people yet"),
    "no_people_do": (
        "在“数据”页接入订单、会员或行为数据,再重新计算。",
        "Add orders, members or events on the page Data, then compute.",
    ),
}

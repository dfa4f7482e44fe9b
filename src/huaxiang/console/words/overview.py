"""Words of the overview."""

from __future__ import annotations

__all__ = ["WORDS"]

_FIGURES = {
    "people": ("人", "people"),
    "members": ("其中 {n} 人有会员号", "{n} of them with a member number"),
    "reachable": ("可触达", "may be contacted"),
    "reachable_consents": ("占 {share};有联系方式且同意营销", "{share}; with a contact, and agreed to marketing"),
    "reachable_contacts": ("占 {share};有联系方式(未接入同意记录)", "{share}; with a contact (no consents are loaded)"),
    "net": ("近 30 天净销售额", "net sales of 30 days"),
    "net_more": ("比前 30 天多 {share}", "{share} more than the 30 days before"),
    "net_less": ("比前 30 天少 {share}", "{share} less than the 30 days before"),
    "net_same": ("与前 30 天持平", "as in the 30 days before"),
    "net_first": ("支付减退款;前 30 天没有成交", "paid less refunds; none in the 30 days before"),
    "buyers": ("近 30 天成交人数", "buyers of 30 days"),
    "buyers_note": ("占全部 {share}", "{share} of everybody"),
    "no_orders": ("没有订单", "No orders"),
    "no_orders_do": ("在“数据”页接入订单后,这里会显示净销售额。", "Add orders on the page Data to see net sales."),
    "built_note": ("金额与订单数截至 {at} 的一次计算", "Money and orders are of the computation of {at}"),
}

_TODO = {
    "todo": ("今天值得做的三件事", "Three things worth doing today"),
    "todo_note": (
        "先列几小时内会过去的,再列关系到更多人的。",
        "What is over within hours comes first, then what concerns more people.",
    ),
    "todo_empty": ("今天没有要赶着做的事", "Nothing presses today"),
    "todo_empty_do": (
        "有人犹豫、品类升温或数据出错时会列在这里。",
        "Hesitating people, rising categories and faulty data appear here.",
    ),
    "open_audience": ("看这批人", "See these people"),
    "open_people": ("看这些人", "See the people"),
    "open_data": ("看数据", "See the data"),
    "hesitant_title": ("{people} 人反复加购还没下单", "{people} people keep adding to the cart and do not order"),
    "hesitant_why": (
        "同一类商品加购三次以上、半小时没提交订单,多半在等一个理由。建议先提醒或客服跟进,不要急着发券。",
        "Three or more of one category in the cart, no order for half an hour. Remind them first; no coupon yet.",
    ),
    "unpaid_title": ("{people} 人提交了订单还没付款", "{people} people placed an order and have not paid"),
    "unpaid_why": ("订单一天内会关闭,催付一次就够。", "Their orders close within a day; one reminder is enough."),
    "comparing_title": ("{people} 人正在比较同类商品", "{people} people are comparing similar goods"),
    "comparing_why": (
        "一天内看了十件以上同类商品还没买,适合给出对比和推荐。",
        "Ten or more goods of one category within a day and nothing bought: help them to compare.",
    ),
    "slipped_title": ("“{name}”最近买得少了", "“{name}” bought less of late"),
    "slipped_why": (
        "这群人带来 {net_share} 的净销售额。近 30 天 {now} 人下单,前 30 天 {before} 人;有 {people} 人近期没有下单。",
        "They bring {net_share} of net sales. {now} ordered in 30 days, {before} in the 30 before; {people} did not.",
    ),
    "rising_title": ("“{category}”在升温", "“{category}” is rising"),
    "rising_why": (
        "近 7 天 {now_share} 的访客看过它,前一周是 {before_share};共 {people} 人,适合放进本周的内容和推荐。",
        "{now_share} of the visitors of 7 days viewed it, {before_share} the week before: {people} people.",
    ),
    "unproven_title": ("{n_tags} 个兴趣标签等着人工确认", "{n_tags} interest tags wait for confirmation"),
    "unproven_why": (
        "它们涉及 {people} 人,确认前不会对外使用。人数最多的是“{label}”({holders} 人),可以先抽查它。",
        "They concern {people} people and are not used yet. Check “{label}” first: it has most holders ({holders}).",
    ),
    "rejects_title": ("“{source}”有 {people} 行用不上", "“{source}”: {people} rows cannot be used"),
    "rejects_why": (
        "占这份数据的 {share},主要原因是{reason}。修好后重新计算就能补上。",
        "That is {share} of the source, mostly for: {reason}. Mend it and compute again.",
    ),
}

_SEGMENTS = {
    "segments": ("分群", "Segments"),
    "segments_note": (
        "按行为把相似的人放在一起,每人只在一个分群里;净销售额看近 {days} 天。",
        "People who behave alike, each in one segment; net sales are of {days} days.",
    ),
    "segments_empty": ("还没有分群", "No segments yet"),
    "segments_empty_do": (
        "人数或行为太少时分不出群。接入更多数据后重新计算。",
        "Too few people or events to form any. Add data and compute again.",
    ),
    "of_people": ("占人数", "of people"),
    "of_net": ("占净销售额", "of net sales"),
    "n_people": ("{n} 人", "{n} people"),
    "outside": ("另有 {n} 人行为太少,不在任何分群。", "{n} more people did too little to be in any segment."),
}

_CURVE = {
    "curve": ("每天的订单", "Orders by day"),
    "curve_note": (
        "近 {days} 天;底色是店铺日历里的大促和节日",
        "{days} days; shaded: promotions and feasts of the calendar",
    ),
    "curve_aria": ("每天的单数与净销售额", "Orders and net sales by day"),
    "curve_empty": ("还没有付款的订单", "No paid orders yet"),
    "curve_empty_do": ("在“数据”页接入订单,这里会画出每天的单数。", "Add orders on the page Data to see them by day."),
    "orders_axis": ("单数", "orders"),
    "net_axis": ("净销售额", "net sales"),
}

_STATES = {
    "tags": ("标签", "Tags"),
    "tags_note": ("只有生效的标签可以用于运营", "Only active tags may be used"),
    "tags_empty": ("还没有标签", "No tags yet"),
    "tags_empty_do": ("接入行为、订单或评价后重新计算。", "Add events, orders or reviews and compute again."),
    "state_active": ("生效", "active"),
    "state_observation": ("待观察", "under observation"),
    "state_frozen": ("冻结", "frozen"),
    "state_draft": ("草稿", "draft"),
    "state_retired": ("下线", "retired"),
    "means_active": ("已经验证,可以圈人和推送", "proven; may be used for audiences"),
    "means_observation": ("还没有足够证据,先看不用", "not proven yet; shown, not used"),
    "means_frozen": ("效果下滑,暂停使用", "its effect sank; not used for now"),
    "means_draft": ("还没有负责人或审批", "without owner or approval"),
    "means_retired": ("不再使用", "no longer used"),
    "state_counts": ("{tags} 个标签,{people} 人持有", "{tags} tags, held by {people} people"),
    "usable_counts": (
        "{usable} 个标签现在可以用,{people} 人持有",
        "{usable} tags can be used now; {people} people hold one",
    ),
    "idle_counts": (
        "另有 {idle} 个已经验证、但还没有一个人达到把握(共验证 {tags} 个)",
        "{idle} more are proven, and nobody is sure enough yet ({tags} proven in all)",
    ),
    "top": ("人数最多:{labels}", "Most held: {labels}"),
}

_SOURCES = {
    "sources": ("数据来源", "Sources"),
    "sources_note": ("每份数据用上了多少行,没用上的为什么", "How many rows of each were used, and why others were not"),
    "sources_empty": ("没有接入文件", "No files"),
    "sources_empty_do": ("在“数据”页拖入文件。", "Drop a file on the page Data."),
    "rows_used": ("用上 {used} / {rows} 行", "{used} of {rows} rows used"),
    "newest": ("最新一条 {at}", "newest row {at}"),
    "all_used": ("全部可用", "all used"),
    "more_sources": ("还有 {n} 份数据", "{n} more sources"),
    "rejected": ("{n} 行用不上", "{n} rows not used"),
    "reason_line": ("{reason} {n} 行", "{reason}: {n}"),
    "reason_missing": ("缺少{what}", "{what} is missing"),
    "reason_bad": ("{what}写法有误", "{what} cannot be read"),
    "reason_duplicate": ("重复的行", "repeated row"),
    "reason_range": ("{what}超出合理范围", "{what} is out of range"),
    "reason_json": ("不是完整的一行 JSON", "not a whole line of JSON"),
    "reason_ragged": ("列数不对", "wrong number of columns"),
}

WORDS = {**_FIGURES, **_TODO, **_SEGMENTS, **_CURVE, **_STATES, **_SOURCES}

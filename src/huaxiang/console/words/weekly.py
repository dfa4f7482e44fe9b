"""Words of the Monday page."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "title": ("周报", "Weekly"),
    "lead": (
        "每周一看一遍:卖得怎么样,谁在变,哪里要留意。",
        "What to read on Monday: how sales went, who changes, and what needs care.",
    ),
    "said": ("一段话", "In short"),
    "copy": ("复制这段话", "Copy as text"),
    "copied": ("已复制", "Copied"),
    "sales": (
        "近 {days} 天 {orders} 单,{buyers} 人购买,其中新买家 {new} 人,净销售额 {net}",
        "{orders} orders in {days} days by {buyers} people, {new} of them for the first time; net sales {net}",
    ),
    "no_sales": ("还没有已付款的订单,先接入订单。", "No order was paid yet: add orders first."),
    "full_stop": ("。", "."),
    "more": (",比再前 7 天多 {share}。", ", {share} more than in the 7 days before."),
    "less": (",比再前 7 天少 {share}。", ", {share} less than in the 7 days before."),
    "best": (
        "贡献最多的是“{name}”:{share} 的人,{net} 的净销售额。",
        "“{name}” brings most: {share} of the people, {net} of net sales.",
    ),
    "fell_asleep": (
        "{days} 天里 {fell} 位顾客从活跃转为沉睡或流失,{deeper} 位由沉睡转为流失,{woke} 位回来了。",
        "In {days} days {fell} customers fell dormant or were lost, {deeper} dormant ones were lost, {woke} came back.",
    ),
    "warned_text": ("{n} 个标签被冻结或告警:{names}。", "Frozen or warned of: {names} ({n})."),
    "late_text": ("数据源 {name} 比最新数据晚 {days} 天。", "Source {name} is {days} days behind the newest data."),
    "net": ("净销售额", "Net sales"),
    "orders": ("订单", "Orders"),
    "buyers": ("购买人数", "Buyers"),
    "new_buyers": ("新买家", "New buyers"),
    "new_people": ("新出现的人", "People first seen"),
    "was": ("再前 7 天 {value}", "{value} in the 7 days before"),
    "segments": ("各分群", "Segments"),
    "segments_note": (
        "净销售额看近 180 天;进出是和上一次计算相比",
        "Net sales are of 180 days; moves are since the computation before",
    ),
    "name": ("分群", "Segment"),
    "people": ("人数", "People"),
    "share": ("占比", "Share"),
    "net_share": ("净销售额占比", "Share of net sales"),
    "moved_in": ("转入", "In"),
    "moved_out": ("转出", "Out"),
    "life_cycle": ("生命周期", "Life cycle"),
    "life_cycle_note": (
        "每个人按自己的购买间隔算;大促囤货后加倍等待",
        "By everybody's own interval between orders, doubled after stocking up in a promotion",
    ),
    "aipl": ("AIPL", "AIPL"),
    "aipl_note": ("认知、兴趣、购买、忠诚", "Aware, interested, purchased, loyal"),
    "stage": ("阶段", "Stage"),
    "then": ("{days} 天前", "{days} days ago"),
    "now": ("现在", "Now"),
    "change": ("变化", "Change"),
    "none_life_cycle": ("没有有效订单", "no order kept"),
    "none_aipl": ("没来也没买", "neither came nor bought"),
    "flows": ("主要流向", "Main moves"),
    "flow": ("{was} → {now}", "{was} → {now}"),
    "rfm": ("RFM", "RFM"),
    "rfm_note": (
        "横向是下单频次,纵向是最近一单;5 分最好,按全店买家五等分。格里是人数,悬停看净销售额",
        "Across: how often; down: how recently; 5 is best, by fifths of buyers. Cells are people; hover for net sales",
    ),
    "rfm_f": ("F 频次 {n}", "F {n}"),
    "rfm_r": ("R 最近 {n}", "R {n}"),
    "group": ("客户类型", "Group"),
    "retention": ("留存", "Retention"),
    "retention_note": (
        "每行是某月首次购买的人,看之后每个月还有多少比例再买;最后一个月还没过完,不足 30 人不显示",
        "First buyers of a month, and the share that bought again in each month after; hidden under 30 people",
    ),
    "cohort": ("首购月", "First order"),
    "month_after": ("第 {n} 月", "+{n}"),
    "nobody": ("还没有已付款的订单", "No order was paid yet"),
    "nobody_do": ("接入订单后重新计算就有。", "Add orders and compute again."),
    "unknown": ("重新计算一次后显示", "Shown after the next computation"),
}

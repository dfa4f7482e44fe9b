"""Words of the segments."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "title": ("分群", "Segments"),
    "lead": (
        "按行为把相似的人放在一起。看每群是谁、值多少、怎么来的,一键变成人群包。",
        "People who behave alike: who they are, what they are worth, how they came about, one click to an audience.",
    ),
    "table": ("一览", "At a glance"),
    "table_note": (
        "净销售额看近 {days} 天;其余是各群的中位数",
        "Net sales are of {days} days; the others are medians of each segment",
    ),
    "name": ("分群", "Segment"),
    "people": ("人数", "People"),
    "share": ("占比", "Share"),
    "net": ("净销售额占比", "Share of net sales"),
    "everyone": ("全店中位数", "Everybody's median"),
    "sentence": (
        "{people} 人,占 {share};近 {days} 天贡献 {net} 的净销售额。",
        "{people} people, {share} of all; {net} of net sales of {days} days.",
    ),
    "sentence_plain": ("{people} 人,占 {share}。", "{people} people, {share} of all."),
    "apart": ("与众不同:{traits}", "What sets them apart: {traits}"),
    "radar_aria": ("这个分群与全店的对比", "This segment beside everybody"),
    "radar_note": (
        "虚线是全店中间的人;离圆心越远,越高于其他人",
        "The dashed ring is the middle of everybody; further out is more than others",
    ),
    "tgi": ("偏爱的品类(TGI)", "Categories they prefer (TGI)"),
    "tgi_note": (
        "TGI = 本群占比 ÷ 全店占比 × 100,只算看过或买过品类的人;本群 {n} 人,全店 {all} 人",
        "TGI = share in the segment ÷ share of everybody × 100, of people who touched a category; {n} people of {all}",
    ),
    "tgi_none": ("没有明显偏爱的品类", "No category stands out"),
    "tgi_hidden": ("不足 30 人,不显示 TGI", "Under 30 people: no TGI is shown"),
    "page_text": (
        "“{name}”:{people} 人,占 {share};近 {days} 天 {orders} 单,净销售额 {net},占 {net_share}。",
        "“{name}”: {people} people, {share} of all; {orders} orders in {days} days, net sales {net} ({net_share}).",
    ),
    "page_apart": ("与众不同:{traits}。", "What sets them apart: {traits}."),
    "page_tgi": ("偏爱(TGI):{leading}。", "They prefer (TGI): {leading}."),
    "page_examples": ("例如 {examples}。", "For example {examples}."),
    "copy": ("复制这段话", "Copy as text"),
    "picture": ("存成图片", "Save as picture"),
    "net_of": ("近 {days} 天净销售额", "Net sales of {days} days"),
    "copied": ("已复制", "Copied"),
    "rename": ("改名", "Rename"),
    "save": ("保存名字", "Keep the name"),
    "cancel": ("取消", "Cancel"),
    "new_name": ("新名字", "New name"),
    "to_audience": ("做成人群包", "Make an audience"),
    "to_people": ("看这些人", "See the people"),
    "origin": ("分群怎么来的", "How they came about"),
    "stable": ("换一批人重算一致度 {ari}", "agreement of refits {ari}"),
    "border": ("边界用户 {share}", "border cases {share}"),
    "border_note": (
        "边界用户离两个群差不多近,画像页会写出第二个群",
        "Border cases lie about as near to a second segment, which their portrait names",
    ),
    "outliers": ("离群用户 {share}", "outliers {share}"),
    "kept_out": ("异常与内部账号 {n} 个,不参与", "{n} abnormal or staff accounts, left out"),
    "sample": (
        "按 {sample} 人的 {features} 个特征分出",
        "By {features} features of {sample} people",
    ),
    "curve": ("为什么是 {n} 个", "Why {n}"),
    "curve_aria": ("每个分群数的稳定性与清晰度", "Stability and clearness of each number of segments"),
    "stability": ("稳定性", "stability"),
    "silhouette": ("清晰度", "clearness"),
    "number": ("分群数", "number of segments"),
    "chosen": ("选中", "chosen"),
    "moved": ("谁换了群", "Who moved"),
    "moved_note": (
        "与上一次计算相比;行为变化是人变了,分群变化是群的划法变了",
        "Since the computation before; by behaviour: people changed, by model: the segments did",
    ),
    "moved_none": ("没有人换群", "Nobody moved"),
    "moved_none_do": (
        "第一次计算,或上次以来没有人换群。",
        "This is the first computation, or nobody has moved since the last.",
    ),
    "from": ("从", "From"),
    "to": ("到", "To"),
    "by_behaviour": ("行为变化", "By behaviour"),
    "by_model": ("分群变化", "By model"),
}

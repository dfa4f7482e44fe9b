"""Words of one condition of an audience: how a term of an expression reads."""

from __future__ import annotations

__all__ = ["WORDS"]

_TERMS = {
    "segment": ("分群 {name}", "segment {name}"),
    "tag": ("标签 {name}", "tag {name}"),
    "tag_score": ("标签 {name} 分值 {compared}", "tag {name} score {compared}"),
    "stance_any": ("感兴趣 {name}", "interested in {name}"),
    "stance_prefer": ("偏好 {name}", "prefers {name}"),
    "stance_avoid": ("不喜欢 {name}", "avoids {name}"),
    "feature": ("{name} {compared}", "{name} {compared}"),
    "trait": ("{name}{compared}", "{name} {compared}"),
    "trait_unnamed": ("属性 {name} {compared}", "trait {name} {compared}"),
    "fact": ("第三方事实 {name}{compared}", "third-party fact {name} {compared}"),
    "fact_unnamed": ("第三方事实 {name} {compared}", "third-party fact {name} {compared}"),
    "pattern": ("走过路径 {name}", "walked {name}"),
    "known": ("知道{name}", "{name} is known"),
    "known_unnamed": ("知道 {name}", "{name} is known"),
    "is": ("是“{value}”", "is “{value}”"),
    "is_not": ("不是“{value}”", "is not “{value}”"),
    "compared": (" {sign} {value}", "{sign} {value}"),
}

_DID = {
    "did": ("{window}{what} {sign} {n} 次", "{what} {sign} {n} times {window}"),
    "did_once": ("{window}{what}过", "{what} {window}"),
    "did_never": ("{window}没有{what}", "no “{what}” {window}"),
    "did_where": ("{what}({where})", "{what} ({where})"),
    "within": ("近 {n} {unit}", "in the last {n} {unit}"),
    "unit.d": ("天", "days"),
    "unit.h": ("小时", "hours"),
    "unit.m": ("分钟", "minutes"),
    "unit.w": ("周", "weeks"),
}

_COLUMNS = {
    "column.l1": ("品类", "category"),
    "column.l2": ("二级品类", "category, 2nd level"),
    "column.l3": ("三级品类", "category, 3rd level"),
    "column.item_id": ("商品编号", "item"),
    "column.brand": ("品牌", "brand"),
    "column.channel": ("渠道", "channel"),
    "column.device": ("设备", "device"),
    "column.page": ("页面", "page"),
    "column.zone": ("页面位置", "place on the page"),
    "column.campaign_id": ("营销活动", "campaign"),
    "column.quantity": ("件数", "quantity"),
    "column.amount_minor": ("金额(分)", "amount in cents"),
    "column.dwell_ms": ("停留毫秒", "milliseconds stayed"),
}

WORDS = {**_TERMS, **_DID, **_COLUMNS}

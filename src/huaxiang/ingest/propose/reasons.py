"""Why a guess was made, in the words of its reader."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reason"]

_TEXTS: dict[str, tuple[str, str]] = {
    "name": ("列名“{0}”", "the name {0!r}"),
    "file_name": ("文件名“{0}”", "the name of the file, {0!r}"),
    "values": ("取值如 {0}", "values such as {0}"),
    "key": ("每行都不同", "different in every row"),
    "repeats": ("{0} 行里有 {1} 个不同的值", "{1} different values in {0} rows"),
    "overlap": ("与 {0} 的 {1} 有 {2}% 相同", "{2} % of its values are in {1} of {0}"),
    "determined": ("由 {0} 决定", "{0} determines it"),
    "owns": ("同一值的各行时间相同", "rows with the same value have the same time"),
    "bursts": ("同一值的行挨在一起", "rows of one value come together"),
    "time_format": ("取值像时间:{0},从 {1} 到 {2}", "values look like instants: {0}; from {1} to {2}"),
    "month_first": ("日和月分不清,先读月后读日", "day and month cannot be told apart: the month is read first"),
    "day_first": ("日和月分不清,先读日后读月", "day and month cannot be told apart: the day is read first"),
    "tongue_of_names": ("列名是{0}:{1}", "the columns have {2} names: {1}"),
    "tongue_of_values": ("取值里多是{0}:{1}", "most words in the values are {2}: {1}"),
    "country": ("“{1}”一列多是 {0}", "most rows of {1!r} say {0}"),
    "sign": ("金额带“{0}”:{1}", "amounts carry {0!r}: {1}"),
    "says_currency": ("“{0}”一列写着 {1}", "the column {0!r} says {1}"),
    "quiet_hours": (
        "按这个时区,凌晨 2 至 7 点只占 {0}%:多数人在睡觉",
        "in this zone 02:00 to 07:00 has {0} % of the rows: most people sleep",
    ),
    "masked": ("已脱敏或虚拟号,不能认人", "masked or virtual: it tells nobody apart"),
    "private": ("姓名、地址之类不用于认人,也不保留", "names and addresses are no key and are not kept"),
    "unknown": ("看不出用途", "nothing tells what it is for"),
    "pinned": ("由你指定", "you said so"),
    "word": ("词义", "its word"),
    "distribution": ("占 {0}% 的分布与先后", "its share of {0} % and what it follows"),
    "order": ("这些行带订单号", "its rows name an order"),
    "kept": ("没有对应的标准名,原样保留", "no standard name: kept as it is"),
    "constant": ("文件里只有一种", "the file has one alone"),
    "computed": ("由 {0} 算出", "made of {0}"),
    "no_time": ("文件里没有时间,一律记作 {0}", "the file has no time: everything counts as {0}"),
    "day_zero": ("只有天数,第 0 天记作 {0}", "numbers of days alone: day 0 counts as {0}"),
    "no_year": (
        "只有月和日,年份一律记作 {0}:请改 since",
        "month and day alone: the year counts as {0}, correct `since`",
    ),
    "counts_visits": ("数每个人的第几次", "it counts the rows of each person"),
    "days_made": (
        "文件里没有日期:第 0 次记作 {0},每次隔一天,只有先后可信",
        "the file has no dates: number 0 counts as {0}, each next as a day later; only the order is true",
    ),
    "weeks_made": (
        "文件里没有日期:第 0 次记作 {0},每次隔一周,只有先后可信",
        "the file has no dates: number 0 counts as {0}, each next as a week later; only the order is true",
    ),
    "default": ("没有更好的线索", "for want of a better clue"),
    "table_consents": ("有用途和同意时间", "it has a purpose and when it was agreed to"),
    "table_messages": ("有发送时间和收件人", "it says what was sent to whom"),
    "table_coupons": ("每行一张券", "one coupon a row"),
    "table_campaigns": ("每行一个活动,有起止日期", "one campaign a row, with its dates"),
    "table_facts": ("有合同和同意凭证的外部事实", "facts of others, with contract and consent"),
    "table_texts": ("有人写的文字", "it has texts that people wrote"),
    "table_events": ("谁在何时对什么做了什么", "who did what to what and when"),
    "table_items": ("每行一个商品,没有人", "one item a row, and no person"),
    "table_item_states": ("商品在不同时间的价格或库存", "prices or stock of items over time"),
    "table_people": ("每行一个人,有属性", "one person a row, with traits"),
    "table_orders": ("每行一个订单", "one order a row"),
    "table_wide": ("每行一个订单商品,订单号重复", "one line of an order a row; the order's id repeats"),
    "table_lines": ("订单明细,人和时间在订单表里", "lines of orders; person and time stand with the orders"),
    "table_purchases": ("每行一笔购买,没有订单号", "one purchase a row, without an order's id"),
    "table_redemptions": ("每行一次用券", "one coupon used a row"),
    "ignored_nothing": ("没有人、商品、订单或时间", "neither people nor items, orders or times"),
    "ignored_payments": (
        "付款方式,金额已在订单明细里",
        "ways of payment; the amounts stand in the lines of the orders",
    ),
    "ignored_no_time": ("没有时间,也没有可对上的订单", "no time, and no orders it belongs to"),
    "ignored_no_person": ("没有人,也没有可对上的订单", "no person, and no orders it belongs to"),
    "ignored_pairs": ("每行一个属性名和值,暂不使用", "one property and value a row: not used yet"),
    "ignored_dates": ("券或活动没有日期", "coupons or campaigns without dates"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its code and what stands in it."""

    code: str
    values: tuple[str, ...] = ()

    def text(self, language: str = "zh") -> str:
        """The reason as a person reads it, `zh` or `en`.

        >>> Reason("name", ("uid",)).text("en"), Reason("key").text()
        ("the name 'uid'", '每行都不同')
        """
        return _TEXTS[self.code][0 if language == "zh" else 1].format(*self.values)

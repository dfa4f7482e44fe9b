"""Words of the frame around every page, and of the states that every page has."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "product": ("画像", "Huaxiang"),
    "overview": ("总览", "Overview"),
    "people": ("人", "People"),
    "audiences": ("人群", "Audiences"),
    "data": ("数据", "Data"),
    "other_language": ("English", "中文"),
    "sign_out": ("退出", "Sign out"),
    "signed_in_as": ("当前用户:{name}", "Signed in as {name}"),
    "as_of": ("数据截至 {at}", "Data as of {at}"),
    "fresh": ("最新", "up to date"),
    "late_minutes": ("晚 {n} 分钟", "{n} min behind"),
    "late_hours": ("晚 {n} 小时", "{n} h behind"),
    "stale_days": ("已过期 {n} 天", "stale by {n} days"),
    "pending": ("还有 {n} 条新事件正在计入", "{n} new events are being taken in"),
    "loading": ("正在读取…", "Loading…"),
    "failed": ("这一块没有读出来", "This part could not be read"),
    "try_again": ("再试一次", "Try again"),
    "stale_title": ("数据已过期", "The data is stale"),
    "stale_text": (
        "最后一次数据是 {since}。重新计算后才有更新的结果。",
        "The newest data is of {since}. Compute again for newer results.",
    ),
    "not_found": ("没有这个页面", "There is no such page"),
    "list_comma": ("、", ", "),
    "skip": ("跳到正文", "Skip to content"),
}

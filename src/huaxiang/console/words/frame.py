"""Words of the frame around every page, and of the states that every page has."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "product": ("画像", "Huaxiang"),
    "overview": ("总览", "Overview"),
    "live": ("实时", "Live"),
    "weekly": ("周报", "Weekly"),
    "people": ("人", "People"),
    "segments": ("分群", "Segments"),
    "interests": ("兴趣", "Interests"),
    "audiences": ("人群", "Audiences"),
    "data": ("数据", "Data"),
    "connect": ("接入", "Connect"),
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
        "最新的一条数据是 {since} 的。接入更新的数据并重新计算,才有更新的结果。",
        "The newest row is of {since}. Add newer data and compute again for newer results.",
    ),
    "not_found": ("没有这个页面", "There is no such page"),
    "not_found_text": ("这个地址下没有内容", "Nothing lives at this address"),
    "not_found_do": (
        "可能是链接写错了,或这一页已经搬走。",
        "The link may be mistyped, or the page has moved.",
    ),
    "broken": ("这一页出错了", "This page failed"),
    "broken_text": ("服务器没能打开这一页", "The server could not open it"),
    "broken_do": ("详情记在服务器日志里。可以稍后再试。", "Its log says more. Try again in a while."),
    "to_overview": ("回到总览", "To the overview"),
    "unbuilt": ("还没有计算", "not computed yet"),
    "unbuilt_title": ("还没有画像可看", "There are no portraits yet"),
    "unbuilt_no_data": (
        "把订单、行为或会员文件拖进来,三步就能看到自己的顾客。",
        "Drop in orders, events or members: three steps to your customers.",
    ),
    "unbuilt_data": ("数据已经接好,还差计算一次。", "The data is connected; it has to be computed once."),
    "step_drop": ("拖进一个文件", "Drop in a file"),
    "step_drop_text": (
        "订单导出、行为日志、会员表都可以,原样就行。",
        "An order export, a log of events or a member list, as it is.",
    ),
    "step_check": ("核对每列的含义", "Check what the columns mean"),
    "step_check_text": (
        "系统先猜,标出没把握的地方,由你来改。",
        "They are guessed; what is unsure is marked for you to correct.",
    ),
    "step_build": ("开始计算", "Compute"),
    "step_build_text": (
        "几万行一般一两分钟,算完就能看总览和每个人的画像。",
        "A minute or two for some ten thousand rows; then the overview and portraits are here.",
    ),
    "to_data": ("去添加数据", "Add data"),
    "to_build": ("开始计算", "Compute"),
    "list_comma": ("、", ", "),
    "skip": ("跳到正文", "Skip to content"),
}

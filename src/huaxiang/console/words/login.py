"""Words of the sign-in page."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "title": ("登录", "Sign in"),
    "lead": ("请输入用户名和密码。", "Please give your name and password."),
    "name": ("用户名", "Name"),
    "password": ("密码", "Password"),
    "enter": ("登录", "Sign in"),
    "wrong": ("用户名或密码不对。", "The name or the password is wrong."),
    "wait": ("失败次数太多,请 {n} 秒后再试。", "Too many failures: try again in {n} seconds."),
    "first_title": ("设置登录密码", "Set a password"),
    "first_lead": (
        "这里是真实顾客的数据,先设一个用户名和密码。密码只以加密形式存在本机。",
        "These are data of real customers: choose a name and a password first. It stays on this machine, hashed.",
    ),
    "first_enter": ("设置并进入", "Set and enter"),
    "again": ("再输一次密码", "Password once more"),
    "differ": ("两次输入的密码不一样。", "The two passwords differ."),
    "short": ("密码至少 {n} 个字符。", "The password needs at least {n} characters."),
    "no_name": ("请输入 1 到 64 个字符的用户名。", "The name needs 1 to 64 characters."),
    "not_here": (
        "还没有用户。请在运行它的电脑上执行:huaxiang users add 用户名",
        "There is no user yet. On the computer that runs it, type: huaxiang users add NAME",
    ),
}

"""The commands by name: where each stands and what it says of itself, so that help loads none of them."""

from __future__ import annotations

from dataclasses import dataclass

from huaxiang import __version__
from huaxiang.domain.errors import UnknownName

__all__ = ["COMMANDS", "Command", "find_command", "help_text"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its module below `cli/commands`, its arguments, and one line in Chinese and English."""

    module: str
    arguments: str
    zh: str
    en: str


COMMANDS: dict[str, Command] = {
    "init": Command("init", "DIR --from PATH...", "看原始文件,提出映射", "look at raw files and propose a mapping"),
    "build": Command("build", "[DIR]", "从数据源算出全部画像", "compute every portrait from the sources"),
    "person": Command("person", "ID [DIR]", "一个人的画像", "the portrait of one person"),
    "why": Command("why", "ID TAG [DIR]", "为什么有这个标签", "the evidence of one tag"),
    "why-not": Command("why_not", "ID TAG [DIR]", "为什么没有这个标签", "the first condition that failed"),
    "segments": Command("segments", "[DIR]", "分群", "segments with names and sizes"),
    "segments rename": Command("segments_rename", "ID NAME [DIR]", "给分群改名", "a name of your own for a segment"),
    "report": Command("report", "[DIR]", "周报", "what a growth team reads on Monday"),
    "interests": Command("interests", "[DIR]", "兴趣标签与命中人数", "interests with their holders"),
    "journeys": Command("journeys", "[DIR]", "行为转移与临时标签", "transitions between steps, and flags"),
    "tags": Command("tags", "[DIR]", "标签目录", "the catalogue with coverage and state"),
    "audience": Command("audience", '"EXPR" [DIR]', "圈选人群包", "select people by an expression"),
    "audience save": Command("audience_save", 'NAME "EXPR" [DIR]', "保存人群包", "keep a named audience"),
    "audience list": Command("audience_list", "[DIR]", "已保存的人群包", "the audiences kept"),
    "audience tgi": Command(
        "audience_tgi", '"EXPR" [DIR]', "人群与全体或另一人群的 TGI", "what a group has more or less"
    ),
    "audience similar": Command("audience_similar", '"EXPR" [DIR]', "相似人群", "people who behave like a group"),
    "read": Command("read", "[TEXT]", "读出任意文本的兴趣标签", "interest tags of any text"),
    "synonyms review": Command("synonyms_review", "[DIR]", "审核新词", "words that wait for a yes or no"),
    "export": Command("export", "TABLE [DIR] --to FILE", "导出任意表", "any table as a file"),
    "rejects": Command("rejects", "[DIR]", "异常数据", "rows that are not used, with reasons"),
    "check": Command("check", "[DIR]", "对账", "reconcile sources, lake, log, profiles and tags"),
    "serve": Command("serve", "[DIR]", "启动接口与控制台", "intake, API and console"),
    "live": Command("live", "[DIR]", "只运行实时计算", "the live worker alone"),
    "users add": Command("users_add", "NAME [DIR]", "增加登录用户", "who may sign in to the console"),
    "simulate": Command("simulate", "DIR", "模拟一家店", "a shop with planted truth"),
    "demo": Command("demo", "[DIR]", "模拟、计算并启动", "simulate, build and serve"),
    "evaluate": Command("evaluate", "NAME [DIR]", "成绩单", "the scorecard against truth"),
    "bench": Command("bench", "NAME", "与同类比较", "speed and size, side by side with peers"),
}


def find_command(words: list[str]) -> tuple[str, list[str]]:
    """The command that the words begin with, and the words after its name.

    Raises:
        UnknownName: There is no such command; the nearest are given.
    """
    for n_words in (2, 1):
        name = " ".join(words[:n_words])
        if len(words) >= n_words and name in COMMANDS:
            return name, words[n_words:]
    raise UnknownName("command", words[0], COMMANDS, hint="" if _is_near(words[0]) else "see `huaxiang --help`")


def _is_near(word: str) -> bool:
    return bool(UnknownName("command", word, COMMANDS).nearest)


def help_text() -> str:
    """What `huaxiang --help` prints."""
    width = max(len(f"{name} {each.arguments}") for name, each in COMMANDS.items())
    lines = [
        f"huaxiang {__version__} · 画像: segments, interests and journeys of people, each tag with its evidence",
        "",
        "Usage: huaxiang COMMAND [ARGUMENTS]      huaxiang COMMAND --help",
        "",
    ]
    lines += [f"  {f'{name} {each.arguments}':<{width}}  {each.zh} · {each.en}" for name, each in COMMANDS.items()]
    lines += [
        "",
        "DIR is the project folder, `.` unless given. --json prints one JSON document and nothing else.",
        "Exit codes: 0 success, 2 a mistake that one line explains, 130 Ctrl-C, 1 a fault of Huaxiang.",
    ]
    return "\n".join(lines)

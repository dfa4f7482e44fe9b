from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import huaxiang.console
from huaxiang.console.words import LANGUAGES, WORDS, say

HERE = Path(huaxiang.console.__file__).parent
MODULES = sorted(path for path in HERE.rglob("*.py") if path.parent.name != "words")
CHINESE = re.compile(r"[\u3400-\u9fff]")
NO_WORDS_FOR_MARKETERS = re.compile(r"centroid|embedding|\blift\b|质心|向量|嵌入|k-means|cluster", re.IGNORECASE)
# Units that are part of how a figure is written, not words.
UNITS = {"shown.py": {"亿", "万"}}


def literals(path: Path) -> Iterator[ast.Constant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and _has_doc(node)}
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | loose:
            yield node


def _has_doc(node: ast.AST) -> bool:
    body = getattr(node, "body", [])
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)


def asked(path: Path) -> Iterator[tuple[str, str]]:
    """Keys that `say` is called with: ("whole", key) or, where the key is put together, ("begins", its beginning)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_call = isinstance(node, ast.Call) and node.args
        name = getattr(node.func, "attr", getattr(node.func, "id", "")) if is_call else ""
        if name not in {"say", "_say"}:
            continue
        first = node.args[0]
        for part in ast.walk(first):
            if isinstance(part, ast.Constant) and part is first and isinstance(part.value, str):
                yield "whole", part.value
        if isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
            yield "begins", first.values[0].value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_every_key_that_is_asked_for_exists(path: Path) -> None:
    unknown = [
        key
        for how, key in asked(path)
        if not (key in WORDS if how == "whole" else any(known.startswith(key) for known in WORDS))
    ]
    assert unknown == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_chinese_stands_among_the_words_alone(path: Path) -> None:
    allowed = UNITS.get(path.name, set())
    assert [node.value for node in literals(path) if CHINESE.search(node.value) and node.value not in allowed] == []


@pytest.mark.parametrize("key", WORDS)
def test_words_are_there_in_both_languages_with_the_same_places(key: str) -> None:
    zh, en = WORDS[key]
    assert zh.strip()
    assert en.strip()
    places = [sorted({name for _, name, _, _ in string.Formatter().parse(words) if name}) for words in (zh, en)]
    assert places[0] == places[1]
    assert not NO_WORDS_FOR_MARKETERS.search(zh + en)


def test_an_unknown_key_is_a_fault() -> None:
    with pytest.raises(KeyError):
        say("people.no_such_words", LANGUAGES[0])

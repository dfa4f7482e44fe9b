from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

# The limits of a module and of a function; CONTRIBUTING.md gives the aims.
MODULE_LINES = 500
BODY_LINES = 40
PARAMETERS = 6
COMMENT_SHARE = 0.05

# Words that say nothing of what is inside.
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "handler", "stuff"}
TEXT_FILES = {".py", ".toml", ".md", ".txt", ".yaml", ".yml", ".cfg", ".html", ".js", ".css", ".sh", ""}
# Written in pieces, so that this file does not find itself.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian",
    "proxy." + "golang",
    "conda" + ".",
]
REMINDERS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"]) + r")\b")
BUILD_MACHINE = re.compile(
    r"(?<![\w.~-])/(?:wo" + r"rk|ro" + r"ot|opt/(?:wheels|pypi)|ho" + r"me/\w+|Us" + r"ers/\w+)/"
)


def definitions(tree: ast.AST) -> Iterator[tuple[Definition, ast.AST]]:
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, Definition):
                yield node, parent


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node, _ in definitions(tree) if not isinstance(node, ast.ClassDef))


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def n_parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([argument for argument in named if argument.arg not in {"self", "cls"}])


def is_documented_by_the_family(method: Definition, module: Any, bases: dict[str, set[str]]) -> bool:
    return method.name in bases.get(str(Path(module.path).parent), set())


def test_every_module_says_in_a_docstring_what_it_is(modules: list[Any], scripts: list[Any]) -> None:
    silent = [module.path for module in [*modules, *scripts] if not ast.get_docstring(module.tree)]
    assert not silent, f"no module docstring: {', '.join(silent)}"


def test_every_public_class_function_and_method_has_a_docstring(modules: list[Any]) -> None:
    bases = {
        str(Path(module.path).parent): {node.name for node in functions(module.tree) if ast.get_docstring(node)}
        for module in modules
        if module.path.endswith("/base.py")
    }
    silent = [
        f"{module.path}:{node.lineno}: {node.name}"
        for module in modules
        for node, parent in definitions(module.tree)
        if isinstance(parent, ast.Module) or (isinstance(parent, ast.ClassDef) and not parent.name.startswith("_"))
        if not node.name.startswith("_") and not ast.get_docstring(node)
        if isinstance(parent, ast.Module) or not is_documented_by_the_family(node, module, bases)
    ]
    assert not silent, "no docstring:\n" + "\n".join(silent)


def test_modules_and_functions_keep_the_limits(modules: list[Any], scripts: list[Any]) -> None:
    over = []
    for module in [*modules, *scripts]:
        lines = module.text.count("\n")
        if lines > MODULE_LINES:
            over.append(f"{module.path}: {lines} lines, limit {MODULE_LINES}")
        for node in functions(module.tree):
            if body_lines(node) > BODY_LINES:
                over.append(f"{module.path}:{node.lineno}: {node.name}: {body_lines(node)} lines, limit {BODY_LINES}")
            is_command = module.in_package.startswith("cli/")
            if n_parameters(node) > PARAMETERS and not is_command:
                over.append(
                    f"{module.path}:{node.lineno}: {node.name}: {n_parameters(node)} parameters, limit {PARAMETERS}"
                )
    assert not over, "too large:\n" + "\n".join(over)


def test_comments_say_why_and_are_few(modules: list[Any]) -> None:
    lines = [line.strip() for module in modules for line in module.text.splitlines() if line.strip()]
    share = sum(line.startswith("#") for line in lines) / len(lines)
    assert share <= COMMENT_SHARE, f"{share:.1%} of the lines are comments, limit {COMMENT_SHARE:.0%}"


def test_no_file_name_is_an_empty_word(handed_on: list[str]) -> None:
    empty = [path for path in handed_on if EMPTY_NAMES & set(re.split(r"[/_.-]", path.lower()))]
    assert not empty, f"a name that says nothing: {', '.join(empty)}"


def test_no_class_or_function_name_is_an_empty_word(modules: list[Any]) -> None:
    empty = [
        f"{module.path}:{node.lineno}: {node.name}"
        for module in modules
        for node, _ in definitions(module.tree)
        if EMPTY_NAMES & {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", node.name)}
        or re.match(r"_?(process|do)_", node.name)
    ]
    assert not empty, "a name that says nothing:\n" + "\n".join(empty)


@pytest.mark.parametrize("what", ["registry", "reminder", "machine"])
def test_no_file_has_what_belongs_elsewhere(root: Path, handed_on: list[str], what: str) -> None:
    patterns = {
        "registry": re.compile("|".join(map(re.escape, REGISTRIES))),
        "reminder": REMINDERS,
        "machine": BUILD_MACHINE,
    }
    found = []
    for path in handed_on:
        if Path(path).suffix in TEXT_FILES and path != "LICENSE":
            for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
                if patterns[what].search(line):
                    found.append(f"{path}:{number}: {line.strip()[:80]}")
    assert not found, f"{what}:\n" + "\n".join(found)

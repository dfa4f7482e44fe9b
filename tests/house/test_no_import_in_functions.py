from __future__ import annotations

import ast
from typing import Any


def test_imports_stand_at_the_top_of_the_module(modules: list[Any], scripts: list[Any]) -> None:
    inside = [
        f"{module.path}:{node.lineno}: {ast.unparse(node)}"
        for module in [*modules, *scripts]
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside, "an import inside a function:\n" + "\n".join(inside)


def test_annotations_are_postponed_in_every_module_with_code(modules: list[Any]) -> None:
    missing = [
        module.path
        for module in modules
        if len(module.tree.body) > 1 and "from __future__ import annotations" not in module.text
    ]
    assert not missing, f"no `from __future__ import annotations`: {', '.join(missing)}"


def test_no_import_takes_everything(modules: list[Any]) -> None:
    star = [
        f"{module.path}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert not star, f"an import of everything: {', '.join(star)}"

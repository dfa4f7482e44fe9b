"""Finds the flag rules: every file of `tags/rules`, shipped.yaml, and a project's own `rules` folder."""

from __future__ import annotations

import functools
import importlib
import importlib.resources
import importlib.util
import pkgutil
from collections.abc import Collection
from pathlib import Path

from huaxiang.domain.errors import ConfigurationError
from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.tags import rules
from huaxiang.tags.rules.base import Rule
from huaxiang.tags.sequence import SequenceRule, compile_rule, parse_rules, read_rules

__all__ = ["project_rules", "python_rules", "shipped_rules", "shipped_sequences"]


@functools.cache
def python_rules() -> dict[str, Rule]:
    """Rules of the Python form that ship, by file name."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return {name: importlib.import_module(f"{rules.__name__}.{name}").RULE for name in names if name != "base"}


@functools.cache
def shipped_sequences() -> tuple[SequenceRule, ...]:
    """Rules of the YAML form that ship."""
    text = (importlib.resources.files(rules) / "shipped.yaml").read_text(encoding="utf-8")
    return parse_rules(text, path=Path("shipped.yaml"))


def shipped_rules() -> tuple[Rule, ...]:
    """All rules that ship, by key; where a flag has both forms the Python form is taken."""
    found = {rule.key: compile_rule(rule) for rule in shipped_sequences()}
    found.update({rule.key: rule for rule in python_rules().values()})
    return tuple(found[key] for key in sorted(found))


def project_rules(folder: Path, *, events: Collection[str] = EVENT_NAMES) -> tuple[Rule, ...]:
    """The project's own rules from `*.py` (each with a `RULE`) and `*.yaml` of a folder, by key; none without it.

    Raises:
        ConfigurationError: A file cannot be read or run, has no `RULE`, or gives a key that another one has.
    """
    found: dict[str, Rule] = {}
    for path in sorted((*folder.glob("*.py"), *folder.glob("*.yaml"))):
        loaded = (
            [_python_rule(path)]
            if path.suffix == ".py"
            else [compile_rule(rule) for rule in read_rules(path, events=events)]
        )
        for rule in loaded:
            if rule.key in found:
                raise ConfigurationError(f"rule {rule.key} stands in two files", path=path)
            found[rule.key] = rule
    return tuple(found[key] for key in sorted(found))


def _python_rule(path: Path) -> Rule:
    specification = importlib.util.spec_from_file_location(f"huaxiang_project_rules.{path.stem}", path)
    if specification is None or specification.loader is None:
        raise ConfigurationError("is no Python file", path=path)
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise ConfigurationError(f"{type(error).__name__}: {error}", path=path, line=line) from error
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise ConfigurationError("needs `RULE = Rule(…)` of huaxiang.tags.rules.base", path=path)
    return rule

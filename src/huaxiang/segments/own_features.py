"""Features of a project's own: arithmetic over declared features, from `features.yaml`.

    - name: night_spend
      zh: 夜间消费
      en: night spend
      unit: yuan
      value: net_spend_180d * night_coefficient

What is not known stays so, and a division by nothing is not known. Such a feature is made of folds like any other, so
live and batch agree on it.
"""

from __future__ import annotations

import ast
import itertools
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from huaxiang.domain.errors import ConfigurationError, UnknownName
from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats
from huaxiang.tags.banned import check_label

__all__ = ["OwnFeature", "make_feature", "parts_of", "read_own_features"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FIELDS = {"name", "zh", "en", "unit", "value"}
_NEEDED = {"name", "zh", "value"}
_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda part, whole: np.where(np.asarray(whole) == 0, np.nan, part / np.where(whole == 0, 1.0, whole)),
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"min": np.minimum, "max": np.maximum}


@dataclass(frozen=True, slots=True)
class OwnFeature:
    """A feature as written: its key, its labels, its unit and the arithmetic."""

    name: str
    zh: str
    en: str
    unit: str
    value: str

    def to_json(self) -> dict[str, str]:
        """The fields as JSON-able values."""
        return asdict(self)


def read_own_features(path: Path, known: Mapping[str, Feature]) -> tuple[OwnFeature, ...]:
    """The features of a file, sorted by name; none without the file.

    Args:
        path: `features.yaml` of a project.
        known: Declared features by name.

    Raises:
        ConfigurationError: The file is wrong; the message names the feature and what is wrong with it.
    """
    if not path.exists():
        return ()
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigurationError("is no YAML", path=path, line=None if mark is None else mark.line + 1) from error
    rows = [] if document is None else document
    if not isinstance(rows, list):
        raise ConfigurationError("must be a list, each entry with `name`, `zh` and `value`", path=path)
    found = sorted((_own(row, path, known) for row in rows), key=lambda each: each.name)
    for one, other in itertools.pairwise(found):
        if one.name == other.name:
            raise ConfigurationError(f"feature {one.name}: it is there twice", path=path)
    return tuple(found)


def _own(row: Any, path: Path, known: Mapping[str, Feature]) -> OwnFeature:
    if not isinstance(row, dict) or not _NEEDED <= set(row) <= _FIELDS:
        raise ConfigurationError(f"a feature has `name`, `zh`, `value`, perhaps `en`, `unit`: not {row!r}", path=path)
    name = str(row["name"])
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"feature {name!r}: a name has small letters, digits and _", path=path)
    if name in known:
        raise ConfigurationError(f"feature {name}: there is a shipped one of this name; choose another", path=path)
    made = OwnFeature(name, str(row["zh"]), str(row.get("en", name)), str(row.get("unit", "")), str(row["value"]))
    for label in (made.zh, made.en):
        check_label(label, where=f"{path.name}: feature {name}")
    try:
        make_feature(made, known)
    except (SyntaxError, ValueError, UnknownName) as error:
        told = getattr(error, "msg", None) or str(error)
        raise ConfigurationError(f"feature {name}: {told}", path=path) from error
    return made


def parts_of(own: OwnFeature, known: Mapping[str, Feature]) -> set[str]:
    """Names of the declared features that it is made of.

    Raises:
        SyntaxError: It is no expression.
        ValueError: It does more than + − * / min max over features and numbers, or names no feature.
        UnknownName: It names a feature that does not exist.
    """
    names = _names(ast.parse(own.value, mode="eval").body, known)
    if not names:
        raise ValueError("its value names no feature")
    return names


def make_feature(own: OwnFeature, known: Mapping[str, Feature]) -> Feature:
    """The feature that an expression makes of declared ones; raises what `parts_of` raises."""
    tree = ast.parse(own.value, mode="eval").body
    parts = [known[name] for name in sorted(parts_of(own, known))]
    return Feature(
        name=own.name,
        zh=own.zh,
        en=own.en,
        unit=own.unit,
        range=(-FOREVER, FOREVER),
        meaning_zh=own.value,
        meaning_en=own.value,
        needs=tuple(sorted({fold for part in parts for fold in part.needs})),
        compute=partial(_compute, tree=tree, parts=parts),
        columns=tuple(sorted({column for part in parts for column in part.columns})),
        theme=own.name,
    )


def _names(node: ast.AST, known: Mapping[str, Feature]) -> set[str]:
    """Features that an expression names; it is checked on the way."""
    if isinstance(node, ast.Name):
        if node.id not in known:
            raise UnknownName("feature", node.id, known)
        return {node.id}
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return set()
    return {name for child in _parts(node) for name in _names(child, known)}


def _parts(node: ast.AST) -> Sequence[ast.AST]:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return (node.left, node.right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return (node.operand,)
    is_function = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
    if isinstance(node, ast.Call) and is_function and len(node.args) == 2 and not node.keywords:
        return node.args
    raise ValueError("its value may have features, numbers, + - * /, min(a, b) and max(a, b) alone")


def _compute(people: People, *, tree: ast.AST, parts: Sequence[Feature]) -> Floats:
    values = {part.name: part.compute(people) for part in parts}
    found = np.asarray(_value(tree, values), dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def _value(node: ast.AST, values: Mapping[str, Floats]) -> Any:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant):
        return np.float64(node.value)  # type: ignore[arg-type]
    own = [_value(child, values) for child in _parts(node)]
    if isinstance(node, ast.UnaryOp):
        return -own[0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _FUNCTIONS[node.func.id](*own)
    return _OPERATORS[type(node.op)](*own)  # type: ignore[attr-defined]

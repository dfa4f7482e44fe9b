"""The sequence-rule language: declared in YAML, judged for one person, computed for all with Ibis."""

from __future__ import annotations

from huaxiang.tags.sequence.declaration import After, SequenceRule, Without, definition_of
from huaxiang.tags.sequence.ibis import as_ibis
from huaxiang.tags.sequence.judging import compile_rule, judge_of
from huaxiang.tags.sequence.reading import parse_rules, read_rules

__all__ = [
    "After",
    "SequenceRule",
    "Without",
    "as_ibis",
    "compile_rule",
    "definition_of",
    "judge_of",
    "parse_rules",
    "read_rules",
]

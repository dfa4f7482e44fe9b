from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sequence_worlds import event_sets, instants

from huaxiang.domain.errors import ConfigurationError
from huaxiang.domain.events import FoldEvent
from huaxiang.tags.rulebook import project_rules, python_rules, shipped_rules, shipped_sequences
from huaxiang.tags.sequence import compile_rule

PLAIN = (
    "product_viewed",
    "product_added",
    "product_added",
    "checkout_started",
    "order_placed",
    "order_completed",
)
OWN_RULE = """\
import dataclasses
from huaxiang.tags.rules.unpaid import RULE as SHIPPED
RULE = dataclasses.replace(SHIPPED, key="flag.own")
"""


def test_shipped_rules_have_one_rule_for_each_flag() -> None:
    assert [rule.key for rule in shipped_rules()] == [
        "flag.comparing",
        "flag.hesitant",
        "flag.hesitant_any",
        "flag.re_viewing",
        "flag.unpaid",
    ]
    assert set(python_rules()) == {"comparing", "hesitant", "hesitant_any", "re_viewing", "unpaid"}


@pytest.mark.parametrize("key", [rule.key for rule in shipped_sequences()])
@settings(max_examples=150, deadline=None)
@given(events=event_sets(names=PLAIN, n_people=1), as_of=instants(), same_item=st.booleans())
def test_both_forms_of_a_rule_judge_alike(key: str, events: list[FoldEvent], as_of: int, same_item: bool) -> None:
    in_python = {rule.key: rule for rule in python_rules().values()}[key]
    in_yaml = compile_rule({rule.key: rule for rule in shipped_sequences()}[key])
    if same_item:
        for event in events:
            event.item_id = "i1"
    assert in_python.judge(events, as_of) == in_yaml.judge(events, as_of)


def test_own_rules_are_found_in_both_forms(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_RULE, encoding="utf-8")
    (tmp_path / "more.yaml").write_text(
        "- {key: flag.more, label: {zh: 多, en: more}, after: {event: product_added}, expires: 1d}\n",
        encoding="utf-8",
    )
    assert [rule.key for rule in project_rules(tmp_path)] == ["flag.more", "flag.own"]
    assert project_rules(tmp_path / "absent") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("RULE = 1\n", "needs `RULE"),
        ("x = (\n", "own.py:1: SyntaxError"),
        ("import nowhere\n", "ModuleNotFoundError"),
    ],
)
def test_a_broken_own_rule_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "own.py").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as caught:
        project_rules(tmp_path)
    assert "\n" not in str(caught.value)


def test_two_own_rules_of_one_flag_are_refused(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(OWN_RULE, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"b\.py: rule flag\.own stands in two files"):
        project_rules(tmp_path)

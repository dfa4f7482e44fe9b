from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.tags.sequence import After, SequenceRule, Without, parse_rules, read_rules

RULE = """\
- key: flag.hesitant
  label: {zh: 犹豫型高意向用户, en: "hesitant, high intent"}
  after: {event: product_added, times: 3, within: 24h, same: category}
  without: {event: [checkout_started, order_completed], within: 30m}
  raise_at: deadline
  expires: 72h
"""


def test_the_documented_rule_is_read() -> None:
    assert parse_rules(RULE) == (
        SequenceRule(
            key="flag.hesitant",
            label={"zh": "犹豫型高意向用户", "en": "hesitant, high intent"},
            after=After(frozenset({"product_added"}), 3, 24 * HOUR_US, "category"),
            without=Without(frozenset({"checkout_started", "order_completed"}), 30 * MINUTE_US, "category"),
            raise_at="deadline",
            expires_us=72 * HOUR_US,
        ),
    )


def test_an_empty_file_has_no_rules() -> None:
    assert parse_rules("# nothing yet\n") == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("product_added", "product_aded", 3, "product_added"),
        ("order_completed", "order_complete", 4, "order_completed"),
        ("expires: 72h", "expire: 72h", 6, "expires"),
        ("expires: 72h", "expires: 72 hours", 6, "no duration"),
        ("same: category", "same: brand", 3, "person, item"),
        ("times: 3", "times: three", 3, "whole number"),
        ("times: 3", "time: 3", 3, "times"),
        ("within: 24h, ", "", 3, "within"),
        ("within: 30m", "within: 0m", 4, "no duration"),
        ("flag.hesitant", "Flag Hesitant", 1, "tag key"),
        ("deadline", "later", 5, "deadline or match"),
        ("  raise_at: deadline\n", "  raise_at: deadline\n  raise_at: match\n", 6, "twice"),
        (', en: "hesitant, high intent"', "", 2, "`en`"),
        ("犹豫型高意向用户", "傻子", 2, "no label may hold"),
        ("  expires: 72h\n", "", 1, "expires"),
        ("- key", "  key", 1, "list of rules"),
        ("[checkout_started, order_completed]", "[", 4, "no YAML"),
        ("{event: product_added, times: 3, within: 24h, same: category}", "often", 3, "after must have"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_what_to_do(old: str, new: str, line: int, message: str) -> None:
    assert old in RULE
    with pytest.raises(ConfigurationError) as caught:
        parse_rules(RULE.replace(old, new, 1), path=Path("tags.yaml"))
    assert str(caught.value).startswith(f"tags.yaml:{line}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_may_stand_once() -> None:
    with pytest.raises(ConfigurationError, match="twice"):
        parse_rules(RULE + RULE)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "规则 1.yaml"
    path.write_bytes("- key: 犹豫".encode("gbk"))
    with pytest.raises(ConfigurationError, match=r"规则 1\.yaml: cannot be read as UTF-8"):
        read_rules(path)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_rules(tmp_path / "absent.yaml")


def test_the_projects_own_event_names_may_be_used() -> None:
    text = RULE.replace("product_added", "robot_waved")
    assert parse_rules(text, events={"robot_waved", "checkout_started", "order_completed"})

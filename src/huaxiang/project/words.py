"""Words for kinds, states, statuses and reasons in Chinese and English, as DOMAIN's glossary has them."""

from __future__ import annotations

__all__ = ["EXCLUSIONS", "KINDS", "REASONS", "STATES", "STATUSES", "word"]

KINDS = {
    "fact": ("基础标签", "fact"),
    "behaviour": ("行为标签", "behaviour"),
    "interest": ("兴趣标签", "interest"),
    "composite": ("复合标签", "composite"),
    "flag": ("临时标签", "flag"),
    "predicted": ("预测标签", "predicted"),
    "segment": ("分群", "segment"),
}
STATES = {
    "draft": ("草稿", "draft"),
    "observation": ("待观察", "under observation"),
    "active": ("生效", "active"),
    "frozen": ("冻结", "frozen"),
    "retired": ("下线", "retired"),
    "in_approval": ("待审批", "in approval"),
    "decay_warning": ("衰减预警", "decay warning"),
}
EXCLUSIONS = {
    "refused": ("已关闭个性化", "refuses profiling"),
    "minor": ("未满 18 岁", "under 18"),
    "staff": ("员工、测试或分销账号", "staff, test or reseller account"),
    "abnormal": ("异常账号", "abnormal account"),
}
STATUSES = {
    "active": ("生效", "active"),
    "observation": ("待观察", "under observation"),
    "below_threshold": ("待观察", "below threshold"),
    "frozen": ("冻结", "frozen"),
    "expired": ("已过期", "expired"),
}
REASONS = {
    "holds": ("持有该标签,且可对外使用", "the tag is held and may be used"),
    "unknown_definition": ("标签目录中没有这个标签", "the catalogue has no such tag"),
    "definition_not_active": ("标签尚未生效", "the definition is not active"),
    "below_threshold": ("置信度低于阈值", "the confidence is under the threshold"),
    "not_yet": ("标签尚未开始有效", "the tag does not hold yet"),
    "expired": ("标签已过期", "the tag has expired"),
    "purpose": ("标签不允许用于该用途", "the definition does not serve that purpose"),
    "refused_profiling": ("此人已关闭个性化,不计算任何标签", "the person refuses profiling: nothing is computed"),
    "definition_not_computed": ("该状态的标签不计算", "a tag in that state is not computed"),
    "sensitive_not_allowed": (
        "敏感标签:缺少用途、单独同意或评估编号,因此不计算",
        "a sensitive tag: without purpose, separate consent and assessment id it is not computed",
    ),
    "rule_not_met": ("规则条件未满足", "the rule's condition is not met"),
    "not_met": ("口径条件未满足", "the definition's condition is not met"),
    "other_of_group": ("此人属于同组的另一个标签", "the person has another tag of this group"),
    "no_readings": ("此人的文本中没有读出该兴趣", "nothing this person wrote speaks of it"),
    "no_touches": ("此人没有文本或行为指向该兴趣", "nothing this person wrote or did points to it"),
    "other_segment": ("此人属于其他分群", "the person belongs to another segment"),
    "no_segment": ("此人不在任何分群中", "the person is in no segment"),
}


def word(words: dict[str, tuple[str, str]], key: str, language: str) -> str:
    """The word for a key; the key itself where there is none.

    >>> word(STATES, "active", "zh"), word(STATES, "odd", "en")
    ('生效', 'odd')
    """
    found = words.get(key)
    return key if found is None else found[0 if language == "zh" else 1]

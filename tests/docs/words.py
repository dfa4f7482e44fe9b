"""The names that expressions on the pages may use: all that ships, and what the simulated shop has."""

from __future__ import annotations

from huaxiang.interests.taxonomy import load_taxonomy
from huaxiang.segments.declared import declared_features
from huaxiang.tags.expressions import Vocabulary
from huaxiang.tags.facts import FactScorer
from huaxiang.tags.rulebook import shipped_rules

_TREE = load_taxonomy().nodes

VOCABULARY = Vocabulary(
    tags={
        **{rule.key: rule.label["zh"] for rule in shipped_rules()},
        **{each.key: each.label_zh for each in FactScorer().definitions()},
    },
    segments={"s0002": "沉睡老客组"},
    interests={key: "-".join(node.labels) for key, node in _TREE.items()},
    categories={node.slug: node.zh for node in _TREE.values()},
    features=[feature.name for feature in declared_features()],
    traits=["gender", "birth_year", "city_tier"],
    facts=["income_band"],
)

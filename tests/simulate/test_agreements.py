from __future__ import annotations

import numpy as np
import pytest

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.people import ANONYMOUS


def test_a_few_refuse_and_a_few_withdraw_but_nobody_both(block: Block) -> None:
    given = block.agreements
    refuses, withdraws = given.refused_at >= 0, given.withdrawn_at >= 0
    assert refuses.mean() == pytest.approx(0.018, abs=0.01)
    assert withdraws.mean() == pytest.approx(0.011, abs=0.008)
    assert not (refuses & withdraws).any()
    assert not (refuses & given.marketing).any()


def test_strangers_agree_to_nothing(block: Block) -> None:
    strangers, given = block.people.role == ANONYMOUS, block.agreements
    for name in ("refused_at", "withdrawn_at", "separate_at"):
        assert (getattr(given, name)[strangers] == -1).all()
    assert not given.marketing[strangers].any()


def test_facts_are_about_members_and_one_of_each_name(block: Block) -> None:
    facts = block.facts
    assert block.people.is_member[facts.person].all()
    assert len(set(zip(facts.person.tolist(), facts.name, strict=True))) == len(facts.name)
    assert np.unique(facts.person).size / block.scene.n_people == pytest.approx(0.18, abs=0.04)


def test_some_facts_lack_contract_or_consent_and_some_are_over(block: Block) -> None:
    facts = block.facts
    bare = np.array([a is None or b is None for a, b in zip(facts.contract, facts.consent_id, strict=True)])
    assert bare.mean() == pytest.approx(0.04, abs=0.025)
    over = facts.expires_at < block.scene.calendar.end_us
    assert 0.1 < over.mean() < 0.5
    assert ((facts.confidence_milli >= 600) & (facts.confidence_milli < 1000)).all()

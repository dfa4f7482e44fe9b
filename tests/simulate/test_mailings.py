from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.identities import draw_contacts
from huaxiang.simulate.mailings import plan_campaigns, plant_tags, send_messages
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.people import draw_people
from huaxiang.simulate.scene import Scene


def test_half_of_the_tags_work_and_one_of_the_others_wears_out(scene: Scene, parameters: Parameters) -> None:
    tags = plant_tags(scene.catalogue, seed=5, parameters=parameters)
    lifts = [tag.lift for tag in tags]
    assert abs(lifts.count(0.0) - lifts.count(0.3)) <= 1
    assert len(lifts) == lifts.count(0.0) + lifts.count(0.3)
    assert [tag.lift for tag in tags if tag.wears_out] == [0.0]
    assert {tag.key.split(".")[1] for tag in tags}.isdisjoint({"health"})


def test_campaigns_of_the_worn_tag_sink_at_the_end(scene: Scene, parameters: Parameters) -> None:
    tags = plant_tags(scene.catalogue, seed=5, parameters=parameters)
    campaigns = plan_campaigns(tags, scene.calendar, parameters)
    worn = [each.lift for each in campaigns if each.tag.wears_out]
    assert worn[-3:] == [-0.35] * 3
    assert set(worn[:-3]) == {0.0}
    assert len({each.campaign_id for each in campaigns}) == len(campaigns)


def test_only_reachable_people_who_agreed_are_mailed(block: Block) -> None:
    messages = block.messages
    assert all(block.contacts.email[person] for person in messages.person.tolist())
    assert block.agreements.marketing[messages.person].all()
    assert (block.people.registered_at[messages.person] < messages.sent_at).all()


def test_steps_of_a_mail_follow_each_other(block: Block) -> None:
    messages = block.messages
    delivered, opened, clicked = (getattr(messages, f"{step}_at") for step in ("delivered", "opened", "clicked"))
    assert (delivered[opened >= 0] >= 0).all()
    assert (opened[opened >= 0] > messages.sent_at[opened >= 0]).all()
    assert (clicked[clicked >= 0] > messages.sent_at[clicked >= 0]).all()
    assert max(opened.max(), clicked.max()) < block.scene.calendar.end_us


def test_tags_that_work_lift_clicks_and_the_others_do_not(scene: Scene, parameters: Parameters) -> None:
    mails = replace(parameters.campaigns, people_per_tag_share=1.0, reference_share=0.5, effect_lift=1.0, every_days=4)
    changed = replace(
        parameters,
        campaigns=replace(mails, scanner_click_share=0.0),
        identity=replace(parameters.identity, email_share=1.0),
    )
    wide = replace(scene, parameters=changed)
    tags = plant_tags(scene.catalogue, seed=5, parameters=changed)
    campaigns = plan_campaigns(tags, scene.calendar, changed)
    people = draw_people(wide)
    sent = send_messages(wide, people, draw_contacts(wide, people), campaigns, np.ones(2_000, dtype=bool))
    lift = np.array([each.lift for each in campaigns])[sent.campaign]
    rate = {}
    for name, rows in {
        "works": (lift > 0) & sent.is_holder, "reference": ~sent.is_holder, "nothing": (lift == 0) & sent.is_holder
    }.items():  # fmt: skip
        got = rows & (sent.delivered_at >= 0)
        rate[name] = (sent.clicked_at[got] >= 0).mean()
    assert rate["works"] == pytest.approx(0.09, abs=0.012)
    assert rate["reference"] == pytest.approx(0.045, abs=0.006)
    assert rate["nothing"] == pytest.approx(0.045, abs=0.010)

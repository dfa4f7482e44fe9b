from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_a_condition_is_changed_by_clicking_it(visitors, corner_site):
    page = visitors("zh", at=corner_site).open("/audiences")
    page.get_by_role("button", name="近 90 天买过").click()
    page.get_by_role("button", name="近 90 天支付过").click()
    page.get_by_label("多少天内").fill("soon")
    page.get_by_role("button", name="完成").click()
    page.wait_for_selector("text=请填一个数字。")
    page.get_by_label("多少天内").fill("3")
    page.get_by_role("button", name="完成").click()
    expected = "did(order_completed, within 3d)"
    page.wait_for_function("text => document.querySelector('textarea').value === text", arg=expected)


def test_only_names_that_exist_can_be_chosen_and_each_kind_has_its_own_form(visitors, corner_site):
    page = visitors("en", at=corner_site).open("/audiences")
    page.get_by_role("button", name="+ Add a condition").click()
    page.get_by_role("tab", name="Tag", exact=True).click()
    page.get_by_role("combobox", name="Choose one").click()
    page.get_by_role("combobox", name="Choose one").fill("buyer")
    page.get_by_role("option").first.wait_for()
    assert all("buyer" in each.lower() for each in page.get_by_role("option").all_inner_texts())
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Third-party fact").click()
    page.wait_for_selector("text=This shop has no data of this kind yet.")
    page.get_by_role("button", name="Done").click()
    page.wait_for_selector("text=Please choose one first.")


def test_a_value_is_chosen_among_those_that_people_have(visitors, site):
    page = visitors("en", at=site).open("/audiences")
    page.get_by_role("button", name="+ Add a condition").click()
    page.get_by_role("tab", name="Trait").click()
    page.get_by_role("combobox", name="Choose one").click()
    page.get_by_role("option", name="Sex").click()
    page.get_by_role("combobox", name="Value").click()
    page.get_by_role("option", name="female").click()
    page.get_by_role("button", name="Done").click()
    page.wait_for_selector("text=Sex is “female”")
    expected = 'trait(gender) = "女"'
    page.wait_for_function("text => document.querySelector('textarea').value === text", arg=expected)

from __future__ import annotations

import pytest

from huaxiang.console.words import say
from huaxiang.project.opening import Project
from huaxiang.project.words import REASONS, word

pytestmark = pytest.mark.browser

TYPED = {"zh": "犹豫", "en": "hesit"}


@pytest.fixture(scope="module")
def talker(demo_shop):
    """Someone with an interest that was read from a text, and the interest."""
    for profile in Project.open(demo_shop).store().profiles():
        spoken = [tag.tag_key for tag in profile.tags if tag.references.get("spans")]
        flags = {tag.tag_key for tag in profile.tags if tag.tag_key.startswith("flag.")}
        if spoken and profile.memberships and not flags:
            return profile.person_id, spoken[0]
    raise AssertionError("nobody wrote anything")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_marketer_reads_the_segment_the_why_of_an_interest_and_a_why_not(visitors, talker, language, width):
    person, interest = talker
    page = visitors(language, width=width).open(f"/people/{person}")
    page.wait_for_selector(".hxp-tag")
    assert "%" in page.locator(".hxp-segment").inner_text()
    for more in page.locator(".hxp-kind summary").all():
        more.click()
    page.click(f"[data-tag='{interest}']")
    page.wait_for_selector(".hxp-quote mark")
    assert say("portrait.why_title", language) in page.locator(".hxp-dialog-head").inner_text()
    page.locator(".hxp-dialog-head .hx-button").click()
    page.wait_for_selector(".hxp-dialog", state="hidden")
    page.get_by_role("button", name=say("portrait.why_not", language)).click()
    page.click(".hxp-choose")
    page.keyboard.type(TYPED[language])
    page.locator(".q-menu .q-item").first.click()
    page.wait_for_selector(".hxp-reason")
    assert word(REASONS, "rule_not_met", language) in page.locator(".hxp-reason").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_any_identity_leads_to_the_person_and_leaves_the_address(visitors, demo_shop):
    store = Project.open(demo_shop).store()
    person = next(iter(store.profiles())).person_id
    identity = store.identities_of([person])[person][0].identity
    page = visitors("zh").open(f"/people/{identity}")
    page.wait_for_selector(".hxp-head")
    assert page.url.endswith(f"/people/{person}")


@pytest.mark.parametrize(("language", "words"), [("zh", "没有人有这个标识"), ("en", "Nobody has this identity")])
def test_nobody_is_said_plainly_and_a_phone_stays_masked(visitors, language, words):
    page = visitors(language).open("/people/13912345678")
    page.wait_for_selector(".hx-empty")
    told = page.locator(".hx-empty").inner_text()
    assert words in told
    assert "139****5678" in told

"""What the page about sending events shows is run as it stands, but for address and key."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.reading import LANGUAGES, ROOT, Block, pages_of
from tests.sdks.conftest import NODE_SDKS, needs_node

pytest.importorskip("posthog", reason="needs the extra sdks")
PAGE = pages_of("en")["sending-events.md"]
SNIPPETS = [block for block in PAGE.blocks if block.language in {"py", "js"}]
GIVEN = {
    "py-segment": ["product_viewed", "identity_linked", "trait_set"],
    "js-segment": ["product_viewed", "identity_linked", "trait_set"],
    "py-rudder": ["product_viewed"],
    "js-rudder": ["product_viewed"],
    "py-sensors": ["order_completed", "trait_set"],
    "js-sa-sdk": ["order_completed"],
    "py-posthog": ["product_viewed", "trait_set"],
    "js-posthog": ["product_viewed"],
    "py-cloudevents": ["product_viewed"],
}


def name_of(block: Block) -> str:
    return f"{block.language}-{re.search(r'segment|rudder|sensors|sa-sdk|posthog|cloudevents', block.text)[0]}"


def run(block: Block, running, tmp_path: Path) -> None:
    text = block.text.replace("http://127.0.0.1:8080", running.url).replace("WRITE_KEY", running.key)
    script = tmp_path / f"snippet.{'py' if block.language == 'py' else 'cjs'}"
    script.write_text(text, encoding="utf-8")
    command = [sys.executable] if block.language == "py" else ["node"]
    where = {**os.environ, "NODE_PATH": str(NODE_SDKS / "node_modules"), "NODE_NO_WARNINGS": "1"}
    done = subprocess.run([*command, str(script)], env=where, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("block", SNIPPETS, ids=name_of)
def test_a_snippet_sends_what_it_says(block, running, tmp_path):
    if block.language == "js":
        needs_node()
    run(block, running, tmp_path)
    names = GIVEN[name_of(block)]
    assert sorted(event.name for event in running.settled(len(names))) == sorted(names)
    assert set(running.statuses) == {200}


def test_both_pages_show_the_same_snippets():
    shown = [[block.text for block in pages_of(each)["sending-events.md"].blocks] for each in LANGUAGES]
    assert shown[0] == shown[1]
    assert len(SNIPPETS) == 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_explained(language):
    sources = ("ingest/dialects/*.py", "ingest/profile_calls.py", "live/acceptance.py", "service/intake.py")
    code = "\n".join(path.read_text("utf-8") for each in sources for path in (ROOT / "src/huaxiang").glob(each))
    reasons = set(re.findall(r'"((?:no|not|bad|too|unknown)_[a-z_]+|future|before_2000|beyond_horizon)"', code))
    page = pages_of(language)["sending-events.md"].text
    assert len(reasons) >= 20
    assert sorted(reason for reason in reasons if f"`{reason}`" not in page) == []

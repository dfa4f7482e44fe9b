"""Pictures of the console for the READMEs and the docs: `python tools/screenshots.py FOLDER [OUT]`.

Serves a built demo shop on a free port of this machine, visits the pages in Chinese and English with a Chromium that is
already installed (`CHROMIUM` names it), and writes `OUT/<page>.<language>.png`, each under 300 kB. Needs playwright.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from huaxiang.project.opening import Project
from huaxiang.project.reading import person
from huaxiang.project.selecting import Audiences

__all__ = ["LANGUAGES", "SHOTS", "main", "served", "somebody", "take"]

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "images"
LANGUAGES = ("zh", "en")
LARGEST_BYTES = 300_000
WIDTH, HEIGHT = 1280, 800
_PATIENCE_MS = 20_000
_SETTLE_MS = 1_500
_WANTED = "tag(fact.repeat_buyer) and did(product_reviewed, within 30d) and did(product_added, within 7d)"
_N_ASKED, _TAGS_WANTED, _N_SHOWN = 60, 16, 5
_SHORTEST_SENTENCE = 12
_INTEREST = re.compile("置信度|confidence")
_WAVES, _MEMBERS, _WAVE_MS = 4, 6, 700
_AWAKE_MS, _LONGEST_MS = 6_000, 180_000
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+")


def main(arguments: list[str]) -> int:
    """Exit code: 0 when every picture was taken, 2 for a mistake."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not arguments or chromium is None:
        print("say which built shop: python tools/screenshots.py demo-shop (Chromium: CHROMIUM=/path)", file=sys.stderr)
        return 2
    out = Path(arguments[1]) if len(arguments) > 1 else OUT
    out.mkdir(parents=True, exist_ok=True)
    person_id = somebody(Path(arguments[0]))
    with served(Path(arguments[0])) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        pages = {language: _reader(browser, address, language) for language in LANGUAGES}
        for name in SHOTS:
            for language, page in pages.items():
                print(take(page, address, out / f"{name}.{language}.png", person_id=person_id))
        browser.close()
    return 0


def _reader(browser: Browser, address: str, language: str) -> Page:
    """A page of somebody who reads a language."""
    page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce").new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(f"{address}/language/{language}")
    return page


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the console of a folder while the block runs."""
    command = [sys.executable, "-c", "import sys; from huaxiang.cli.main import main; sys.exit(main())"]
    process = subprocess.Popen(
        [*command, "serve", str(folder), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        found = next((told for line in process.stdout if (told := _ADDRESS.search(line))), None)
        if found is None:
            raise SystemExit(f"huaxiang serve {folder} gave no address")
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def take(page: Page, address: str, path: Path, *, person_id: str) -> str:
    """A line on the picture written; its name up to the first dot says of what."""
    SHOTS[path.name.split(".")[0]](page, address, person_id)
    _settle(page)
    page.screenshot(path=path)
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise SystemExit(f"{path}: {size:,} bytes, at most {LARGEST_BYTES:,}")
    return f"{path} {size:,} bytes"


def _settle(page: Page) -> None:
    """Waits until nothing is being read and nothing moves."""
    page.wait_for_timeout(_SETTLE_MS)
    expect(page.locator(".hx-loading").filter(visible=True)).to_have_count(0, timeout=_PATIENCE_MS)
    page.wait_for_timeout(_SETTLE_MS)


def _overview(page: Page, address: str, _: str) -> None:
    page.goto(f"{address}/")


def _portrait(page: Page, address: str, person_id: str) -> None:
    page.goto(f"{address}/people/{person_id}")


def _why(page: Page, address: str, person_id: str) -> None:
    """The first interest of the portrait that rests on a sentence, opened."""
    _portrait(page, address, person_id)
    _settle(page)
    rows = page.locator("button").filter(has_text=_INTEREST).filter(visible=True)
    for number in range(rows.count()):
        rows.nth(number).click()
        _settle(page)
        said = page.locator("figure").filter(has=page.locator("mark")).filter(visible=True)
        if said.count() and len(said.first.inner_text().splitlines()[0]) >= _SHORTEST_SENTENCE:
            return
        page.keyboard.press("Escape")
        _settle(page)
    raise SystemExit("nobody's interest rests on a sentence")


def _audience(page: Page, address: str, _: str) -> None:
    page.goto(f"{address}/audiences")
    page.locator("textarea").fill("tag(fact.repeat_buyer) and not did(order_completed, within 30d)")


def _data(page: Page, address: str, _: str) -> None:
    page.goto(f"{address}/data")


def _live(page: Page, address: str, _: str) -> None:
    """Customers who look, add and order while the page is open, once the time since the build is caught up with."""
    page.goto(f"{address}/live")
    page.request.post(f"{address}/v1/batch", data={"batch": [_doing(0, _WAVES)]})
    page.wait_for_timeout(_AWAKE_MS)
    expect(page.locator(".hxl-told")).to_be_empty(timeout=_LONGEST_MS)
    for wave in range(_WAVES):
        events = [_doing(number, wave) for number in range(_MEMBERS)]
        page.request.post(f"{address}/v1/batch", data={"batch": events})
        page.wait_for_timeout(_WAVE_MS)
    expect(page.locator(".hxl-row").first).to_be_visible()


def _doing(number: int, wave: int) -> dict[str, Any]:
    """What a member of the simulated shop does in a wave: a new customer looks, others add, one orders."""
    user = f"M{10_000_001 + number * 7 + wave}"
    name = ("Product Viewed", "Product Added", "Order Completed")[(number + wave) % 3]
    told = {"product_id": f"p{number}", "price": 129, "order_id": f"shot-{token_hex(4)}", "total": 129}
    return {"type": "track", "event": name, "userId": user, "messageId": token_hex(8), "properties": told}


def _connect(page: Page, address: str, _: str) -> None:
    """A test event that was sent, and what became of it."""
    page.goto(f"{address}/connect")
    expect(page.locator("#hx-connect-snippet")).not_to_be_empty()
    page.locator(".hxc-trial .hx-button-primary").click()
    expect(page.locator("[data-step=changes]")).to_be_visible()


def somebody(folder: Path) -> str:
    """Person id of a member with a portrait of middling length, one of whose first interests rests on a sentence."""
    project = Project.open(folder)
    texts = project.lake().read("texts")
    lengths = dict(zip(texts["text_id"].to_pylist(), map(len, texts["text"].to_pylist()), strict=True))
    members = Audiences.of(project).select(_WANTED).members[:_N_ASKED]
    portraits = [person(project, each) for each in members]
    speaking = [each for each in portraits if _longest(each, lengths) >= _SHORTEST_SENTENCE]
    chosen = min(speaking, key=lambda each: (abs(len(each["tags"]) - _TAGS_WANTED), each["person_id"]))
    return str(chosen["person_id"])


def _longest(portrait: dict[str, Any], lengths: dict[str, int]) -> int:
    """Characters of the longest text behind the portrait's first interests; 0 without any."""
    shown = {each["key"] for each in portrait["interests"][:_N_SHOWN]}
    evidence = [one for tag in portrait["tags"] if tag["key"] in shown for one in tag["evidence"]]
    return max((lengths.get(text["text_id"], 0) for one in evidence for text in one["texts"]), default=0)


SHOTS: dict[str, Callable[[Page, str, str], None]] = {
    "overview": _overview,
    "portrait": _portrait,
    "why": _why,
    "audience": _audience,
    "data": _data,
    "live": _live,
    "connect": _connect,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

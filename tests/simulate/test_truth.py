from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.stage import SimulationReport

Shop = tuple[Path, SimulationReport]
Ask = Callable[[str], tuple[Any, ...]]


def test_every_identity_of_the_tracking_is_known(ask: Ask) -> None:
    named = "coalesce(user_id, device_id, anonymous_id, openid) IS NOT NULL"
    assert ask(f"SELECT count(*) FROM events WHERE {named} AND person IS NULL")[0] == 0
    assert ask("SELECT count(*) FROM personas")[0] == 2_000


def test_recycled_phones_have_two_owners_and_are_marked(ask: Ask) -> None:
    twice = "SELECT value FROM identities WHERE namespace = 'mobile' GROUP BY 1 HAVING count(*) = 2"
    assert ask(f"SELECT count(*) FROM ({twice})")[0] > 0
    assert ask(f"SELECT count(*) FROM identities WHERE NOT is_shared AND value IN ({twice})")[0] == 0


def test_planted_hesitations_can_be_found_in_the_events(ask: Ask) -> None:
    planted, carted, unpaid = ask("""
      SELECT count(*), count(*) FILTER (carts >= 3), count(*) FILTER (checkouts = 0) FROM (
        SELECT person,
          count(*) FILTER (event = 'product_added' AND t BETWEEN last_cart_at - 86400e6 AND last_cart_at) AS carts,
          count(*) FILTER (event IN ('checkout_started', 'order_placed')
            AND t BETWEEN last_cart_at AND last_cart_at + 1800e6) AS checkouts
        FROM hesitation JOIN events USING (person) GROUP BY 1)""")
    assert planted > 100
    assert carted >= 0.98 * planted
    assert unpaid == planted


def test_drifting_interests_hold_one_after_the_other(ask: Ask) -> None:
    until, since = ask("""SELECT sum(valid_until) FILTER (valid_until >= 0), sum(valid_from) FILTER (valid_from >= 0)
      FROM interests""")
    assert until == since > 0


def test_each_text_has_its_truth(shop: Shop) -> None:
    folder, report = shop
    said = [json.loads(line) for line in (folder / "truth/texts.jsonl").read_text(encoding="utf-8").splitlines()]
    raw = (folder / "sources/texts.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {row["text_id"]: row["text"] for row in map(json.loads, (line for line in raw if line.endswith("}")))}
    assert {row["text_id"]: row["text"] for row in said if "text_id" in row} == texts
    assert sum("message_id" in row for row in said) == report.rows["searches"]


def test_effects_tell_which_tags_work(shop: Shop) -> None:
    effects = json.loads((shop[0] / "truth/tag_effects.json").read_text(encoding="utf-8"))
    assert {tag["lift"] for tag in effects["tags"]} == {0.0, 0.3}
    assert sum(tag["wears_out"] for tag in effects["tags"]) == 1


def test_orders_of_the_truth_are_those_of_the_files(shop: Shop, block: Block) -> None:
    truth = pq.read_table(shop[0] / "truth/orders.parquet")
    assert truth.num_rows == shop[1].rows["orders.csv"] == block.orders.number.size
    assert 0.01 < pc.mean(truth["is_for_other"].cast("int8")).as_py() < 0.25

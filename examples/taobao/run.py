"""A marketplace's shoppers from Taobao's UserBehavior: headerless rows as raw files, then every stage.

Run it with `python examples/taobao/run.py [DIR]`. The rows are read from the folder of real data: `HUAXIANG_DATA`,
else shared/data beside the project.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
from pathlib import Path

from huaxiang.domain.errors import HuaxiangError
from huaxiang.domain.instants import from_iso
from huaxiang.project.opening import Project

__all__ = ["AS_OF", "find_rows", "main", "write_tables"]

HERE = Path(__file__).parent
AS_OF = "2017-12-04T00:00:00+08:00"
NEXT = """
接下来可以试试({folder} 中):

  huaxiang person user_id:1                一个人的画像
  huaxiang why user_id:1 interest.2355072  标签的依据,以及能否使用
  huaxiang why-not user_id:1 fact.buyer    还缺什么
  huaxiang journeys                        什么之后是什么
  huaxiang audience 'tag(flag.hesitant_any) 且 非 tag(fact.repeat_buyer)' --count
"""


def find_rows() -> Path:
    """Where UserBehavior.csv lies, whether or not it is there."""
    folder = os.environ.get("HUAXIANG_DATA") or HERE.parents[2] / "shared" / "data"
    return Path(folder) / "taobao_userbehavior" / "UserBehavior.csv"


def write_tables(rows: Path, folder: Path) -> None:
    """Writes the raw rows and the orders in them under `folder`/data, and huaxiang.toml beside them."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(rows, data / "UserBehavior.csv")
    shutil.copyfile(HERE / "huaxiang.toml", folder / "huaxiang.toml")
    with rows.open(encoding="utf-8", newline="") as raw, (data / "orders.csv").open("w", newline="") as file:
        bought = {(row[0], row[4]) for row in csv.reader(raw) if len(row) == 5 and row[3] == "buy"}
        table = csv.writer(file)
        table.writerow(("user", "seconds", "order_id"))
        table.writerows((user, seconds, f"{user}-{seconds}") for user, seconds in sorted(bought))


def main(folder: Path) -> int:
    """Writes the tables, builds the project and says what to try; returns the exit status."""
    rows = find_rows()
    if not rows.is_file():
        print(f"{rows}: no such file; set HUAXIANG_DATA to the folder that has taobao_userbehavior", file=sys.stderr)
        return 2 if "HUAXIANG_DATA" in os.environ else 0
    try:
        write_tables(rows, folder)
        project = Project.open(folder)
        print(project.build(as_of=from_iso(AS_OF), progress=lambda line: print(line, file=sys.stderr)))
    except HuaxiangError as error:
        print(error, file=sys.stderr)
        return 2
    print(NEXT.format(folder=folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "taobao-shop")))

"""Person ids stamped on the tables whose rows so far name their writer by an identity."""

from __future__ import annotations

import pyarrow as pa

from huaxiang.domain.tables import TABLES
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.ingest.expressions import identifier, literal

__all__ = ["STAMPED_TABLES", "stamp_people"]

STAMPED_TABLES = ("orders", "texts", "facts", "coupons", "messages", "consents")


def stamp_people(lake: Lake, session: Session, *, identities: pa.Table) -> dict[str, int]:
    """Replaces identities in `person_id` by person ids; events keep `namespace` and `identity`.

    Args:
        lake: The lake that `stage.run` wrote.
        session: An open engine.
        identities: Table `identities` of `resolve_identities`.

    Returns:
        Rows of each stamped table.

    Raises:
        StorageError: A part could not be written.
    """
    session.connection.register("_stamp", identities.select(["identity", "person_id"]))
    written: dict[str, int] = {}
    try:
        for name in STAMPED_TABLES:
            columns = ", ".join("s.person_id" if c == "person_id" else f"t.{identifier(c)}" for c in TABLES[name].names)
            for path in lake.files(name):
                rows = session.copy(
                    f"SELECT {columns} FROM read_parquet({literal(str(path))}) t"
                    " LEFT JOIN _stamp s ON s.identity = t.person_id",
                    path,
                )
                written[name] = written.get(name, 0) + rows
    finally:
        session.connection.unregister("_stamp")
    return written

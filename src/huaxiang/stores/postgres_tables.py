"""Tables of a generation in PostgreSQL, and how each part of an update becomes rows of one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from huaxiang.stores.encoding import ROWS

__all__ = ["INDEXES", "PARTS", "TABLES", "WIPED", "Part"]

# Texts sort as Python sorts them, and statistics keep no sample of who is in a column. Bodies stay in their row
# up to a page, as they are: a table beside and compression cost more than they save.
TABLES = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE meta (is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one), run_id text NOT NULL DEFAULT '',
    as_of bigint NOT NULL DEFAULT 0, log_seq bigint NOT NULL DEFAULT 0, feed_seq bigint NOT NULL DEFAULT 0,
    is_historic boolean NOT NULL DEFAULT false, revision bigint NOT NULL DEFAULT 0,
    is_sealed boolean NOT NULL DEFAULT false, touched_from bigint NOT NULL DEFAULT 0);
INSERT INTO meta DEFAULT VALUES;
CREATE TABLE small (name text COLLATE "C" PRIMARY KEY, rows text NOT NULL);
CREATE TABLE profiles (person_id text COLLATE "C" PRIMARY KEY, next_due bigint NOT NULL, body bytea NOT NULL)
    WITH (toast_tuple_target = 8160);
CREATE TABLE identities (identity text COLLATE "C" PRIMARY KEY, first_seen_at bigint NOT NULL,
    person_id text COLLATE "C" NOT NULL);
CREATE TABLE links (a text COLLATE "C", b text COLLATE "C", kind text COLLATE "C", occurred_at bigint NOT NULL,
    weight_milli bigint NOT NULL, event_id text COLLATE "C", PRIMARY KEY (a, b, kind));
CREATE TABLE states (identity text COLLATE "C" PRIMARY KEY, folds bytea NOT NULL, recent bytea NOT NULL)
    WITH (toast_tuple_target = 8160, fillfactor = 80);
CREATE TABLE items (item_id text COLLATE "C" PRIMARY KEY, body bytea NOT NULL);
CREATE TABLE merges (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, old text COLLATE "C" NOT NULL,
    new text COLLATE "C" NOT NULL, reason text NOT NULL, at bigint NOT NULL);
CREATE TABLE changes (seq bigint PRIMARY KEY, person_id text COLLATE "C" NOT NULL, tag_key text NOT NULL,
    field text NOT NULL, old text, new text, cause text NOT NULL, at bigint NOT NULL);
CREATE TABLE touched (revision bigint PRIMARY KEY, total bigint NOT NULL, people bytea NOT NULL);
ALTER TABLE profiles ALTER body SET STORAGE EXTERNAL, ALTER person_id SET STATISTICS 0, ALTER body SET STATISTICS 0;
ALTER TABLE identities ALTER identity SET STATISTICS 0, ALTER person_id SET STATISTICS 0;
ALTER TABLE links ALTER a SET STATISTICS 0, ALTER b SET STATISTICS 0, ALTER event_id SET STATISTICS 0;
ALTER TABLE states ALTER identity SET STATISTICS 0, ALTER folds SET STATISTICS 0, ALTER recent SET STATISTICS 0,
    ALTER folds SET STORAGE EXTERNAL, ALTER recent SET STORAGE EXTERNAL;
ALTER TABLE merges ALTER old SET STATISTICS 0, ALTER new SET STATISTICS 0, ALTER reason SET STATISTICS 0;
ALTER TABLE changes ALTER person_id SET STATISTICS 0, ALTER old SET STATISTICS 0, ALTER new SET STATISTICS 0,
    ALTER cause SET STATISTICS 0;
ALTER TABLE touched ALTER people SET STATISTICS 0;
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS profiles_due ON profiles (next_due, person_id);
CREATE INDEX IF NOT EXISTS identities_person ON identities (person_id);
CREATE INDEX IF NOT EXISTS identities_value ON identities (substr(identity, strpos(identity, ':') + 1));
ALTER INDEX identities_value ALTER COLUMN 1 SET STATISTICS 0;
CREATE INDEX IF NOT EXISTS links_b ON links (b);
CREATE INDEX IF NOT EXISTS merges_old ON merges (old);
CREATE INDEX IF NOT EXISTS changes_person ON changes (person_id);
"""
WIPED = "profiles, identities, links, states, merges, changes, touched"
_TYPES = {"t": "text", "i": "int8", "b": "bytea"}


@dataclass(frozen=True)
class Part:
    """One table of an update: its columns in order, of which the first so many are its key, and what makes a row.

    Attributes:
        n_key: 0 where rows are appended.
    """

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    n_key: int
    row: Callable[[Any], tuple[Any, ...]]

    def rows(self, objects: Iterable[Any]) -> list[tuple[Any, ...]]:
        """Rows of objects, of several with one key the last."""
        made = map(self.row, objects)
        return list({row[: self.n_key]: row for row in made}.values()) if self.n_key else list(made)

    @property
    def target(self) -> str:
        """The table with its columns."""
        return f"{self.name} ({', '.join(self.columns)})"

    @property
    def beside(self) -> str:
        """Makes a table of the session for rows on their way."""
        shape = f"(LIKE {self.name} INCLUDING STORAGE) WITH (toast_tuple_target = 8160)"
        return f"CREATE TEMP TABLE IF NOT EXISTS new_{self.name} {shape} ON COMMIT DELETE ROWS"

    @property
    def put(self) -> str:
        """Puts the rows on their way into the table."""
        return f"INSERT INTO {self.target} SELECT * FROM new_{self.name} {self._replacing}"

    @property
    def put_one(self) -> str:
        """Puts one row into the table."""
        marks = ", ".join(["%b"] * len(self.columns))
        return f"INSERT INTO {self.target} VALUES ({marks}) {self._replacing}"

    @property
    def _replacing(self) -> str:
        if not self.n_key:
            return ""
        values = ", ".join(f"{name} = excluded.{name}" for name in self.columns[self.n_key :])
        return f"ON CONFLICT ({', '.join(self.columns[: self.n_key])}) DO UPDATE SET {values}"


def _part(name: str, columns: str, types: str, n_key: int) -> Part:
    return Part(name, tuple(columns.split()), tuple(_TYPES[each] for each in types), n_key, ROWS[name])


PARTS = {
    part.name: part
    for part in (
        _part("profiles", "person_id next_due body", "tib", 1),
        _part("identities", "identity first_seen_at person_id", "tit", 1),
        _part("links", "a b kind occurred_at weight_milli event_id", "tttiit", 3),
        _part("states", "identity folds recent", "tbb", 1),
        _part("items", "item_id body", "tb", 1),
        _part("merges", "old new reason at", "ttti", 0),
        _part("changes", "seq person_id tag_key field old new cause at", "itttttti", 0),
    )
}
"""Parts by name."""

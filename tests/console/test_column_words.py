from __future__ import annotations

from huaxiang.console.column_words import column_words
from huaxiang.console.words import WORDS
from huaxiang.domain.tables import TABLES

INNER = {"properties", "attributes", "log_seq", "source", "person_id", "namespace", "is_sensitive", "traits"}
READ = ("events", "items", "item_states", "orders", "order_lines", "texts", "facts", "consents", "messages", "coupons")


def test_every_column_that_a_file_can_fill_has_words() -> None:
    columns = {name for table in READ for name in TABLES[table].schema.names} - INNER
    assert sorted(name for name in columns if f"column.{name}" not in WORDS) == []


def test_a_column_without_words_stands_for_itself() -> None:
    assert (column_words("paid_minor", "zh"), column_words("shoe_size", "en")) == ("实付金额", "shoe_size")

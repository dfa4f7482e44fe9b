from __future__ import annotations

from huaxiang.project.toml_lines import TomlLines

TEXT = """# a comment with [brackets] and key = 1
a = "x = 1 # not a comment"
[t.u]
"strange key" = 1
list = [
  { inner = 1 },
  { other = 2 },
]
after = 3
[[s]]
name = "one"
[s.map]
x = "y"
[[s]]
name = "two"
person.mobile = "m"
"""


def test_keys_of_tables_lists_and_inline_tables_have_their_lines() -> None:
    lines = TomlLines(TEXT)
    assert [
        lines.line(path)
        for path in (
            ("a",),
            ("t", "u", "strange key"),
            ("t", "u", "list", 0, "inner"),
            ("t", "u", "list", 1, "other"),
            ("t", "u", "after"),
            ("s", 0, "map", "x"),
            ("s", 1, "name"),
            ("s", 1, "person", "mobile"),
        )
    ] == [2, 4, 6, 7, 9, 13, 15, 16]


def test_unknown_key_has_the_line_of_its_table() -> None:
    lines = TomlLines(TEXT)
    assert lines.line(("s", 1, "map", "z")) == 14
    assert lines.line(("nowhere",)) is None

"""Writes `interests/lexicon/traditional.tsv`: one simplified character for each traditional one, as OpenCC has them.

pip install opencc==1.4.2 && python tools/traditional.py
"""

from __future__ import annotations

from pathlib import Path

from opencc import OpenCC

TABLE = Path(__file__).resolve().parent.parent / "src/huaxiang/interests/lexicon/traditional.tsv"
BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
OURS = {"枱": "台", "鍊": "链", "黏": "粘"}
HEADER = (
    "# traditional<TAB>simplified, one character each; by tools/traditional.py from the tables of OpenCC "
    "(BYVoid and contributors, Apache-2.0) and three of our own"
)


def main() -> None:
    """Asks OpenCC for each character and writes those that change into one other of the basic plane."""
    simplify = OpenCC("t2s").convert
    pairs = {chr(code): simplify(chr(code)) for first, end in BLOCKS for code in range(first, end)} | OURS
    kept = [f"{one}\t{other}" for one, other in sorted(pairs.items()) if one != other and len(other.encode()) == 3]
    TABLE.write_text("\n".join([HEADER, *kept, ""]), encoding="utf-8")
    print(f"{len(kept)} characters")


if __name__ == "__main__":
    main()

"""Archives as they are downloaded: data among readmes, licences, samples of answers and what systems leave behind."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.project.shops import lessons, logs, markets
from tests.project.shops.base import Rng, Truth, write

__all__ = ["SHAPES"]

README = "# About\n\nCollected by a shop. Columns:\n\n- user_id: number of the user, 1,2,3\n- item_id, time\n"


def _litter(folder: Path) -> None:
    (folder / "README.md").write_text(README, encoding="utf-8")
    (folder / "LICENSE.txt").write_text("Creative Commons, some rights reserved; see the page, please.\n" * 9)
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1\0\0\x10\0" * 40)
    (folder / "paper.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" * 9)
    (folder / "notebook.ipynb").write_text(
        '{"cells": [{"cell_type": "code", "source": ["import pandas"]}], "nbformat": 4}'
    )


def beside_data(folder: Path, rng: Rng) -> Truth:
    """A contest's log beside a readme, a licence, a paper, a notebook and a sample of the answer."""
    truth = logs.mobile(folder, rng)
    _litter(folder)
    write(
        folder / "sample_submission.csv", [("user_id", "item_id"), *((10001082 + n * 77, 285259775) for n in range(50))]
    )
    return truth


def in_archive(folder: Path, rng: Rng) -> Truth:
    """All of a shop in one archive with a folder inside and the doubles that a Mac adds."""
    inside = folder.parent / "inside"
    inside.mkdir()
    truth = markets.cycles(inside, rng)
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(inside.iterdir()):
            archive.write(path, f"AdventureWorks Raw Data/{path.name}")
            archive.writestr(f"__MACOSX/AdventureWorks Raw Data/._{path.name}", b"\0\5\x16\7\0\2\0\0Mac OS X        ")
        archive.writestr("AdventureWorks Raw Data/Read me.txt", README)
    return truth


def in_folders(folder: Path, rng: Rng) -> Truth:
    """Tables in folders of their own, with a readme in each."""
    loose = folder.parent / "loose"
    loose.mkdir()
    truth = lessons.traders(loose, rng)
    for path in sorted(loose.iterdir()):
        (folder / path.stem).mkdir()
        path.rename(folder / path.stem / path.name)
        (folder / path.stem / "readme.txt").write_text(README, encoding="utf-8")
    return truth


SHAPES = {shape.__name__: shape for shape in (beside_data, in_archive, in_folders)}

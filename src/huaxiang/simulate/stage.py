"""The stage: simulates a shop into a folder, raw files and mapping for `build`, the truth aside for `evaluate`."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from huaxiang.domain.errors import BadInput
from huaxiang.simulate import truth
from huaxiang.simulate.blocks import Block, simulate_blocks
from huaxiang.simulate.mailings import plant_tags
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.promotions import calendar_yaml
from huaxiang.simulate.sources import write_block, write_campaigns, write_items
from huaxiang.simulate.tag_history import write_tag_history
from huaxiang.simulate.writing import Files

__all__ = ["Progress", "SimulationReport", "simulate"]

Progress = Callable[[int, int], None]
"""Called with the people done and the people wanted after each block."""
_WRITTEN = ("sources", "truth", "huaxiang.toml", "calendar.yaml", "tag-history.csv")


@dataclass(frozen=True)
class SimulationReport:
    """What was written: people, rows by file, planted faults by file and kind, and the seconds it took."""

    directory: Path
    people: int
    seed: int
    rows: dict[str, int]
    faults: dict[str, dict[str, int]]
    seconds: float

    @property
    def events(self) -> int:
        """Rows of all tracking files, doubled ones included."""
        return self.rows["events"]

    def to_text(self, language: str = "zh") -> str:
        """One line for people to read, in `zh` or `en`."""
        if language == "zh":
            return (
                f"模拟了 {self.people:,} 人:{self.events:,} 次行为、{self.rows['orders.csv']:,} 单、"
                f"{self.rows['texts.jsonl']:,} 条评价和客服会话、{self.rows['searches']:,} 次搜索,{self.seconds:.1f} 秒"
            )
        return (
            f"simulated {self.people:,} people: {self.events:,} events, {self.rows['orders.csv']:,} orders, "
            f"{self.rows['texts.jsonl']:,} texts and {self.rows['searches']:,} searches in {self.seconds:.1f} s"
        )


def simulate(
    directory: Path,
    *,
    people: int,
    seed: int,
    parameters: Parameters,
    progress: Progress | None = None,
    language: str = "zh",
) -> SimulationReport:
    """Writes a simulated shop to `directory`: a project folder ready for `build`.

    Args:
        directory: Project folder; made when it is not there. An earlier simulation in it is replaced.
        people: Number of people, 1 or more.
        seed: Seed of everything; the same seed, people and parameters give the same bytes.
        parameters: From `read_parameters`.
        progress: Called after each block.
        language: Of the project that is written: zh or en. What people of the shop write is Chinese in both.

    Raises:
        BadInput: The folder holds a project that no simulation made.
        OutOfRange: `people` is below 1.
    """
    begun = time.monotonic()
    blocks = simulate_blocks(people, seed=seed, parameters=parameters)
    first = next(blocks)
    _make_room(directory)
    faults: dict[str, Counter[str]] = {}
    searches, block, done = 0, first, 0
    with Files(directory / "sources") as files, Files(directory / "truth") as aside:
        write_items(files, first.scene)
        write_campaigns(files, first.campaigns, first.scene.calendar)
        while True:
            _add(faults, block, write_block(files, block))
            truth.write_truth(aside, block)
            searches += len(block.tracked.searches[0])
            done += block.scene.n_people
            if progress is not None:
                progress(done, people)
            following = next(blocks, None)
            if following is None:
                break
            block = following
    counts = {name: dict(counter) for name, counter in faults.items()}
    _write_edited(directory, first, parameters, language)
    _write_documents(directory, first, counts)
    rows = Counter({"searches": searches})
    for name, n in files.rows.items():
        rows["events" if name.startswith("events/") else name] += n
    return SimulationReport(directory, people, seed, dict(rows), counts, time.monotonic() - begun)


def _make_room(directory: Path) -> None:
    """Removes an earlier simulation; anything else in the way is the user's and stays."""
    if (directory / "huaxiang.toml").exists() and not (directory / "truth" / "faults.json").exists():
        raise BadInput("holds a project that was not simulated; give another folder", path=directory)
    if directory.exists() and not directory.is_dir():
        raise BadInput("is a file; give a folder", path=directory)
    directory.mkdir(parents=True, exist_ok=True)
    for name in _WRITTEN:
        path = directory / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _add(faults: dict[str, Counter[str]], block: Block, broken: dict[str, int]) -> None:
    faults.setdefault("events", Counter()).update(block.tracked.counts)
    for name, count in broken.items():
        faults.setdefault(name, Counter()).update({"broken": count})


def _write_edited(directory: Path, block: Block, parameters: Parameters, language: str) -> None:
    """The files that a shop would edit: mapping, calendar, history of its tags."""
    template = resources.files(__package__).joinpath("words/huaxiang.toml").read_text(encoding="utf-8")
    text = template.replace("{name}", "simulated-shop").replace("{time_zone}", parameters.shop.time_zone)
    text = text.replace("{language}", language)
    (directory / "huaxiang.toml").write_text(text.replace("{seed}", str(block.scene.seed)), encoding="utf-8")
    (directory / "calendar.yaml").write_text(calendar_yaml(block.scene.calendar), encoding="utf-8")
    seed, calendar = block.scene.seed, block.scene.calendar
    tags = plant_tags(block.scene.catalogue, seed=seed, parameters=parameters)
    with Files(directory) as files:
        write_tag_history(files, tags, calendar=calendar, parameters=parameters, seed=seed)


def _write_documents(directory: Path, block: Block, faults: dict[str, dict[str, int]]) -> None:
    folder, scene = directory / "truth", block.scene
    tags = plant_tags(scene.catalogue, seed=scene.seed, parameters=scene.parameters)
    (folder / "README").write_text(truth.README, encoding="utf-8")
    documents = {"tag_effects.json": truth.effects(tags, block.campaigns), "faults.json": faults}
    for name, content in documents.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / name).write_text(text + "\n", encoding="utf-8")

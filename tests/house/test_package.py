from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest


def data_files(root: Path) -> list[str]:
    """Paths within the package of all files that are not Python."""
    package = root / "src" / "huaxiang"
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
    return sorted(path.relative_to(package).as_posix() for path in files)


def test_every_kind_of_data_file_is_declared_as_package_data(root: Path) -> None:
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = pyproject["tool"]["setuptools"]["package-data"]["huaxiang"]
    kinds = {Path(pattern).suffix for pattern in patterns}
    left_out = [name for name in data_files(root) if Path(name).suffix not in kinds and Path(name).name != "py.typed"]
    assert len(data_files(root)) > 3
    assert left_out == [], "package-data in pyproject.toml leaves these out"


@pytest.mark.slow
def test_the_wheel_has_every_module_and_data_file(root: Path, tmp_path: Path) -> None:
    # From a copy: setuptools keeps a build folder in the tree, whose leftovers would go into the next wheel.
    copy = tmp_path / "copy"
    shutil.copytree(root / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(copy)]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("huaxiang-*.whl")
    inside = {
        name.removeprefix("huaxiang/") for name in zipfile.ZipFile(wheel).namelist() if name.startswith("huaxiang/")
    }
    package = root / "src" / "huaxiang"
    python = {path.relative_to(package).as_posix() for path in package.rglob("*.py")}
    assert sorted((python | set(data_files(root))) - inside) == []
    assert sorted(inside - python - set(data_files(root))) == []

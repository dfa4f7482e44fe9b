"""Makes a virtual environment from the lock, once: `python tools/environment.py .venv [extra ...]`.

Standard library only, because it runs before anything is installed. A stamp in the environment holds what it was made
from; while that is unchanged a second run does nothing and asks no network.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

__all__ = ["environment_python", "fingerprint", "install", "is_torch_there", "main"]

ROOT = Path(__file__).resolve().parent.parent
NEEDED_PYTHON = (3, 11)
STAMP = "huaxiang-installed.json"


def main(arguments: list[str]) -> int:
    """Exit code: 0 when the environment holds the package and the extras asked for, 2 for a mistake, else pip's."""
    if sys.version_info < NEEDED_PYTHON:
        return _complain(f"{sys.executable} is older than Python 3.11: make PYTHON=...")
    if not arguments:
        return _complain("say where: python tools/environment.py .venv [extra ...]")
    folder = Path(arguments[0]).absolute()
    extras = set(arguments[1:])
    if os.environ.get("DEEP", "0") not in {"", "0"} or is_torch_there(folder):
        extras.add("deep")
    try:
        return install(folder, extras)
    except KeyboardInterrupt:
        return 130


def install(folder: Path, extras: set[str]) -> int:
    """Exit code of bringing `folder` up to date: 0, at once, when its stamp says that nothing changed."""
    stamp = folder / STAMP
    stamped = _read_stamp(stamp)
    known = set(stamped.get("extras", "").split())
    wanted = fingerprint(folder, has_deep="deep" in extras)
    if stamped.get("fingerprint") == wanted and extras <= known:
        return 0
    if stamped.get("fingerprint") == wanted:
        extras = extras | known
    stamp.unlink(missing_ok=True)
    _say(f"installing into {folder} from the lock (a minute or two, this once)")
    began = time.monotonic()
    code = _make(folder, is_moved=bool(stamped) and stamped.get("folder") != str(folder)) or _pip(folder, extras)
    if code == 0:
        stamp.write_text(json.dumps({"fingerprint": wanted, "extras": " ".join(sorted(extras)), "folder": str(folder)}))
        _say(f"installed in {time.monotonic() - began:.0f} s")
    else:
        _say("the install failed (see above); nothing else is needed than a network and another try")
    return code


def fingerprint(folder: Path, *, has_deep: bool) -> str:
    """Hash of all that the environment in `folder` is made from: lock, pyproject, Python, and where it lies."""
    files = ["pyproject.toml", "constraints.txt", *(["constraints-deep.txt"] if has_deep else [])]
    parts = [(ROOT / name).read_bytes() for name in files]
    parts += [sys.version.encode(), str(folder).encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_torch_there(folder: Path) -> bool:
    """Whether torch is installed in the environment at `folder`, or for the Python that would make it."""
    inside = (folder / "lib").glob("python*/site-packages/torch/__init__.py")
    on_windows = folder / "Lib" / "site-packages" / "torch" / "__init__.py"
    return any(inside) or on_windows.exists() or importlib.util.find_spec("torch") is not None


def environment_python(folder: Path) -> Path:
    """The interpreter of the environment at `folder`, whether it exists or not."""
    return folder / ("Scripts/python.exe" if sysconfig.get_platform().startswith("win") else "bin/python")


def _make(folder: Path, *, is_moved: bool) -> int:
    works = [str(environment_python(folder)), "-c", "import pip"]
    if environment_python(folder).exists() and not is_moved and subprocess.call(works, stderr=subprocess.DEVNULL) == 0:
        return 0
    code = subprocess.call([sys.executable, "-m", "venv", "--clear", str(folder)])
    if code == 0:
        return 0
    # Debian's python3 comes without ensurepip: the pip of the machine installs into the environment from outside.
    return subprocess.call([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)])


def _pip(folder: Path, extras: set[str]) -> int:
    inside = environment_python(folder)
    command = [str(inside), "-m", "pip"]
    if subprocess.call([*command, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) != 0:
        command = [sys.executable, "-m", "pip", "--python", str(inside)]
    command += ["install", "-qq", "--disable-pip-version-check", "-c", "constraints.txt"]
    if "deep" in extras:
        command += ["-c", "constraints-deep.txt"]
    return subprocess.call([*command, "-e", f".[{','.join(sorted(extras))}]" if extras else "."], cwd=ROOT)


def _read_stamp(stamp: Path) -> dict[str, str]:
    try:
        read = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _complain(line: str) -> int:
    _say(line)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Model artefacts on disk: `<name>/<version>/` with manifest.json, weights.npz and card.md; no pickle."""

from __future__ import annotations

import io
import json
import platform
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import StorageError, UnknownName, UserError
from huaxiang.domain.ids import content_id

__all__ = ["Artefact", "Artefacts"]

_PARTIAL = ".partial"
_LIBRARIES = ("numpy", "scikit-learn", "duckdb", "ibis-framework", "rjieba")


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model as it is kept.

    Attributes:
        name: Such as `segments`.
        version: Run id of the build that fitted it.
        inputs: Names of what it reads, in order; scoring refuses another schema.
        arrays: Weights.
        meta: Everything else, JSON-able: settings, metrics, calibration, licences.
    """

    name: str
    version: str
    inputs: tuple[str, ...]
    arrays: Mapping[str, npt.NDArray[Any]]
    meta: Mapping[str, Any]

    @property
    def schema_hash(self) -> str:
        """Hash of the inputs."""
        return content_id(list(self.inputs))

    def check_inputs(self, inputs: tuple[str, ...]) -> None:
        """Raises UserError when the inputs are not those that the model was fitted on."""
        if inputs != self.inputs:
            odd = sorted(set(inputs) ^ set(self.inputs)) or ["their order"]
            raise _unfit(self.name, self.version, f"it was fitted on other inputs ({', '.join(odd)})")


class Artefacts:
    """The artefacts under one folder; `prune` keeps the last three versions of each name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self, name: str) -> list[str]:
        """Versions of a model, oldest first."""
        whole = (path for path in (self.folder / name).glob("*/") if path.suffix != _PARTIAL)
        return sorted(path.name for path in whole if (path / "manifest.json").exists())

    def save(self, artefact: Artefact) -> Path:
        """Writes an artefact; the folder appears whole or not at all."""
        folder = self.folder / artefact.name / artefact.version
        partial = folder.with_name(f"{artefact.version}{_PARTIAL}")
        try:
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            _save_arrays(partial / "weights.npz", artefact.arrays)
            manifest = {
                "name": artefact.name,
                "version": artefact.version,
                "inputs": list(artefact.inputs),
                "schema_hash": artefact.schema_hash,
                "libraries": {"python": platform.python_version()} | _versions(),
                "meta": dict(artefact.meta),
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
            (partial / "manifest.json").write_text(text, encoding="utf-8")
            (partial / "card.md").write_text(_card(manifest), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            partial.replace(folder)
        except OSError as error:
            raise StorageError(f"{folder}: cannot write: {error.strerror or error}") from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return folder

    def prune(self, used: Mapping[str, str], *, keep: int = 3) -> None:
        """Removes all versions but the newest `keep` of each model and those in use (version by name)."""
        for path in self.folder.glob("*/"):
            for old in self.versions(path.name)[:-keep]:
                if old != used.get(path.name):
                    shutil.rmtree(path / old, ignore_errors=True)

    def load(self, name: str, version: str | None = None) -> Artefact:
        """A version of a model, the newest when none is given.

        Raises:
            UnknownName: There is no such model or version.
            UserError: Its manifest is damaged, or was changed after it was written.
        """
        known = self.versions(name)
        if version is None and known:
            version = known[-1]
        if version not in known:
            raise UnknownName(f"version of model {name}", version or "(any)", known)
        folder = self.folder / name / version
        manifest = _manifest(folder / "manifest.json", name, version)
        with np.load(folder / "weights.npz", allow_pickle=False) as weights:
            arrays = {key: weights[key] for key in weights.files}
        found = Artefact(name, version, tuple(manifest["inputs"]), arrays, manifest["meta"])
        if found.schema_hash != manifest["schema_hash"]:
            raise _unfit(name, version, "the inputs in its manifest are not those that it was saved with")
        return found

    def forget(self, person_ids: Sequence[str]) -> int:
        """Removes every artefact that names one of the people; returns their number.

        Artefacts hold figures of many, so there should be none; a model that learned to name a person goes whole.
        """
        marks = [person.encode() for person in person_ids]
        gone = 0
        for folder in sorted(path for path in self.folder.glob("*/*") if path.is_dir()):
            if any(_names_any(path, marks) for path in folder.iterdir()):
                shutil.rmtree(folder)
                gone += 1
        return gone


def _manifest(path: Path, name: str, version: str) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _unfit(name, version, f"{path} is no JSON") from error
    missing = {"inputs", "meta", "schema_hash"} - (found.keys() if isinstance(found, dict) else set())
    if missing:
        raise _unfit(name, version, f"{path} lacks {', '.join(sorted(missing))}")
    return dict(found)


def _unfit(name: str, version: str, why: str) -> UserError:
    return UserError(f"model {name} {version} cannot score: {why}: run `huaxiang build` to fit it anew")


def _names_any(path: Path, marks: Sequence[bytes]) -> bool:
    if path.suffix == ".npz":
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    else:
        parts = [path.read_bytes()]
    wide = [mark.decode().encode("utf-32-le") for mark in marks]
    return any(mark in part for part in parts for mark in (*marks, *wide))


def _save_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            buffer = io.BytesIO()
            np.save(buffer, np.asarray(arrays[name]), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue())


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _card(manifest: Mapping[str, Any]) -> str:
    meta = manifest["meta"]
    lines = [f"# {manifest['name']} {manifest['version']}", "", str(meta.get("summary", "")), ""]
    lines += [
        f"- {name}: {json.dumps(meta[name], ensure_ascii=False)}"
        for name in sorted(meta.keys() - {"report", "summary"})
    ]
    lines += ["", f"Inputs: {', '.join(manifest['inputs'])}", ""]
    return "\n".join(lines)
